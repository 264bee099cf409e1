"""Files that a command is to write: refused before the work, not after it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from engine.errors import EngineError


class OutputError(EngineError):
    """A file or folder cannot be written."""


def require_writable(path: Path) -> None:
    """Make sure that a file can be put at `path`, or where that leads to as a link.

    Raises
    ------
    OutputError
        If `path` is a folder, a device or a pipe, or nothing can be written beside it.
    """
    if path.is_dir():
        raise OutputError(f"{path} cannot be written: it is a folder")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} cannot be written: it is not a regular file")
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if target.is_symlink():
        raise OutputError(f"{path} cannot be written: it is a link to itself")
    if not target.parent.is_dir():
        raise OutputError(f"{path} cannot be written: there is no folder {target.parent}")
    _try_folder(target.parent, path)


def require_folder(path: Path) -> None:
    """Make the folder `path` if it is missing, and make sure that it can be written to.

    Raises
    ------
    OutputError
        If a file is in the way, or there is no right to write.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise OutputError(f"{path} cannot be made a folder: {e.strerror}") from e
    _try_folder(path, path)


def _try_folder(folder: Path, path: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as e:
        raise OutputError(f"{path} cannot be written: {e.strerror}") from e
