"""Moments of training in words, and between the session and checkpoints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from convviz.session.history import History
from convviz.session.state import RunState, Settings
from engine.checkpoints.wording import counted, grouped, quoted
from engine.data import dataset_info, dataset_names
from engine.training import BatchDone, EvaluationDone
from engine.training.checkpoint import RunSettings, SettingsChange

if TYPE_CHECKING:
    from engine.training import Trainer
    from engine.training.checkpoint import Checkpoint

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def state_of(trainer: Trainer) -> RunState:
    """Return the state of a run that begins with `trainer`, which may stand anywhere."""
    if not trainer.losses:
        return RunState.READY
    return RunState.HELD if trainer.next_operation is not None else RunState.FINISHED


def history_of(trainer: Trainer) -> History:
    """Return what a trainer has reported so far, as a session keeps it."""
    history, record, at = History(), trainer.record, trainer.position
    pairs = zip(trainer.losses, record.accuracies, strict=True)
    for step, (loss, accuracy) in enumerate(pairs, start=1):
        history.add(BatchDone(at, step, loss, accuracy, trainer.learning_rate, 0, 0.0))
    # Who needs the predictions themselves evaluates; they are not in a checkpoint.
    none = np.zeros(0, np.uint8), np.zeros(0, np.float32)
    for seen in record.evaluations:
        history.add(
            EvaluationDone(seen.position, "validation", seen.loss, seen.accuracy, *none)
        )
    for epoch in record.epochs:
        history.add(epoch)
    return history


def changes_of(history: History) -> tuple[SettingsChange, ...]:
    """Return the settings that were changed, as a checkpoint keeps them."""
    return tuple(
        SettingsChange(step, _kept(before), _kept(after))
        for step, before, after in history.settings_changes
    )


def put_changes(history: History, checkpoint: Checkpoint) -> None:
    """Give a history the changes that a checkpoint knows of."""
    history.settings_changes = [
        (change.step, _shown(change.before), _shown(change.after))
        for change in checkpoint.changes
    ]


def place_in_words(checkpoint: Checkpoint) -> str:
    """Say what is trained and how far: "conv-net on Garments, epoch 2, batch 341"."""
    return f"{run_in_words(checkpoint)}, {at_in_words(checkpoint)}"


def run_in_words(checkpoint: Checkpoint) -> str:
    """Say what is trained: "conv-net on Garments"."""
    name = checkpoint.data.name
    data = dataset_info(name).title if name in dataset_names() else quoted(name, 40)
    return f"{checkpoint.preset.name} on {data}"


def at_in_words(checkpoint: Checkpoint) -> str:
    """Say how far it is: "epoch 2, batch 341"."""
    at = checkpoint.position
    return f"epoch {grouped(at.epoch)}, batch {grouped(at.batch)}"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Say how long ago a moment was: "3 minutes ago"."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= unit:
            return f"{counted(int(seconds // unit), name)} ago"
    return "just now"


def _kept(settings: Settings) -> RunSettings:
    return RunSettings(
        settings.learning_rate, settings.batch_size, settings.optimizer, settings.epochs
    )


def _shown(settings: RunSettings) -> Settings:
    return Settings(
        settings.learning_rate, settings.batch_size, settings.optimizer, settings.epochs
    )
