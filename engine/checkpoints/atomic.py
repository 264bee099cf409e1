"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.checkpoints.errors import SaveError
from engine.checkpoints.leftovers import open_temporary, remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.checkpoints.leftovers import Temporary

    Writer = Callable[[BinaryIO], object]

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EFBIG: "the disk takes no file of this size",
    errno.EACCES: "the folder may not be written to",
    errno.EPERM: "the folder may not be written to",
    errno.EROFS: "the disk may only be read",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder is not a folder",
    errno.EISDIR: "it is a folder",
    errno.ELOOP: "it is a link to itself",
    errno.ENAMETOOLONG: "its name is too long",
}
_REASONS |= {getattr(errno, "EDQUOT", errno.ENOSPC): "the disk is full"}


def write_atomically(path: str | os.PathLike[str], writer: Writer) -> None:
    """Write a file so that there is the old or the new one at every moment, never a part.

    The content goes to a temporary file in the same folder, is forced to the disk and
    then takes the name of the old one, with its permissions. A symbolic link stays one.
    Temporary files that killed processes left in that folder are removed.

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
    write_together((path, writer))


def write_together(
    *files: tuple[str | os.PathLike[str], Writer],
) -> None:
    """Write several files that belong together: all of them, or none.

    All are on the disk before the first takes its name. Where a later one then cannot take
    its own, the earlier ones are put back; only a process that ends between two names leaves
    a new file beside an old one.

    Parameters
    ----------
    *files : pair of path-like and callable
        As for `write_atomically`.

    Raises
    ------
    SaveError
        If anything of this fails, about the file with which it did.
    """
    written: list[_Written] = []
    try:
        for path, writer in files:
            with _told_about(Path(path)):
                written.append(_write(Path(path), writer))
        _take_names(written)
    finally:
        for file in written:
            file.temporary.discard()


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A file on the disk without its name: what was asked for, where that leads, the file."""

    asked: Path
    target: Path
    temporary: Temporary


@contextlib.contextmanager
def _told_about(asked: Path) -> Iterator[None]:
    """Turn what the system says into a sentence about a file."""
    try:
        yield
    except SaveError:
        raise
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise SaveError(asked, reason) from error


def _write(asked: Path, writer: Writer) -> _Written:
    target = Path(os.path.realpath(asked))
    mode = _mode_of(asked, target)
    remove_leftovers(target.parent)
    temporary = open_temporary(target.parent)
    try:
        writer(temporary.file)
        temporary.file.flush()
        if mode is not None:
            temporary.path.chmod(mode)
        os.fsync(temporary.file.fileno())
    except BaseException:
        temporary.discard()
        raise
    return _Written(asked, target, temporary)


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


def _take_names(written: Sequence[_Written]) -> None:
    """Give the files their names, and take all back if one cannot have its own."""
    with contextlib.ExitStack() as tidy, contextlib.ExitStack() as undo:
        for file in written:
            with _told_about(file.asked):
                if file is not written[-1]:
                    _keep(file.target, undo, tidy)
                file.temporary.rename(file.target)
        undo.pop_all()
    for folder in {file.target.parent for file in written}:
        _sync_folder(folder)


def _keep(target: Path, undo: contextlib.ExitStack, tidy: contextlib.ExitStack) -> None:
    """Make sure that what is at `target` now can be there again."""
    if not target.exists():
        undo.callback(target.unlink, missing_ok=True)
        return
    old = target.with_name(f".convviz-{secrets.token_hex(8)}.old")
    tidy.callback(old.unlink, missing_ok=True)
    try:
        old.hardlink_to(target)
    except OSError:  # not every disk knows links
        shutil.copy2(target, old)
    undo.callback(old.replace, target)


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk too; not every system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
