"""How far the training has come."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.data import batch_order, drawn_batch
from engine.training.early_stopping import EarlyStopping
from engine.training.events import EpochDone, Position

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.training.batch import Batch


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done, counted so that training can stop and go on after any batch.

    Attributes
    ----------
    samples : int
        Training images there are.
    step : int
        Updates done since the beginning.
    epoch : int
        The epoch under way, from 1.
    batch : int
        Batches of it that are done.
    offset : int
        Samples of it that are done: places in its order, so that the batch size may
        change in the middle.
    evaluations : int
        Evaluations of it that are done; −1 if one is due before the first batch.
    loss_sum, seconds : float
        Over the samples and batches of this epoch: their losses, the time to compute them.
    right : int
        How many of these samples were right.
    batches_of_last_epoch : int
        0 in the first one.
    validation_loss : float
        Of the last evaluation; NaN before.
    early_stopping : EarlyStopping or None
        What the evaluations at the ends of the epochs say about going on.
    """

    samples: int
    step: int = 0
    epoch: int = 1
    batch: int = 0
    offset: int = 0
    evaluations: int = 0
    loss_sum: float = 0.0
    right: int = 0
    seconds: float = 0.0
    batches_of_last_epoch: int = 0
    validation_loss: float = math.nan
    early_stopping: EarlyStopping | None = None

    @property
    def epoch_seen(self) -> bool:
        """Whether this epoch has had as many samples as there are."""
        return self.offset == self.samples

    @property
    def stopped_early(self) -> bool:
        """Whether the evaluations say that going on is of no use."""
        return self.early_stopping is not None and self.early_stopping.stops

    def over(self, epochs: int) -> bool:
        """Whether there is nothing left to do."""
        return self.stopped_early or self.epoch > epochs

    def finished(self, epochs: int) -> bool:
        """Whether there is no batch left."""
        return self.over(epochs) or (self.epoch == epochs and self.epoch_seen)

    def share(self, epochs: int) -> float:
        """Return how much of all training is done, in [0, 1]."""
        return (self.epoch - 1 + self.offset / self.samples) / epochs

    def evaluation_due(self, per_epoch: int) -> bool:
        """Whether it is time for one of the evaluations of this epoch."""
        return self.evaluations < self._evaluations_by_now(per_epoch)

    def position(self, batch_size: int, epochs: int, *, under_way: bool = False) -> Position:
        """Return this moment as it is shown: the batch under way, or the last one done."""
        if self.batch == 0 and not under_way:
            done, batches = self.epoch - 1, self.batches_of_last_epoch
            return Position(done, batches, batches or self._left(batch_size), self.step, epochs)
        batch = self.batch + 1 if under_way else self.batch
        batches = self.batch + self._left(batch_size)
        return Position(self.epoch, batch, batches, self.step, epochs)

    def next_indices(
        self, seed: int, batch_size: int, sampling: str = "epochs"
    ) -> npt.NDArray[np.int64]:
        """Return which training images make up the next batch.

        Drawn with replacement, an epoch is as many samples as there are images.
        """
        if sampling == "with-replacement":
            size = min(batch_size, self.samples - self.offset)
            return drawn_batch(seed, self.step, self.samples, size)
        order = _order(seed, self.epoch, self.samples)
        return order[self.offset : self.offset + batch_size]

    def after_batch(self, batch: Batch, loss: float) -> Progress:
        """Return what is done once `batch` is, at a loss with all its penalties."""
        return replace(
            self,
            step=self.step + 1,
            batch=self.batch + 1,
            offset=self.offset + len(batch),
            loss_sum=self.loss_sum + loss * len(batch),
            right=self.right + batch.right,
            seconds=self.seconds + batch.seconds,
        )

    def after_evaluation(self, loss: float, per_epoch: int) -> Progress:
        """Return what is done after an evaluation, which has found `loss`.

        It stands for all that are due here: another one would find the same.
        """
        done = self._evaluations_by_now(per_epoch)
        return replace(self, evaluations=done, validation_loss=loss)

    def after_epoch(self) -> Progress:
        """Return the beginning of the next epoch.

        Only the evaluation at its end counts for stopping early, so that training ends
        where it does however often it is evaluated meanwhile.
        """
        rule = self.early_stopping
        return Progress(
            self.samples,
            self.step,
            self.epoch + 1,
            batches_of_last_epoch=self.batch,
            validation_loss=self.validation_loss,
            early_stopping=rule and rule.after(self.validation_loss),
        )

    def with_fresh_patience(self) -> Progress:
        """Return the same, with no evaluation counted for stopping early."""
        rule = self.early_stopping
        fresh = rule and EarlyStopping(rule.patience, rule.min_delta)
        return replace(self, early_stopping=fresh)

    def epoch_done(self, position: Position) -> EpochDone:
        """Return the sums of this epoch as its last event."""
        return EpochDone(
            position,
            epoch=self.epoch,
            train_loss=self.loss_sum / self.offset,
            train_accuracy=self.right / self.offset,
            seconds=self.seconds,
            samples_per_second=self.offset / self.seconds,
        )

    def _evaluations_by_now(self, per_epoch: int) -> int:
        return self.offset * per_epoch // self.samples

    def _left(self, batch_size: int) -> int:
        """Return how many batches of this size are left in this epoch."""
        return -(-(self.samples - self.offset) // batch_size)


@lru_cache(maxsize=2)
def _order(seed: int, epoch: int, n: int) -> npt.NDArray[np.int64]:
    """Return the order of an epoch, which all its batches need."""
    order = batch_order(seed, epoch, n)
    order.flags.writeable = False
    return order
