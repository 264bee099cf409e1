"""Training, as a generator of events.

Pause is not asking for the next event, step is asking once, stop is closing the
generator: there is no code for any of them here. All that a batch changes, it changes
between two events, after its last number is known; a batch left half-way has changed
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.losses import LOSSES
from engine.optimizers import make_optimizer
from engine.training.batch import Batch
from engine.training.blas import one_blas_thread
from engine.training.evaluation import EvaluationRun
from engine.training.events import (
    BatchDone,
    EpochDone,
    EvaluationDone,
    EvaluationProgress,
    Event,
    Operation,
    Position,
    UpdateDone,
)
from engine.training.fit import require_fit
from engine.training.operations import event_of, operations_of
from engine.training.progress import Progress
from engine.training.settings import Settings, require_count
from engine.training.snapshot import Snapshot
from engine.training.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from engine.arrays import Array, Parameters
    from engine.data import Dataset
    from engine.losses import Loss
    from engine.network import Network
    from engine.optimizers import Optimizer
    from engine.presets import Preset


class Trainer(Settings):
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
        The cores of this process if not given. Never changes a bit of the result.
    evaluations_per_epoch : int, default=1
        Evenly spread; the last one is at the epoch's end.
    evaluate_first : bool, default=False
        Whether there is one more before the first batch.

    Attributes
    ----------
    network, dataset, loss
        As given.
    stepwise : bool
        Read at the start of every batch: True goes operation by operation and yields each
        of them, False takes whole shards in parallel and yields `BatchDone` alone.
    optimizer, learning_rate, batch_size, epochs
        May be assigned at any time; they act from the next batch on.
    operations : tuple of Operation
        What is done to a batch, in order.
    losses : list of float
        The loss of every batch so far.
    gradients : Parameters or None
        Of the last batch: of its mean loss.
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

    def __init__(  # noqa: PLR0913 - keyword-only: together they are the run
        self,
        network: Network,
        dataset: Dataset,
        *,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
        epochs: int,
        seed: int,
        threads: int | None = None,
        evaluations_per_epoch: int = 1,
        evaluate_first: bool = False,
    ) -> None:
        super().__init__(optimizer, batch_size, epochs)
        require_fit(network, dataset)
        self.network, self.dataset, self.loss, self.seed = network, dataset, loss, seed
        self.stepwise = False
        self.keep_update = False
        self.operations = operations_of(network)
        self.losses: list[float] = []
        self.gradients: Parameters | None = None
        self.update: Parameters | None = None
        self.held: Batch | None = None
        self._evaluations_per_epoch = require_count(
            "evaluations per epoch", evaluations_per_epoch
        )
        self._progress = Progress(len(dataset.train), evaluations=-1 if evaluate_first else 0)
        self._under_way = False
        self._operations_done = 0
        self._workers = Workers(threads)

    @classmethod
    def from_preset(
        cls,
        preset: Preset,
        dataset: Dataset,
        *,
        seed: int,
        threads: int | None = None,
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
            What is to be different from the preset: `learning_rate`, `batch_size`,
            `epochs`, `optimizer` (its name).

        Raises
        ------
        SettingError
            As the class; also if there is no optimizer of that name.
        """
        preset = replace(preset, **overrides)
        return cls(
            preset.build(seed),
            dataset,
            loss=LOSSES[preset.loss](),
            optimizer=make_optimizer(preset.optimizer, preset.learning_rate),
            batch_size=preset.batch_size,
            epochs=preset.epochs,
            seed=seed,
            threads=threads,
            evaluations_per_epoch=evaluations_per_epoch,
            evaluate_first=evaluate_first,
        )

    @property
    def position(self) -> Position:
        """Where training stands: the batch under way, or else the last one done."""
        return self._progress.position(self.batch_size, self.epochs, under_way=self._under_way)

    @property
    def last_operation(self) -> Operation | None:
        """What was done last; None before the first batch."""
        if self._operations_done:
            return self.operations[self._operations_done - 1]
        return self.operations[-1] if self._progress.step else None

    @property
    def next_operation(self) -> Operation | None:
        """What comes next; None after the last batch."""
        progress, last = self._progress, len(self.operations)
        batches_left = progress.epoch < self.epochs or not progress.epoch_seen
        if self._operations_done in (0, last) and not batches_left:
            return None
        return self.operations[self._operations_done % last]

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
        """
        with one_blas_thread():
            while self._progress.epoch <= self.epochs:
                if self._progress.evaluation_due(self._evaluations_per_epoch):
                    yield from self._evaluation()
                elif not self._progress.epoch_seen:
                    yield from self._batch()
                else:
                    yield self._end_epoch()

    def snapshot(self) -> Snapshot:
        """Return all that is needed to go on from after the last batch done."""
        optimizer = self._optimizer.copy()
        optimizer.learning_rate = self._learning_rate
        parameters = self.network.parameters.frozen()
        losses = tuple(self.losses)
        return Snapshot(parameters, optimizer, self.batch_size, self._progress, losses)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back, or on, to the moment of a snapshot.

        Raises
        ------
        RuntimeError
            In the middle of a batch: the generator must be closed first.
        """
        self._require_between_batches()
        self.network.parameters.flat[...] = snapshot.parameters.flat
        self.optimizer = snapshot.optimizer.copy()
        self.batch_size = snapshot.batch_size
        self._progress = snapshot.progress
        self.losses = list(snapshot.losses)
        self.gradients = self.update = None

    def load_parameters(self, arrays: Mapping[str, Array]) -> None:
        """Put other parameters into the network; the optimizer forgets its steps.

        Raises
        ------
        EngineError
            As `Network.load`; nothing has changed then.
        RuntimeError
            In the middle of a batch: the generator must be closed first.
        """
        self._require_between_batches()
        self.network.load(arrays)
        self._optimizer.reset()
        self.gradients = self.update = None

    def close(self) -> None:
        """End the worker threads."""
        self._workers.close()

    def _batch(self) -> Generator[Event, None, None]:
        """Learn from the next batch; drop it if the generator is closed before its end."""
        optimizer, batch = self._optimizer, self._next_batch()
        optimizer.learning_rate = self._learning_rate
        self._under_way = True
        try:
            if self.stepwise:
                yield from self._operation_by_operation(batch)
            else:
                batch.run()
            self._finish(batch, optimizer)
            if self.held is not None:
                yield UpdateDone(self.position, self.operations[-1])
            yield BatchDone(
                self.position,
                step=self._progress.step,
                loss=batch.loss,
                accuracy=batch.right / len(batch),
                learning_rate=optimizer.learning_rate,
                samples=len(batch),
                seconds=batch.seconds,
            )
        finally:
            self._under_way, self._operations_done, self.held = False, 0, None

    def _next_batch(self) -> Batch:
        indices = self._progress.next_indices(self.seed, self.batch_size)
        return Batch(self.network, self.loss, self.dataset.train, indices, self._workers)

    def _operation_by_operation(self, batch: Batch) -> Generator[Event, None, None]:
        batch.load()
        self.held = batch
        for operation in self.operations[:-1]:
            batch.do(operation)
            self._operations_done += 1
            yield event_of(operation, self.position)

    def _finish(self, batch: Batch, optimizer: Optimizer) -> None:
        """Make all the changes that a batch makes."""
        if self.gradients is None:
            self.gradients = self.network.parameters.zeros_like()
        self.update = batch.update(optimizer, self.gradients, keep=self.keep_update)
        self.losses.append(batch.loss)
        self._progress = self._progress.after_batch(batch)
        self._under_way, self._operations_done = False, len(self.operations)

    def _evaluation(self) -> Generator[Event, None, None]:
        name, split = "validation", self.dataset.validation
        run = EvaluationRun(self.network, self.loss, split, self._workers)
        for samples in run.rounds():
            yield EvaluationProgress(self.position, samples, len(split))
        self._progress = self._progress.after_evaluation()
        found = run.result()
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
        return done

    def _require_between_batches(self) -> None:
        if self._under_way:
            raise RuntimeError("trainer: a batch is under way; close the generator first")
