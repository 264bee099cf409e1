"""The files of a folder in which running trainings are kept, one for each window."""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import TYPE_CHECKING, Final

from convviz.session.process_lock import ProcessLock
from engine.checkpoints.errors import NewerFormat
from engine.errors import EngineError
from engine.training.checkpoint import load_checkpoint, save_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from engine.training.checkpoint import Checkpoint

RUNNING, CLOSED = "run-", "closed-"
"""How names begin: of a training under way, of one that was ended regularly."""

KEPT: Final = 3
"""Files that windows have left, besides those of living ones."""

_SUFFIX, _LOCK = ".safetensors", ".lock"
_LEFTOVERS, _LEFTOVER_S = ".convviz-*.tmp", 3_600
"""What a save that was killed leaves, and the age from which on it is no save under way."""


class Autosave:
    """The file of one training, held by this window.

    Parameters
    ----------
    folder : Path
    name : str
        Of the file, without beginning and suffix.
    lock : ProcessLock
    """

    def __init__(self, folder: Path, name: str, lock: ProcessLock) -> None:
        self._folder, self._name, self._lock = folder, name, lock

    @classmethod
    def new(cls, folder: Path) -> Autosave:
        """Return one that no other window has.

        Raises
        ------
        OSError
            If nothing can be written there.
        """
        folder.mkdir(parents=True, exist_ok=True)
        name = secrets.token_hex(8)
        lock = ProcessLock.take(folder / f"{name}{_LOCK}")
        assert lock is not None, f"{name} is new and cannot be held by another"
        return cls(folder, name, lock)

    @classmethod
    def claim(cls, path: Path) -> Autosave | None:
        """Take over the file of a window that is no more; None if it has one, or is gone."""
        name = _name_of(path)
        try:
            lock = ProcessLock.take(path.with_name(name + _LOCK))
        except FileNotFoundError:  # with its folder
            return None
        if lock is not None and not path.is_file():
            lock.release()
            return None
        return None if lock is None else cls(path.parent, name, lock)

    def write(self, checkpoint: Checkpoint, *, closed: bool = False) -> None:
        """Write the file; the one of before stays if anything fails.

        Raises
        ------
        SaveError
            If it cannot be written.
        """
        save_checkpoint(self._path(CLOSED if closed else RUNNING), checkpoint)
        with contextlib.suppress(OSError):
            self._path(RUNNING if closed else CLOSED).unlink(missing_ok=True)

    def end(self) -> None:
        """Have the file, as it is, told from one whose window ended unexpectedly."""
        with contextlib.suppress(OSError):
            self._path(RUNNING).replace(self._path(CLOSED))

    def remove(self) -> None:
        """Remove the file; it may be written again."""
        for kind in (RUNNING, CLOSED):
            with contextlib.suppress(OSError):
                self._path(kind).unlink(missing_ok=True)

    def release(self) -> None:
        """Leave the file to windows to come."""
        with contextlib.suppress(OSError):
            self._lock.release()

    def _path(self, kind: str) -> Path:
        return self._folder / f"{kind}{self._name}{_SUFFIX}"


def abandoned(folder: Path) -> list[Path]:
    """Return the files of windows that are no more, newest first; surplus ones are removed.

    Those that cannot be read go first, then the oldest. What a newer version of the program
    has written is neither removed nor counted.

    Raises
    ------
    OSError
        If the folder cannot be read.
    """
    if not folder.is_dir():
        return []
    _remove_leftovers(folder)
    free = [path for path in _newest_first(folder) if _is_free(path)]
    surplus = _surplus(free) if len(free) > KEPT else []
    for old in surplus:
        if (autosave := Autosave.claim(old)) is not None:
            autosave.remove()
            autosave.release()
    return [path for path in free if path not in surplus]


def ended_regularly(path: Path) -> bool:
    """Whether a window was closed, or another run begun, and it did not end otherwise."""
    return path.name.startswith(CLOSED)


def _newest_first(folder: Path) -> list[Path]:
    """Return what is a file; others may remove some meanwhile."""
    found = []
    for path in folder.iterdir():
        if path.suffix == _SUFFIX and path.name.startswith((RUNNING, CLOSED)):
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]


def _surplus(newest_first: list[Path]) -> list[Path]:
    """Return what is to make room."""
    readable, damaged = [], []
    for path in newest_first:
        try:
            load_checkpoint(path)
        except NewerFormat:
            continue
        except (EngineError, OSError):
            damaged.append(path)
        else:
            readable.append(path)
    room = max(KEPT - len(readable), 0)
    return damaged[room:] + readable[KEPT:]


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob(_LEFTOVERS):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFTOVER_S:
                path.unlink()


def _is_free(path: Path) -> bool:
    autosave = Autosave.claim(path)
    if autosave is not None:
        autosave.release()
    return autosave is not None


def _name_of(path: Path) -> str:
    return path.stem.removeprefix(RUNNING).removeprefix(CLOSED)
