"""Keeping the running training: checkpoints on request, and by itself every few minutes."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSlot

from convviz import __version__
from convviz.session.autosaves import Autosave
from convviz.session.moments import changes_of
from convviz.session.offering import Offering
from engine.training.checkpoint import Checkpoint, save_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.training import Trainer

DEFAULT_INTERVAL_S = 120
CLOSING_TIMEOUT_S = 5.0
"""Longer than any single event of training takes."""

logger = logging.getLogger(__name__)


class Keeping(QObject):
    """Save the training of a session: where the person wants, and so that none is lost.

    The moment is copied by the training thread between two events, and written by a job.
    What goes wrong with an autosave is logged once; training goes on.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    folder : Path or None
        Where autosaves are; None, as at first, for none.
    is_busy : bool
        Whether an autosave is under way.
    offering : Offering
        Offers to go on with a training.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.folder: Path | None = None
        self._autosave: Autosave | None = None
        self._kept_step = 0
        self._saved_step: int | None = None
        self._writing = threading.Lock()
        self.is_busy = self._has_warned = self._is_closed = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        session.run_changed.connect(self._on_run_changed)
        self.offering = Offering(session)

    def begin(self, folder: Path, interval_s: float = DEFAULT_INTERVAL_S) -> None:
        """Keep the training in `folder` from now on, every so many seconds if it moved."""
        self.folder = folder
        self._timer.start(round(interval_s * 1_000))

    def save(self, path: Path, saved: Callable[[Path], None] | None = None) -> None:
        """Write a checkpoint of this moment: whole, or not at all."""

        def write(checkpoint: Checkpoint) -> None:
            step = checkpoint.position.step
            self._session.start_job(
                f"Saving {path}",
                lambda _: save_checkpoint(path, checkpoint),
                lambda _: told(step),
            )

        def told(step: int) -> None:
            self._saved_step = step
            self._session.notify(f"Saved {path.name}.", str(path.parent))
            if saved is not None:
                saved(path)

        self._capture(write)

    @pyqtSlot()
    def keep(self) -> None:
        """Write the autosave if training has moved since the last one; never raises."""
        step = len(self._session.history)
        if self.folder is None or self.is_busy or self._is_closed or step == self._kept_step:
            return
        self.is_busy = True
        self._capture(self._write_soon)

    def adopt(self, autosave: Autosave) -> None:
        """Go on in the file of a window that is no more."""
        if self._autosave is not None:
            self._autosave.remove()
            self._autosave.release()
        self._autosave, self._saved_step = autosave, None

    def close(self) -> None:
        """Keep what was trained and not saved, and leave it to the next window."""
        if self._is_closed:
            return
        self._timer.stop()
        checkpoint = self._captured_now() if self.folder is not None else None
        with self._writing:  # an autosave may be under way
            self._is_closed = True
            try:
                self._leave(checkpoint)
            except OSError as error:
                self._warn(error)

    def _leave(self, checkpoint: Checkpoint | None) -> None:
        step = checkpoint.position.step if checkpoint is not None else 0
        if checkpoint is not None and step and step != self._saved_step:
            self._own().write(checkpoint, closed=True)
        elif self._autosave is not None:
            self._autosave.remove()
        if self._autosave is not None:
            self._autosave.release()

    def _capture(self, done: Callable[[Checkpoint], None]) -> None:
        """Copy this moment, between two events of training."""
        session, run = self._session, self._session.run_info
        if run is None:
            self.is_busy = False
            return

        def complete(checkpoint: Checkpoint) -> None:
            # Changes are told in the order in which they were made: all of before are known.
            done(replace(checkpoint, changes=changes_of(session.history)))

        session.submit(_moment, complete)

    def _captured_now(self) -> Checkpoint | None:
        """Copy this moment and wait for it; the window is about to go."""
        run, answers = self._session.run_info, queue.SimpleQueue[Checkpoint]()
        if run is None:
            return None
        self._session.submit(lambda trainer: answers.put(_moment(trainer)), lambda _: None)
        try:
            checkpoint = answers.get(timeout=CLOSING_TIMEOUT_S)
        except queue.Empty:
            logger.warning("training did not answer; the last autosave is what is left")
            return None
        return replace(checkpoint, changes=changes_of(self._session.history))

    def _write_soon(self, checkpoint: Checkpoint) -> None:
        step = checkpoint.position.step

        def work(control: JobControl) -> None:
            with self._writing:
                if not self._is_closed:
                    self._own().write(checkpoint)

        def done(_: None) -> None:
            self.is_busy, self._kept_step, self._has_warned = False, step, False

        def failed(error: Exception) -> None:
            self.is_busy = False
            self._warn(error)

        self._session.start_job("Keeping the training", work, done, failed)

    def _own(self) -> Autosave:
        assert self.folder is not None
        if self._autosave is None:
            self._autosave = Autosave.new(self.folder)
        return self._autosave

    def _warn(self, error: Exception) -> None:
        if not self._has_warned:
            self._has_warned = True
            logger.warning("the training is not kept: %s", str(error))

    @pyqtSlot(object)
    def _on_run_changed(self, _: object) -> None:
        # What was gone on from is safe where it is, but in a file that will be written again.
        self._kept_step = len(self._session.history)
        self._saved_step = self._kept_step if self._autosave is None else None
        self.is_busy = False


def _moment(trainer: Trainer) -> Checkpoint:
    return Checkpoint.of(trainer, program=f"convviz {__version__}")
