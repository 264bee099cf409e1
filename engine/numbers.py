"""What counts as a number where a person, or a file, has chosen it."""

from __future__ import annotations

import math
from numbers import Real
from typing import TypeGuard

import numpy as np

from engine.errors import SettingError


def is_number(value: object) -> bool:
    """Return whether a value is a finite number, and no truth value."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 300 digits
        return False


def is_whole(value: object, least: int) -> TypeGuard[int]:
    """Return whether a value is a whole number of at least `least`, and no truth value."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        return False
    return bool(value >= least)


def require_whole(owner: str, name: str, value: object, least: int = 1) -> int:
    """Check that a number is whole, and at least `least`."""
    if not is_whole(value, least):
        raise SettingError(owner, f"{name} must be a whole number of at least {least}", value)
    return int(value)


def require_share(owner: str, name: str, value: float) -> float:
    """Check that a number is in [0, 1)."""
    if not is_number(value) or not 0 <= value < 1:
        raise SettingError(owner, f"{name} must be a number in [0, 1)", value)
    return float(value)


def require_within(owner: str, name: str, value: float, least: float, most: float) -> float:
    """Check that a number is in [`least`, `most`]."""
    if not is_number(value) or not least <= value <= most:
        rule = f"{name} must be a number from {least:g} to {most:g}"
        raise SettingError(owner, rule, value)
    return float(value)


def require_positive(owner: str, name: str, value: float) -> float:
    """Check that a number is above 0, and finite."""
    if not is_number(value) or not value > 0:
        raise SettingError(owner, f"{name} must be a number above 0", value)
    return float(value)


def require_strength(owner: str, name: str, value: float) -> float:
    """Check that the strength of a penalty is at least 0, and finite."""
    if not is_number(value) or not value >= 0:
        raise SettingError(owner, f"{name} must be a number of at least 0", value)
    return float(value)
