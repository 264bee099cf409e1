"""The batch that training is held in, as frozen copies that nobody else writes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.inspection import INPUT, hold_batch, observe_update, trace
from engine.training import BatchDone

if TYPE_CHECKING:
    from engine.arrays import Parameters
    from engine.inspection import BatchTrace, Trace, Update
    from engine.losses import L2
    from engine.network import Network
    from engine.optimizers import Optimizer
    from engine.training import Event, Trainer
    from engine.training.batch import Batch


@dataclass(frozen=True, slots=True, eq=False)
class HeldBatch:
    """A batch that is stepped through by operations, as far as it has come.

    Attributes
    ----------
    batch : BatchTrace
        Read-only copies. Its network is that of before the update.
    update : Update or None
        None before the update.
    """

    batch: BatchTrace
    update: Update | None = None

    def __len__(self) -> int:
        return len(self.batch)

    def whole_trace(self, n: int) -> Trace:
        """Return sample `n` of the batch, with numbers also in layers that have not run yet.

        These are what this sample would come to by itself. Gradients are of the mean loss
        of the batch, and only those that there are.
        """
        batch, own = self.batch, self.batch.sample(n)
        alone = trace(
            batch.network,
            own.activations[INPUT],
            own.label,
            backward=False,
            loss=batch.criterion,
        )
        return replace(
            own,
            loss=own.loss if len(batch.losses) else alone.loss,
            probabilities=own.probabilities if own.probabilities.size else alone.probabilities,
            activations={**alone.activations, **own.activations},
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What an update had and made of it, as `observe_update` wants it: all of it copies."""

    before: Parameters
    after: Parameters
    gradients: Parameters
    optimizer: Optimizer
    stepped: Optimizer
    learning_rate: float
    l2: L2 | None
    clip_norm: float | None


class BatchCopier:
    """Copies the batch under way, once per event; lives on the training thread.

    Parameters
    ----------
    trainer : Trainer
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._network: Network | None = None
        self._optimizer: Optimizer | None = None
        self._learning_rate: float | None = None
        self._copy: HeldBatch | None = None

    def before_event(self) -> None:
        """Forget the last copy; keep what an update is about to change."""
        trainer = self._trainer
        self._copy = None
        if self._learning_rate is not None or trainer.held is None:
            self._network = self._optimizer = self._learning_rate = None
        elif trainer.next_operation is not None and trainer.next_operation.phase == "update":
            self._network = trainer.network.replica()
            self._optimizer = trainer.optimizer.copy()

    def after_event(self, event: Event) -> None:
        """Note with which learning rate the update was made."""
        if isinstance(event, BatchDone) and self._network is not None:
            self._learning_rate = event.learning_rate

    def copy(self, network: Network) -> HeldBatch | None:
        """Return the batch under way, None between two batches.

        Parameters
        ----------
        network : Network
            A frozen replica of this moment.
        """
        batch = self._trainer.held
        if batch is None:
            return None
        if self._copy is None:
            self._copy = self._made(batch, network)
        return self._copy

    def _made(self, batch: Batch, network: Network) -> HeldBatch:
        held = hold_batch(
            self._network or network, batch, self._trainer.loss, shards=batch.shards
        )
        return HeldBatch(held, self._update(held, network.parameters))

    def _update(self, held: BatchTrace, after: Parameters) -> Update | None:
        trainer, network, optimizer = self._trainer, self._network, self._optimizer
        if self._learning_rate is None or network is None or optimizer is None:
            return None
        assert trainer.gradients is not None
        made = _Made(
            before=network.parameters,
            after=after,
            gradients=trainer.gradients.frozen(),
            optimizer=optimizer,
            stepped=trainer.optimizer.copy(),
            learning_rate=self._learning_rate,
            l2=trainer.l2,
            clip_norm=trainer.clip_norm,
        )
        return observe_update(made, held.parameter_gradients)
