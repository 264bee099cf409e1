"""All that is needed to go on with training from a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.arrays import Parameters
    from engine.optimizers import Optimizer
    from engine.training.progress import Progress
    from engine.training.record import TrainingRecord


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A moment between two batches; training goes on from it bit by bit as it did.

    Attributes
    ----------
    parameters : Parameters
        Read-only copy.
    optimizer : Optimizer
        Copy, with its moments and its learning rate.
    batch_size : int
    progress : Progress
    losses : tuple of float
        Of all batches so far.
    record : TrainingRecord
        Copy of what training has come to so far.
    """

    parameters: Parameters
    optimizer: Optimizer
    batch_size: int
    progress: Progress
    losses: tuple[float, ...]
    record: TrainingRecord
