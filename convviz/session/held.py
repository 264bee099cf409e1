"""The batch that training is held in, as frozen copies that nobody else writes to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from engine.arrays import frozen
from engine.inspection import INPUT, name_before, trace
from engine.training import BatchDone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Labels, Parameters
    from engine.inspection import Trace
    from engine.losses import L2, Loss
    from engine.network import Network
    from engine.optimizers import Optimizer
    from engine.training import Event, Trainer
    from engine.training.batch import Batch

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[np.generic])


@dataclass(frozen=True, slots=True, eq=False)
class UpdateMade:
    """What the update had, and what it made of it.

    Attributes
    ----------
    before, after : Parameters
        Read-only, before and after the step.
    gradients : Parameters
        As the optimizer got them: of the mean loss, with the penalty, clipped.
    optimizer : Optimizer
        A copy from before the step, with its moments.
    stepped : Optimizer
        A copy from after the step.
    learning_rate : float
        Of this step: the one that was set, times the schedule's factor.
    l2 : L2 or None
        The penalty on large weights.
    clip_norm : float or None
        Most that all gradients together may be long.
    """

    before: Parameters
    after: Parameters
    gradients: Parameters
    optimizer: Optimizer
    stepped: Optimizer
    learning_rate: float
    l2: L2 | None = None
    clip_norm: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HeldBatch:
    """A batch that is stepped through by operations, as far as it has come.

    Attributes
    ----------
    network : Network
        A frozen replica of the network that the batch goes through: after the update the
        parameters are others.
    loss : Loss
    indices, labels : ndarray of int, shape (N,)
        Which samples of the training images, and their true classes.
    activations : mapping of str to ndarray
        "input", then every layer that has run, shape (N, ...).
    gradients : mapping of str to ndarray
        dL/d activation by the same names, L being the mean loss of the batch.
    parameter_gradients : mapping of str to ndarray
        dL/d parameter by its full name, of the layers whose backward has run.
    update : UpdateMade or None
        None before the update.
    """

    network: Network
    loss: Loss
    indices: Labels
    labels: Labels
    activations: Mapping[str, Array]
    gradients: Mapping[str, Array] = field(default_factory=dict)
    parameter_gradients: Mapping[str, Array] = field(default_factory=dict)
    update: UpdateMade | None = None

    def __len__(self) -> int:
        return len(self.indices)

    def trace(self, n: int) -> Trace:
        """Return sample `n` of the batch as far as the batch has come.

        What has not run yet is what this sample would come to by itself. Gradients are of
        the mean loss of the batch, and only those that there are.
        """
        seen = trace(
            self.network,
            self.activations[INPUT][n],
            int(self.labels[n]),
            backward=False,
            loss=self.loss,
        )
        own = {name: array[n] for name, array in self.activations.items()}
        last = self.network.layers[-1].name
        return replace(
            seen,
            loss=self._loss_of(n) if self.gradients else seen.loss,
            probabilities=own.get(last, seen.probabilities),
            activations={**seen.activations, **own},
            gradients={name: array[n] for name, array in self.gradients.items()},
        )

    def _loss_of(self, n: int) -> float:
        scores = self.activations[name_before(self.network, self.network.layers[-1].name)]
        losses, _ = self.loss.value_and_gradient(scores, self.labels)
        return float(losses[n])


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
        given = batch.parameter_gradients
        return HeldBatch(
            network=self._network or network,
            loss=self._trainer.loss,
            indices=_read_only(batch.indices.copy()),
            labels=_read_only(batch.labels),
            activations={name: _read_only(x) for name, x in batch.activations.items()},
            gradients={name: _read_only(x) for name, x in batch.gradients.items()},
            parameter_gradients={name: frozen(x) for name, x in given.items()},
            update=self._update(network.parameters),
        )

    def _update(self, after: Parameters) -> UpdateMade | None:
        trainer, network, optimizer = self._trainer, self._network, self._optimizer
        if self._learning_rate is None or network is None or optimizer is None:
            return None
        assert trainer.gradients is not None
        return UpdateMade(
            before=network.parameters,
            after=after,
            gradients=trainer.gradients.frozen(),
            optimizer=optimizer,
            stepped=trainer.optimizer.copy(),
            learning_rate=self._learning_rate,
            l2=trainer.l2,
            clip_norm=trainer.clip_norm,
        )


def _read_only(x: AnyArray) -> AnyArray:
    """Return an array that is nobody else's, closed to writers."""
    x.flags.writeable = False
    return x
