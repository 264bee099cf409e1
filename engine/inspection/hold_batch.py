"""Copies a batch that is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.arrays import Array, Labels, frozen
from engine.inspection.batch_trace import BatchTrace
from engine.inspection.names import name_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.inspection.shards import Shards
    from engine.losses import Loss
    from engine.network import Network


class BatchLike(Protocol):
    """What a batch under way shows of itself; `Trainer.held` does."""

    @property
    def indices(self) -> Labels:
        """Which samples of the split, shape (N,)."""

    @property
    def labels(self) -> Labels:
        """True classes, shape (N,)."""

    @property
    def activations(self) -> Mapping[str, Array]:
        """The images under "input", then the layers that have run; shape (N, ...)."""

    @property
    def gradients(self) -> Mapping[str, Array]:
        """dL/d activation by the same names, those that have been reached."""

    @property
    def parameter_gradients(self) -> Mapping[str, Array]:
        """dL/d parameter of the layers that have run backward."""


def hold_batch(
    network: Network, batch: BatchLike, loss: Loss, *, shards: Shards = ()
) -> BatchTrace:
    """Copy a batch that is under way.

    Parameters
    ----------
    network : Network
        With the parameters of before the update. One over a read-only buffer is used as it
        is, others are copied; so are arrays.
    batch : BatchLike
        `Trainer.held`, or a copy of it.
    loss : Loss
    shards : Shards, default=()
        `Trainer.held.shards`, where the network learns from the batch.
    """
    if network.parameters.flat.flags.writeable:
        network = network.replica()
    activations = _read_only(batch.activations)
    gradients = _read_only(batch.gradients)
    labels = _closed(batch.labels)
    scores = activations.get(name_before(network, network.layers[-1].name))
    losses = np.zeros(0, np.float32) if scores is None else loss.per_sample(scores, labels)
    return BatchTrace(
        network=network,
        criterion=loss,
        indices=_closed(batch.indices),
        labels=labels,
        activations=activations,
        gradients=gradients,
        parameter_gradients=_read_only(batch.parameter_gradients),
        losses=frozen(losses),
        shards=shards,
    )


def _read_only(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return copies of the arrays that somebody could write to."""
    return {
        name: frozen(array) if array.flags.writeable else array
        for name, array in arrays.items()
    }


def _closed(numbers: Labels) -> Labels:
    copy = np.array(numbers)
    copy.flags.writeable = False
    return copy
