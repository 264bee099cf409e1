"""Where training stands, and how to go from there to another moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.data import SAMPLINGS
from engine.errors import SettingError
from engine.numbers import require_positive, require_whole
from engine.schedules import constant
from engine.training.batch_cost import require_memory
from engine.training.fit import require_fit
from engine.training.helpers import AS_MEASURED
from engine.training.operations import operations_of
from engine.training.progress import Progress
from engine.training.record import TrainingRecord
from engine.training.settings import Settings, require_count
from engine.training.snapshot import Snapshot
from engine.training.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Parameters
    from engine.data import Dataset
    from engine.losses import L2, Loss
    from engine.network import Network
    from engine.optimizers import Optimizer
    from engine.presets import Preset
    from engine.schedules import Schedule
    from engine.training.batch import Batch
    from engine.training.early_stopping import EarlyStopping
    from engine.training.events import Operation, Position
    from engine.training.helpers import HelperTerms


class TrainingState(Settings):
    """Everything about a training but the going forward: that is the `Trainer`."""

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
        helpers: HelperTerms | None = AS_MEASURED,
        schedule: Schedule = constant,
        evaluations_per_epoch: int = 1,
        evaluate_first: bool = False,
        l2: L2 | None = None,
        clip_norm: float | None = None,
        sampling: str = "epochs",
        early_stopping: EarlyStopping | None = None,
    ) -> None:
        seed = require_whole("training", "seed", seed, least=0)
        require_fit(network, dataset)
        self.network, self.dataset, self.loss, self.seed = network, dataset, loss, seed
        self._workers = Workers(threads, helpers)
        super().__init__(optimizer, batch_size, epochs)
        if clip_norm is not None:
            require_positive("training", "clip_norm", clip_norm)
        if sampling not in SAMPLINGS:
            rule = f"sampling must be one of {', '.join(SAMPLINGS)}"
            raise SettingError("training", rule, sampling)
        self.l2, self.clip_norm, self.sampling = l2, clip_norm, sampling
        self.preset: Preset | None = None
        self.schedule = schedule
        self.stepwise = False
        self.keep_update = False
        self.operations = operations_of(network)
        self.losses: list[float] = []
        self.record = TrainingRecord()
        self.gradients: Parameters | None = None
        self.update: Parameters | None = None
        self.held: Batch | None = None
        self.evaluations_per_epoch = require_count(
            "evaluations per epoch", evaluations_per_epoch
        )
        self._progress = Progress(
            len(dataset.train),
            evaluations=-1 if evaluate_first else 0,
            early_stopping=early_stopping,
        )
        self._under_way = False
        self._operations_done = 0

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
        done, last = self._operations_done, len(self.operations)
        if done in (0, last) and self._progress.finished(self.epochs):
            return None
        return self.operations[done % last]

    @property
    def stopped_early(self) -> bool:
        """Whether training has ended because the validation loss did not fall any more."""
        return self._progress.stopped_early

    def wait_again(self) -> None:
        """Let a training that has stopped early go on, with fresh patience."""
        self._progress = self._progress.with_fresh_patience()

    def snapshot(self) -> Snapshot:
        """Return all that is needed to go on from after the last batch done."""
        optimizer = self._optimizer.copy()
        optimizer.learning_rate = self._learning_rate
        parameters = self.network.parameters.frozen()
        return Snapshot(
            parameters,
            optimizer,
            self.batch_size,
            self._progress,
            tuple(self.losses),
            self.record.copy(),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back, or on, to the moment of a snapshot.

        Raises
        ------
        SettingError
            If a batch of it has no room in memory.
        ValueError
            If it is of another network, or of another number of training images.
        RuntimeError
            In the middle of a batch: the generator must be closed first.
        """
        self._require_between_batches()
        self._require_own(snapshot)
        self.batch_size = snapshot.batch_size
        self.network.parameters.flat[...] = snapshot.parameters.flat
        self.optimizer = snapshot.optimizer.copy()
        self._progress = snapshot.progress
        self.losses, self.record = list(snapshot.losses), snapshot.record.copy()
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
        """End the worker threads and the helper processes."""
        self._workers.close()

    def _require_room(self, batch_size: int) -> None:
        samples = min(batch_size, len(self.dataset.train))
        require_memory(self.network, samples, self._workers.threads)

    def _require_own(self, snapshot: Snapshot) -> None:
        shapes, samples = self.network.parameters.shapes, len(self.dataset.train)
        if (snapshot.parameters.shapes, snapshot.progress.samples) != (shapes, samples):
            raise ValueError("trainer: a snapshot must be of this network and data set")

    def _require_between_batches(self) -> None:
        if self._under_way:
            raise RuntimeError("trainer: a batch is under way; close the generator first")
