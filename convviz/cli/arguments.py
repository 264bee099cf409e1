"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.data import DATA_DIR_VARIABLE, dataset_names
from engine.presets import preset_names

if TYPE_CHECKING:
    import argparse


def add_preset(parser: argparse.ArgumentParser, *, default: str | None, says: str) -> None:
    """Add ``--preset``: a name, or a TOML file of one's own."""
    names = ", ".join(preset_names())
    parser.add_argument(
        "--preset", default=default, metavar="NAME", help=f"{says}: {names}, or a .toml file"
    )


def add_dataset(
    parser: argparse.ArgumentParser,
    *,
    says: str = "(default: the preset's, where it is found)",
) -> None:
    """Add ``--dataset`` and ``--data-dir``."""
    parser.add_argument(
        "--dataset",
        choices=dataset_names(),
        metavar="NAME",
        help=f"{', '.join(dataset_names())} {says}",
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
