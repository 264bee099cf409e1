"""Arguments that several commands take, and the kinds of numbers they accept."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from engine.data import DATA_DIR_VARIABLE, dataset_names
from engine.presets import preset_names


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


def positive_float(text: str) -> float:
    """Return `text` as a finite number above 0."""
    value = float(text)
    if not (value > 0 and math.isfinite(value)):
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text}")
    return value


# argparse puts these names into its sentence: "invalid whole number value: 'x'".
positive_int.__name__ = natural_int.__name__ = "whole number"
positive_float.__name__ = "number"


def add_preset(parser: argparse.ArgumentParser, *, default: str | None, says: str) -> None:
    """Add ``--preset``: a name, or a TOML file of one's own."""
    names = ", ".join(preset_names())
    parser.add_argument(
        "--preset", default=default, metavar="NAME", help=f"{says}: {names}, or a .toml file"
    )


def add_dataset(parser: argparse.ArgumentParser) -> None:
    """Add ``--dataset`` and ``--data-dir``."""
    parser.add_argument(
        "--dataset",
        choices=dataset_names(),
        metavar="NAME",
        help=f"{', '.join(dataset_names())} (default: the preset's, where it is found)",
    )
    add_data_dir(parser)


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add ``--data-dir``."""
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help=f"where data sets are (default: ${DATA_DIR_VARIABLE}, else the platform's place)",
    )
