"""Training, as a generator of events.

Pause is not asking for the next event, step is asking once, stop is closing the
generator: there is no code for any of them here. All that a batch changes, it changes
between two events, after its last number is known; a batch left half-way has changed
nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.optimizers.clipping import clip_norm
from engine.training.batch import Batch
from engine.training.blas import one_blas_thread
from engine.training.divergence import find_origin, is_finite
from engine.training.evaluation import EvaluationRun
from engine.training.events import (
    BatchDone,
    EpochDone,
    EvaluationDone,
    EvaluationProgress,
    Event,
    UpdateDone,
)
from engine.training.helpers import AS_MEASURED
from engine.training.of_preset import changed, settings_of
from engine.training.operations import event_of
from engine.training.record import EvaluationRecord
from engine.training.state import TrainingState
from engine.training.update import take_step, taken_in

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.arrays import Parameters
    from engine.data import Dataset
    from engine.optimizers import Optimizer
    from engine.presets import Preset
    from engine.training.helpers import HelperTerms


class Trainer(TrainingState):
    """Teach a network a data set.

    Parameters
    ----------
    network : Network
        Its parameters are changed in place.
    dataset : Dataset
        Images of the network's input shape; at least one to learn from.
    loss : Loss
    optimizer : Optimizer
    batch_size, epochs : int
        At least 1.
    seed : int
        With the epoch, it gives the order of the images.
    threads : int, optional
        How many compute at once: threads, or this one and helper processes. The cores of
        this process if not given. Never changes a bit of the result.
    helpers : HelperTerms or None, default=AS_MEASURED
        When processes take the place of threads; None for never.
    schedule : callable, default=constant
        From the share of training that is done to a factor of the learning rate.
    evaluations_per_epoch : int, default=1
        Evenly spread, but at most one after a batch; the last one is at the epoch's end.
    evaluate_first : bool, default=False
        Whether there is one more before the first batch.
    l2 : L2, optional
        A penalty on large weights; its value is part of the loss of a batch, and not of
        that of an evaluation.
    clip_norm : float, optional
        Most that all gradients of a batch together, with those of the penalty, may be long.
    sampling : {"epochs", "with-replacement"}
        Every image once per epoch, or each batch drawn from all of them.
    early_stopping : EarlyStopping, optional
        Hears of the evaluation at the end of every epoch; no more epochs once it stops.

    Attributes
    ----------
    network, dataset, loss, schedule, l2, clip_norm, sampling, evaluations_per_epoch
        As given.
    preset : Preset or None
        What it was made of, with all that was to differ; None if it was made of parts.
    stepwise : bool
        Read at the start of every batch: True goes operation by operation and yields each
        of them, False takes whole shards in parallel and yields `BatchDone` alone.
    optimizer, learning_rate, batch_size, epochs
        May be assigned at any time; they act from the next batch on.
    operations : tuple of Operation
        What is done to a batch, in order.
    losses : list of float
        The loss of every batch so far, with the penalty.
    record : TrainingRecord
        What else was reported so far.
    gradients : Parameters or None
        Of the last batch, as the optimizer got them: of the mean loss, with the penalty,
        clipped. None again after a batch that diverged.
    stopped_early : bool
    keep_update : bool
        Whether to keep `update`, which takes one more copy of the parameters per batch.
    update : Parameters or None
        What the last update added to the parameters.
    held : Batch or None
        Inside a stepped batch: its indices, x, labels, activations and gradients so far.

    Raises
    ------
    SettingError
        If a setting breaks its rule, or the images do not fit the network.
    """

    @classmethod
    def from_preset(
        cls,
        preset: Preset,
        dataset: Dataset,
        *,
        seed: int,
        threads: int | None = None,
        helpers: HelperTerms | None = AS_MEASURED,
        evaluations_per_epoch: int = 1,
        evaluate_first: bool = False,
        **overrides: Any,
    ) -> Trainer:
        """Build a preset's network, to be trained as the preset says.

        Parameters
        ----------
        preset : Preset
        dataset : Dataset
        seed : int
            Also gives the first values of the parameters.
        threads, evaluations_per_epoch, evaluate_first
            As for the class.
        **overrides
            What is to be different from the preset: any of its settings of training.

        Raises
        ------
        SettingError
            As the class; also if training has no such setting, or no such optimizer, ...
        """
        preset = changed(preset, overrides)
        trainer = cls(
            preset.build(seed),
            dataset,
            seed=seed,
            threads=threads,
            helpers=helpers,
            evaluations_per_epoch=evaluations_per_epoch,
            evaluate_first=evaluate_first,
            **settings_of(preset),
        )
        trainer.preset = preset
        return trainer

    def events(self) -> Generator[Event, None, None]:
        """Train to the end of the last epoch.

        Closing the generator drops the batch under way; another call goes on with the
        same batch, from its beginning.

        Yields
        ------
        Event
            In a stepped batch `ForwardDone` for each layer, `LossDone`, `BackwardDone`
            for each layer in reverse, `UpdateDone`; then, as in any batch, `BatchDone`.
            `EvaluationProgress` and `EvaluationDone` in between, and `EpochDone` after
            the evaluation at the epoch's end.

        Raises
        ------
        DivergenceError
            If a batch comes to numbers that are not finite. It is dropped: all is as
            before it, and another call tries it again.
        RuntimeError
            If another generator of this trainer is in the middle of a batch.
        """
        with one_blas_thread():
            while not self._progress.over(self.epochs):
                if self._progress.evaluation_due(self.evaluations_per_epoch):
                    yield from self._evaluation()
                elif not self._progress.epoch_seen:
                    yield from self._batch()
                else:
                    yield self._end_epoch()

    def interrupt(self) -> None:
        """Have batches left half-way from now on, for good; from any thread.

        The one under way is dropped: `events` raises `BatchInterruptedError`.
        """
        self._workers.interruption.ask()

    def _batch(self) -> Generator[Event, None, None]:
        """Learn from the next batch; drop it if the generator is closed before its end."""
        self._require_between_batches()  # another generator may have left one half-way
        optimizer, batch = self._optimizer, self._next_batch()
        optimizer.learning_rate = self._learning_rate
        factor = self.schedule(self._progress.share(self.epochs))
        self._under_way = True
        try:
            if self.stepwise:
                yield from self._operation_by_operation(batch)
            else:
                batch.run()
            self._finish(batch, optimizer, factor)
            if self.held is not None:
                yield UpdateDone(self.position, self.operations[-1])
            yield BatchDone(
                self.position,
                step=self._progress.step,
                loss=self.losses[-1],
                accuracy=self.record.accuracies[-1],
                learning_rate=optimizer.learning_rate * factor,
                samples=len(batch),
                seconds=batch.seconds,
            )
        finally:
            self._under_way, self._operations_done, self.held = False, 0, None

    def _next_batch(self) -> Batch:
        progress, split = self._progress, self.dataset.train
        indices = progress.next_indices(self.seed, self.batch_size, self.sampling)
        return Batch(
            *(self.network, self.loss, split, indices, self._workers),
            seed=self.seed,
            step=progress.step,
        )

    def _operation_by_operation(self, batch: Batch) -> Generator[Event, None, None]:
        batch.load()
        self.held = batch
        for operation in self.operations[:-1]:
            batch.do(operation)
            self._operations_done += 1
            yield event_of(operation, self.position)

    def _finish(self, batch: Batch, optimizer: Optimizer, factor: float) -> None:
        """Make all the changes that a batch makes, or none if its numbers are not finite."""
        parameters = self.network.parameters
        gradients = parameters.zeros_like() if self.gradients is None else self.gradients
        self.gradients = None
        before = parameters.copy() if self.keep_update else None
        with batch.timed(), np.errstate(over="ignore", invalid="ignore"):
            loss = self._take_gradients(batch, gradients)
            each, position = self._workers.each_piece, self.position
            with taken_in(self.network, batch, position):
                take_step(optimizer, parameters, gradients, factor, position, each)
        self.gradients, self.update = gradients, before
        if before is not None:
            np.subtract(parameters.flat, before.flat, out=before.flat)
        self.losses.append(loss)
        self.record.accuracies.append(batch.right / len(batch))
        self._progress = self._progress.after_batch(batch, loss)
        self._under_way, self._operations_done = False, len(self.operations)

    def _take_gradients(self, batch: Batch, into: Parameters) -> float:
        """Write what the optimizer is to see, and return the loss that it is of."""
        batch.add_gradients(into)
        loss = batch.loss
        if self.l2 is not None:
            loss += self.l2.add_gradient(self.network.parameters, into)
        if not (math.isfinite(loss) and is_finite(into.flat)):
            raise find_origin(self.network, self._next_batch(), into, self.position)
        if self.clip_norm is not None:
            clip_norm(into, self.clip_norm)
        return loss

    def _evaluation(self) -> Generator[Event, None, None]:
        name, split = "validation", self.dataset.validation
        run = EvaluationRun(self.network, self.loss, split, self._workers)
        for samples in run.rounds():
            yield EvaluationProgress(self.position, samples, len(split))
        found = run.result()
        self._progress = self._progress.after_evaluation(found.loss, self.evaluations_per_epoch)
        seen = EvaluationRecord(self.position, found.loss, found.accuracy)
        self.record.evaluations.append(seen)
        yield EvaluationDone(
            self.position,
            split=name,
            loss=found.loss,
            accuracy=found.accuracy,
            predictions=found.predictions,
            confidences=found.confidences,
        )

    def _end_epoch(self) -> EpochDone:
        done = self._progress.epoch_done(self.position)
        self._progress = self._progress.after_epoch()
        self.record.epochs.append(done)
        return done
