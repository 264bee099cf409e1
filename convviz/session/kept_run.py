"""How far one run is kept, and in which file of this window."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from convviz.session.autosaves import Autosave, abandoned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.training.checkpoint import Checkpoint


class KeptRun:
    """What is kept of one run; an answer that comes late changes only the run it is of.

    The file is written by jobs, one at a time. After `close`, `hand_over` or `discard`,
    which wait for a job under way, no job writes any more.

    Parameters
    ----------
    step : int
        Where the run stood when it began.
    autosave : Autosave, optional
        The file that it is written to; a new one when it is needed if there is none.
    epochs : int, default=0
        Whole ones of this run that the file holds.

    Attributes
    ----------
    is_busy : bool
        Whether an autosave is under way.
    kept_step : int
        What the last autosave holds, or the run began with.
    saved_step : int or None
        What the person has in a file of their own. What was gone on from is safe where it
        is, but not in a file that will be written again.
    """

    def __init__(self, step: int, autosave: Autosave | None = None, epochs: int = 0) -> None:
        self.is_busy = False
        self.kept_step = step
        self.saved_step = step if autosave is None else None
        self._autosave = autosave
        self._step_in_file, self._epochs_in_file = step, epochs
        self._writing = threading.Lock()
        self._is_over = False

    def write(self, folder: Path, checkpoint: Checkpoint) -> None:
        """Write a moment, unless nothing is to be written any more.

        Raises
        ------
        OSError
            If it cannot be written; the file of before stays.
        """
        with self._writing:
            if not self._is_over:
                self._write(folder, checkpoint)

    def close(self, folder: Path, checkpoint: Checkpoint | None) -> None:
        """Leave the run to windows to come, or remove it if nothing would be lost.

        Parameters
        ----------
        folder : Path
        checkpoint : Checkpoint or None
            The last moment; None if it is not known: then the file stays as it is.

        Raises
        ------
        OSError
            If it cannot be written; the file of before stays.
        """
        with self._over():
            try:
                if checkpoint is not None:
                    self._finish(folder, checkpoint)
            finally:
                self._release()

    def hand_over(self) -> Autosave | None:
        """Return the file for another run to be written over this one, or None.

        None, and the file is left to windows to come, if it holds a whole epoch that the
        person has not saved.
        """
        with self._over():
            is_saved = self.saved_step is not None and self.saved_step >= self._step_in_file
            if self._autosave is None or not self._epochs_in_file or is_saved:
                return self._autosave
            self._autosave.end()
            self._release()
            return None

    def discard(self) -> None:
        """Remove the file, if there is one."""
        with self._over():
            if self._autosave is not None:
                self._autosave.remove()
            self._release()

    @contextlib.contextmanager
    def _over(self) -> Iterator[None]:
        with self._writing:
            self._is_over = True
            yield

    def _finish(self, folder: Path, checkpoint: Checkpoint) -> None:
        step = checkpoint.position.step
        if step and step != self.saved_step:
            self._write(folder, checkpoint, closed=True)
        elif self._autosave is not None:
            self._autosave.remove()

    def _write(self, folder: Path, checkpoint: Checkpoint, *, closed: bool = False) -> None:
        if self._autosave is None:
            self._autosave = Autosave.new(folder)
            with contextlib.suppress(OSError):
                abandoned(folder)  # every run may leave one: the oldest make room
        self._autosave.write(checkpoint, closed=closed)
        self._step_in_file = checkpoint.position.step
        self._epochs_in_file = len(checkpoint.snapshot.record.epochs)

    def _release(self) -> None:
        if self._autosave is not None:
            self._autosave.release()
