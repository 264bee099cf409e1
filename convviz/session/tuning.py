"""Changing the settings of training while it runs."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.session.session import Session
    from engine.training import Trainer

logger = logging.getLogger(__name__)


class Tuning:
    """Set the learning rate and its like, and say from when they act.

    Nothing here resets the network. A change that waits for the next batch is named in
    `Settings.pending` until a batch has come.

    Parameters
    ----------
    session : Session
        Its `settings` and `history` are kept up to date.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def set_learning_rate(self, value: float) -> None:
        """Use another learning rate from the next batch."""
        self._change("learning_rate", value, lambda t: setattr(t, "learning_rate", value))

    def set_batch_size(self, value: int) -> None:
        """Use another batch size from the next batch."""
        self._change("batch_size", value, lambda t: setattr(t, "batch_size", value))

    def set_epochs(self, value: int) -> None:
        """End after another number of epochs."""
        self._change("epochs", value, lambda t: setattr(t, "epochs", value))

    def set_optimizer(self, name: str) -> None:
        """Use another optimizer, with fresh state, from the next batch."""
        self._change("optimizer", name, lambda t: t.set_optimizer(name))

    @property
    def has_epochs_left(self) -> bool:
        """Whether fewer epochs are done than were wanted."""
        settings, frame = self._session.settings, self._session.frame
        done = frame.position.epoch if frame is not None else 0
        return settings is not None and done < settings.epochs

    def add_epochs(self) -> None:
        """Let a finished run go on: for as many epochs as its preset has, if none are left."""
        session = self._session
        if self.has_epochs_left:  # it has stopped early
            session.submit(lambda trainer: trainer.wait_again(), lambda _: None)
        elif session.run_info is not None and session.frame is not None:
            self.set_epochs(session.frame.position.epoch + session.run_info.preset.epochs)

    def settle(self) -> None:
        """Take back "from the next batch" once a batch has come after the change."""
        session = self._session
        settings, history = session.settings, session.history
        if settings is None or not settings.pending or not len(history):
            return
        changed_at = history.settings_changes[-1][0]
        if history.steps[-1] > changed_at:
            session.settings = replace(settings, pending=frozenset())
            session.settings_changed.emit(session.settings)

    def _change(self, name: str, value: object, act: Callable[[Trainer], None]) -> None:
        def ask(trainer: Trainer) -> int:
            act(trainer)
            return trainer.position.step

        self._session.submit(ask, lambda step: self._note(name, value, step))

    def _note(self, name: str, value: object, step: int) -> None:
        """Tell that the trainer has taken the value after `step` batches."""
        session = self._session
        before, history, frame = session.settings, session.history, session.frame
        if before is None or getattr(before, name) == value:
            return
        waits = name != "epochs" and frame is not None and frame.operation is not None
        pending = before.pending | {name} if waits else before.pending
        changed: dict[str, Any] = {name: value, "pending": pending}
        after = replace(before, **changed)
        session.settings = after
        history.settings_changes.append((step, before, after))
        logger.info("%s: %s → %s", name.replace("_", " "), getattr(before, name), value)
        session.settings_changed.emit(after)
        session.history_changed.emit(history)
