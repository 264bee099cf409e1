"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.checkpoints.errors import SaveError

if TYPE_CHECKING:
    from collections.abc import Callable

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EFBIG: "the disk takes no file of this size",
    errno.EACCES: "the folder may not be written to",
    errno.EPERM: "the folder may not be written to",
    errno.EROFS: "the disk may only be read",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder is not a folder",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "its name is too long",
}
_REASONS |= {getattr(errno, "EDQUOT", errno.ENOSPC): "the disk is full"}
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_atomically(path: str | os.PathLike[str], writer: Callable[[BinaryIO], None]) -> None:
    """Write a file so that there is the old or the new one at every moment, never a part.

    The content goes to a temporary file in the same folder, is forced to the disk and
    then takes the name of the old one, with its permissions. A symbolic link stays one.

    Parameters
    ----------
    path : path-like
    writer : callable
        Called with a binary file that is open for writing.

    Raises
    ------
    SaveError
        If anything of this fails; the old file is untouched and nothing else is left.
    """
    asked = Path(path)
    try:
        target = Path(os.path.realpath(asked))
        mode = _mode_of(asked, target)
        temporary = target.with_name(f".convviz-{secrets.token_hex(8)}.tmp")
        try:
            _write(temporary, mode, writer)
            temporary.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(target.parent)
    except SaveError:
        raise
    except OSError as error:
        raise SaveError(asked, _reason(error)) from error


def _mode_of(asked: Path, target: Path) -> int | None:
    """Return the permissions of the file that is there, None if there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        reason = (
            "it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a regular file"
        )
        raise SaveError(asked, reason)
    return stat.S_IMODE(status.st_mode)


def _write(path: Path, mode: int | None, writer: Callable[[BinaryIO], None]) -> None:
    with os.fdopen(os.open(path, _NEW_FILE, 0o666), "wb") as file:
        writer(file)
        file.flush()
        if mode is not None:
            path.chmod(mode)
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk too; not every system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
