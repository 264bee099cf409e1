"""What a training has come to so far, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.training.events import EpochDone, Position


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """One evaluation on the validation images: when, the mean loss, the share that is right."""

    position: Position
    loss: float
    accuracy: float


@dataclass(slots=True)
class TrainingRecord:
    """Everything that a training has reported, but the losses, which the trainer has.

    Attributes
    ----------
    accuracies : list of float
        Of every batch, before its update.
    evaluations : list of EvaluationRecord
    epochs : list of EpochDone
    """

    accuracies: list[float] = field(default_factory=list)
    evaluations: list[EvaluationRecord] = field(default_factory=list)
    epochs: list[EpochDone] = field(default_factory=list)

    def copy(self) -> TrainingRecord:
        """Return the same in lists of its own."""
        return TrainingRecord(list(self.accuracies), list(self.evaluations), list(self.epochs))
