"""A lock that lives as long as its process, however that ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD: Final = (errno.EAGAIN, errno.EACCES)
"""What a system says of a lock that another one holds."""


class ProcessLock:
    """A file that one process holds; the system lets go of it when the process ends.

    A number of a process in a file would not do: after a restart of the machine, or in a
    container, another process has it.

    Parameters
    ----------
    path : Path
    descriptor : int
        Of the locked file.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Take the lock, or return None if another process, or window, holds it.

        Raises
        ------
        OSError
            If the file cannot be made, or its file system has no locks.
        """
        while True:
            with contextlib.ExitStack() as unless_taken:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                unless_taken.callback(os.close, descriptor)
                if not _could_lock(descriptor):
                    return None
                if _is_at(path, descriptor):  # else whoever held it has removed it since
                    unless_taken.pop_all()
                    return cls(path, descriptor)

    def release(self) -> None:
        """Let go of the lock, and remove its file.

        Raises
        ------
        OSError
            If the file cannot be removed; the lock is let go of all the same.
        """
        if sys.platform == "win32":  # there an open file cannot be removed
            os.close(self._descriptor)
            self.path.unlink(missing_ok=True)
            return
        try:
            self.path.unlink(missing_ok=True)
        finally:
            os.close(self._descriptor)


def _could_lock(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno not in _HELD:
            raise
        return False
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
