"""Where data sets are kept, and where they are looked for."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

DATA_DIR_VARIABLE = "CONVVIZ_DATA_DIR"
"""The environment variable that names the data directory."""


def find_data_dir(override: Path | str | None = None) -> Path:
    """Return the data directory, which need not exist yet.

    Parameters
    ----------
    override : Path or str, optional
        What the person chose; else $CONVVIZ_DATA_DIR counts, else the directory for a
        user's data on this system.

    Returns
    -------
    Path
        Where `fetch_dataset` writes, and where files are looked for first.
    """
    return search_path(override)[0]


def search_path(override: Path | str | None = None) -> tuple[Path, ...]:
    """Return the directories in which data sets are looked for, first things first.

    A directory that was named, by `override` or by the environment, is the only one. Else
    a checkout of the source also looks into `shared/data` beside itself.
    """
    named = override or os.environ.get(DATA_DIR_VARIABLE)
    if named:
        return (Path(named).expanduser(),)
    own = Path(platformdirs.user_data_dir("convviz", appauthor=False))
    return (own, *_beside_checkout())


def _beside_checkout() -> tuple[Path, ...]:
    """Return `../shared/data` if this is a checkout that has it."""
    root = Path(__file__).resolve().parents[2]
    shared = root.parent / "shared" / "data"
    return (shared,) if (root / "pyproject.toml").is_file() and shared.is_dir() else ()
