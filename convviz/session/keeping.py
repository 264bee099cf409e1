"""Keeping the running training: checkpoints on request, and by itself every few minutes."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSlot

from convviz import PROGRAM
from convviz.session.kept_run import KeptRun
from convviz.session.moments import changes_of
from convviz.session.offering import Offering
from engine.training.checkpoint import Checkpoint, save_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convviz.session.autosaves import Autosave
    from convviz.session.history import History
    from convviz.session.session import Session
    from convviz.session.state import RunState
    from engine.training import Trainer

DEFAULT_INTERVAL_S = 120
FIRST_AFTER_S = 20
"""From when training begins to move: what has been lost by then is quickly done again."""

logger = logging.getLogger(__name__)


class Keeping(QObject):
    """Save the training of a session: where the person wants, and so that none is lost.

    The moment is copied by the training thread between two events, and written by a job:
    some time after training has begun to move, at the end of every epoch, and every so often.
    What goes wrong with an autosave is logged once; training goes on.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    folder : Path or None
        Where autosaves are; None, as at first, for none.
    offering : Offering
        Offers to go on with a training.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.folder: Path | None = None
        self._kept = KeptRun(0)
        self._has_warned = self._is_closed = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self.keep)
        self._epochs = 0
        session.run_changed.connect(self._on_run_changed)
        session.state_changed.connect(self._on_state_changed)
        session.history_changed.connect(self._on_history_changed)
        self.offering = Offering(session)

    @property
    def is_busy(self) -> bool:
        """Whether an autosave is under way."""
        return self._kept.is_busy

    @property
    def is_up_to_date(self) -> bool:
        """Whether the autosave, or what the run began with, holds all that was trained."""
        return len(self._session.history) == self._kept.kept_step

    def begin(self, folder: Path, interval_s: float = DEFAULT_INTERVAL_S) -> None:
        """Keep the training in `folder` from now on, every so many seconds if it moved."""
        self.folder = folder
        self._timer.start(round(interval_s * 1_000))

    def save(self, path: Path, saved: Callable[[Path], None] | None = None) -> None:
        """Write a checkpoint of this moment: whole, or not at all."""
        kept = self._kept

        def write(checkpoint: Checkpoint) -> None:
            step = checkpoint.position.step
            self._session.start_job(
                f"Saving {path}",
                lambda _: save_checkpoint(path, checkpoint),
                lambda _: told(step),
            )

        def told(step: int) -> None:
            kept.saved_step = step
            self._session.notify(f"Saved {path.name}.", str(path.parent))
            if saved is not None:
                saved(path)

        self.capture(write)

    @pyqtSlot()
    def keep(self) -> None:
        """Write the autosave if training has moved since the last one; never raises."""
        kept, folder = self._kept, self.folder
        if folder is None or kept.is_busy or self._is_closed or self.is_up_to_date:
            return
        kept.is_busy = True

        def write(checkpoint: Checkpoint) -> None:
            self._session.start_job(
                "Keeping the training",
                lambda _: kept.write(folder, checkpoint),
                lambda _: done(checkpoint.position.step),
                failed,
            )

        def done(step: int) -> None:
            kept.is_busy, kept.kept_step = False, step
            self._has_warned = False

        def failed(error: Exception) -> None:
            kept.is_busy = False
            self._warn(error)

        self.capture(write, failed)

    def adopt(self, autosave: Autosave) -> None:
        """Go on in the file of a window that is no more."""
        self._kept.discard()
        history = self._session.history
        self._kept = KeptRun(len(history), autosave, len(history.epochs))

    def note_unsafe(self) -> None:
        """Take note that what the run began with is in no file."""
        self._kept.kept_step, self._kept.saved_step = -1, None

    def close(self, trainer: Trainer | None) -> None:
        """Keep what was trained and not saved, and leave it to the next window.

        Parameters
        ----------
        trainer : Trainer or None
            That of the run, at rest; None if there is none.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._timer.stop()
        self._first.stop()
        if self.folder is None:
            return
        checkpoint = None
        if trainer is not None:
            changes = changes_of(self._session.history)
            checkpoint = replace(_moment(trainer), changes=changes)
        try:
            self._kept.close(self.folder, checkpoint)
        except OSError as error:
            self._warn(error)

    def capture(
        self,
        done: Callable[[Checkpoint], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Copy this moment, between two events of training; `done` has it on the GUI thread."""

        def complete(checkpoint: Checkpoint) -> None:
            # Changes are told in the order in which they were made: all of before are known.
            done(replace(checkpoint, changes=changes_of(self._session.history)))

        self._session.submit(_moment, complete, failed)

    def _warn(self, error: Exception) -> None:
        if not self._has_warned:
            self._has_warned = True
            logger.warning("the training is not kept: %s", str(error))

    @pyqtSlot(object)
    def _on_run_changed(self, _: object) -> None:
        self._kept = KeptRun(len(self._session.history), self._kept.hand_over())
        self._epochs = len(self._session.history.epochs)
        self._first.stop()

    @pyqtSlot(object)
    def _on_state_changed(self, state: RunState) -> None:
        if state.is_moving and self.folder is not None and not self._first.isActive():
            self._first.start(FIRST_AFTER_S * 1_000)

    @pyqtSlot(object)
    def _on_history_changed(self, history: History) -> None:
        if len(history.epochs) > self._epochs:
            self._epochs = len(history.epochs)
            self.keep()


def _moment(trainer: Trainer) -> Checkpoint:
    return Checkpoint.of(trainer, program=PROGRAM)
