"""What an update did to the loss of its batch, and what the gradient had promised.

With theta before and after, dL the gradient of the mean loss, and R a penalty on weights::

    predicted = dL(before) . (after - before)
    measured  = L(after) - L(before)

The two differ by the curvature of L along the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, Parameters, chunks
from engine.inspection.names import INPUT
from engine.inspection.shards import forward
from engine.network import Network

if TYPE_CHECKING:
    from engine.inspection.batch_trace import BatchTrace
    from engine.inspection.update import Update


@dataclass(frozen=True, slots=True)
class LossChange:
    """The mean loss of a batch before and after the update that it led to.

    Attributes
    ----------
    predicted : float
        Gradient of the mean loss times the change of the parameters.
    before, after : float
        Mean loss, computed in float64, without a penalty.
    penalty_predicted, penalty_before, penalty_after : float
        The same of the penalty; 0 if there is none.
    """

    predicted: float
    before: float
    after: float
    penalty_predicted: float = 0.0
    penalty_before: float = 0.0
    penalty_after: float = 0.0

    @property
    def measured(self) -> float:
        """The loss after minus the loss before."""
        return self.after - self.before

    @property
    def penalty_measured(self) -> float:
        """The penalty after minus the penalty before."""
        return self.penalty_after - self.penalty_before


def loss_change(update: Update, batch: BatchTrace) -> LossChange:
    """Compare what the gradient promised with what the update did, on the same batch.

    Parameters
    ----------
    update : Update
    batch : BatchTrace
        That the update came of. If the network learned from it, dropout leaves out the same
        numbers again and normalisation goes by the same shards.
    """
    before, after = update.before, update.after
    predicted = sum(
        _product(gradient, after[name], before[name]) for name, gradient in update.mean.items()
    )
    return LossChange(
        predicted=predicted,
        before=_loss(batch, before),
        after=_loss(batch, after),
        penalty_predicted=sum(
            update.strength_at(name) * _product(before[name], after[name], before[name])
            for name in update.mean
        ),
        penalty_before=0.0 if update.l2 is None else update.l2.value(before),
        penalty_after=0.0 if update.l2 is None else update.l2.value(after),
    )


def _product(gradient: Array, after: Array, before: Array) -> float:
    """Return gradient . (after - before) in float64, piece by piece."""
    g, w, v = (array.reshape(-1) for array in (gradient, after, before))
    return float(
        sum(
            g[piece].astype(np.float64) @ (w[piece].astype(np.float64) - v[piece])
            for piece in chunks(g.size)
        )
    )


def _loss(batch: BatchTrace, parameters: Parameters) -> float:
    """Return the mean loss of the batch by other parameters, in float64."""
    network = Network(batch.network.name, batch.network.layers, parameters.astype(np.float64))
    y: Array = batch.activations[INPUT].astype(np.float64)
    for layer in network.layers[:-1]:
        y, _ = forward(layer, y, batch.shards)
    return float(batch.criterion.per_sample(y, batch.labels).mean())
