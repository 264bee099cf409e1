"""The kinds of numbers that arguments accept."""

from __future__ import annotations

import argparse
import math

MOST_DIGITS = 17
"""That tell every float64 from every other."""


def positive_int(text: str) -> int:
    """Return `text` as a whole number of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {text}")
    return value


def natural_int(text: str) -> int:
    """Return `text` as a whole number of at least 0."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"must be at least 0, got {text}")
    return value


def digits_of_float(text: str) -> int:
    """Return `text` as a count of significant digits, of which a float64 has 17."""
    value = int(text)
    if not 1 <= value <= MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"must be 1 to {MOST_DIGITS}, got {text}")
    return value


def positive_float(text: str) -> float:
    """Return `text` as a finite number above 0."""
    value = float(text)
    if not (value > 0 and math.isfinite(value)):
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text}")
    return value


# argparse puts these names into its sentence: "invalid whole number value: 'x'".
positive_int.__name__ = natural_int.__name__ = digits_of_float.__name__ = "whole number"
positive_float.__name__ = "number"
