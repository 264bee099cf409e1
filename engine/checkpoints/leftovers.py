"""Temporary files of saves: held while they are written, removed when nobody holds them.

A process that is killed in the middle of a save leaves its temporary file behind. The next
save into the same folder removes it, if the system tells that no process has it locked: one
that another process is writing at this moment stays. Where files cannot be locked, as on
Windows, nothing is removed.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

_FCNTL: Final = "fcntl"
_locks: Any = importlib.import_module(_FCNTL) if importlib.util.find_spec(_FCNTL) else None
"""The module, or None on Windows."""

_NAME: Final = re.compile(r"\.convviz-[0-9a-f]{16}\.tmp")
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_LOOK: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True, eq=False)
class Temporary:
    """A file of our own, open for writing; until it is closed nobody tidies it away."""

    path: Path
    file: BinaryIO

    def rename(self, target: Path) -> None:
        """Take the place of `target`, on the same disk."""
        if _locks is None:
            self.file.close()  # Windows renames nothing that is open
        self.path.replace(target)

    def discard(self) -> None:
        """Close the file, and remove it if it still has its temporary name."""
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


def open_temporary(folder: Path) -> Temporary:
    """Make a file for a save in `folder`.

    Raises
    ------
    OSError
        If there can be none.
    """
    while True:
        path = folder / f".convviz-{secrets.token_hex(8)}.tmp"
        descriptor = os.open(path, _NEW_FILE, 0o666)
        if _is_held(descriptor):
            return Temporary(path, os.fdopen(descriptor, "wb"))
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files in `folder` that killed processes left; never fail."""
    if _locks is None:
        return
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    _remove_if_left(Path(entry.path))


def _remove_if_left(path: Path) -> None:
    descriptor = os.open(path, _LOOK)
    try:
        status = os.fstat(descriptor)
        is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
        if is_ours and _could_lock(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)


def _is_held(descriptor: int) -> bool:
    """Lock a new file, unless somebody who tidies up was faster.

    Where files cannot be locked, nobody takes it away either.
    """
    if _locks is None:
        return True
    try:
        return _could_lock(descriptor) and os.fstat(descriptor).st_nlink > 0
    except OSError:
        return True


def _could_lock(descriptor: int) -> bool:
    """Lock a file; False if somebody else holds it, OSError where the system cannot tell."""
    try:
        _locks.flock(descriptor, _locks.LOCK_EX | _locks.LOCK_NB)
    except BlockingIOError:
        return False
    return True
