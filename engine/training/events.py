"""What happens while a network learns, as frozen facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.arrays import Array

Phase = Literal["forward", "loss", "backward", "update"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One of the things that are done to a batch.

    Attributes
    ----------
    phase : {"forward", "loss", "backward", "update"}
    layer : str
        Name of the layer; "loss" for the loss and "" for the update.
    """

    phase: Phase
    layer: str

    def __str__(self) -> str:
        return f"{self.phase} of {self.layer}" if self.phase in _OF_A_LAYER else self.phase


_OF_A_LAYER = ("forward", "backward")


@dataclass(frozen=True, slots=True)
class Position:
    """A moment of training: "epoch 3 of 10, batch 341 of 1 719".

    Attributes
    ----------
    epoch : int
        From 1; 0 before the first batch.
    batch : int
        The batch under way or last done, from 1 in every epoch; 0 before the first.
    batches : int
        How many there are in this epoch, if the batch size stays.
    step : int
        Updates done since the beginning.
    epochs : int
        How many are wanted.
    """

    epoch: int
    batch: int
    batches: int
    step: int
    epochs: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened, and when."""

    position: Position


@dataclass(frozen=True, slots=True)
class OperationDone(Event):
    """One operation has been done to the batch under way."""

    operation: Operation


@dataclass(frozen=True, slots=True)
class ForwardDone(OperationDone):
    """A layer has computed its output."""


@dataclass(frozen=True, slots=True)
class LossDone(OperationDone):
    """The loss of the batch is known."""


@dataclass(frozen=True, slots=True)
class BackwardDone(OperationDone):
    """A layer has computed the gradients of its input and its parameters."""


@dataclass(frozen=True, slots=True)
class UpdateDone(OperationDone):
    """The optimizer has moved the parameters."""


@dataclass(frozen=True, slots=True)
class BatchDone(Event):
    """A batch has been learned from.

    Attributes
    ----------
    step : int
        Its number since the beginning, from 1.
    loss : float
        Mean over its samples before the update, with the penalty; in the unit of the loss.
    accuracy : float
        Share of its samples that were right before the update, in [0, 1].
    learning_rate : float
        That the update was made with: the one that was set, times the schedule's factor.
    samples : int
    seconds : float
        Spent computing.
    """

    step: int
    loss: float
    accuracy: float
    learning_rate: float
    samples: int
    seconds: float


@dataclass(frozen=True, slots=True)
class EvaluationProgress(Event):
    """Some samples of an evaluation are done; questions may be asked here."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationDone(Event):
    """The network has been tried on a whole split.

    Attributes
    ----------
    split : str
        "validation".
    loss : float
        Mean over the samples, in the unit of the loss.
    accuracy : float
        Share of them that were right, in [0, 1].
    predictions : ndarray of uint8, shape (N,)
        The class of the highest probability; read-only.
    confidences : ndarray of float32, shape (N,)
        That probability; read-only.
    """

    split: str
    loss: float
    accuracy: float
    predictions: npt.NDArray[np.unsignedinteger[Any]]
    confidences: Array


@dataclass(frozen=True, slots=True)
class EpochDone(Event):
    """Every training image has been seen once more, and the evaluation is over.

    Attributes
    ----------
    epoch : int
        From 1.
    train_loss : float
        Mean over all samples as they were learned from, with the penalty; in the same unit.
    train_accuracy : float
        Share of them that were right at that time, in [0, 1].
    seconds : float
        Spent computing batches: neither evaluating nor waiting.
    samples_per_second : float
        Samples by these seconds.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    seconds: float
    samples_per_second: float
