"""Reading a file exactly once, and only if it is a regular one."""

from __future__ import annotations

import errno
import io
import os
import stat
from typing import TYPE_CHECKING

from engine.checkpoints.errors import Corrupt, LimitExceeded, NotAPickle
from engine.checkpoints.progress import Progress, stage_of, tell
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from engine.checkpoints.limits import Limits

# Without O_NONBLOCK, opening a named pipe waits for someone to write into it.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


_CHUNK = 1 << 23


def read_once(path: Path, limits: Limits, progress: Progress | None = None) -> bytes:
    """Open a file, make sure what it is, and read all of it.

    What is checked is the file that was opened, not the name: there is no moment between
    looking and reading at which it could be exchanged.

    Raises
    ------
    OSError
        If it cannot be opened or read.
    NotAPickle
        If it is a folder, a device or a pipe.
    LimitExceeded
        If it is larger than allowed; it is then not read.
    Corrupt
        If its size changes while it is read.
    LoadCancelled
        If `progress` said so.
    """
    descriptor = _open(path)
    try:
        size = _checked_size(path, os.fstat(descriptor), limits)
        data = _read(descriptor, size, stage_of(progress, "reading", size))
    finally:
        os.close(descriptor)
    if len(data) != size:
        raise Corrupt(
            f"The file changed its size while it was read, from {grouped(size)} bytes.",
            offset=len(data),
        )
    return data


def _open(path: Path) -> int:
    try:
        return os.open(path, _FLAGS)
    except ValueError as error:
        # A NUL, or a character that no name of the system can have.
        raise OSError(errno.EINVAL, f"No file can have this name ({error})") from error


def _read(descriptor: int, size: int, progress: Progress | None) -> bytes:
    """Read a byte more than there should be, if there is one."""
    # Unlike a joined list of chunks this is never in memory twice.
    content = io.BytesIO()
    most = size + 1
    while most > 0 and (chunk := os.read(descriptor, min(most, _CHUNK))):
        content.write(chunk)
        most -= len(chunk)
        tell(progress, content.tell(), size)
    return content.getvalue()


def _checked_size(path: Path, status: os.stat_result, limits: Limits) -> int:
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        what = _KINDS.get(kind, "not a regular file")
        raise NotAPickle(f"{quoted(path.name or str(path))} is {what}, not a file.")
    if status.st_size > limits.file_bytes:
        raise LimitExceeded(
            f"The file has {grouped(status.st_size)} bytes; "
            f"files of up to {grouped(limits.file_bytes)} are opened.",
            limit="file_bytes",
            allowed=limits.file_bytes,
            found=status.st_size,
        )
    return status.st_size
