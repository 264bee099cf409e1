"""A batch on its way through a network, forward and back, as far as it has come.

With N samples n and their losses l, all gradients are those of the mean loss::

    L = 1/N sum_n l[n],    so that    dL/da[n] = 1/N dl[n]/da[n]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.arrays import Array, Labels, frozen
from engine.inspection.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.inspection.shards import Shards
    from engine.losses import Loss
    from engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class BatchTrace:
    """What a batch does to a network, as read-only copies.

    Attributes
    ----------
    network : Network
        Over a read-only copy of the parameters that the batch goes through.
    criterion : Loss
        What gives the loss.
    indices, labels : ndarray of int, shape (N,)
        Which samples of the split, and their true classes.
    activations : mapping of str to ndarray
        "input" and the output of every layer that has run, shape (N, ...).
    gradients : mapping of str to ndarray
        dL/d activation by the same names, as far as they have been reached; L is the mean
        loss of the batch.
    parameter_gradients : mapping of str to ndarray
        dL/d parameter by its full name, as far as they have been reached: without a
        penalty, and not clipped.
    losses : ndarray, shape (N,)
        Of each sample; empty before there are scores.
    shards : Shards
        Of a batch that the network learns from; empty if it goes through the network as it
        is used.
    """

    network: Network
    criterion: Loss
    indices: Labels
    labels: Labels
    activations: Mapping[str, Array]
    gradients: Mapping[str, Array] = field(default_factory=dict)
    parameter_gradients: Mapping[str, Array] = field(default_factory=dict)
    losses: Array = field(default_factory=lambda: np.zeros(0, np.float32))
    shards: Shards = ()

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def learning(self) -> bool:
        """Whether dropout leaves something out, and normalisation goes by the shard."""
        return bool(self.shards)

    @property
    def phase(self) -> Literal["forward", "loss", "backward"]:
        """How far the batch has come."""
        if self.parameter_gradients or len(self.gradients) > 1:
            return "backward"
        return "loss" if self.gradients else "forward"

    @property
    def loss(self) -> float:
        """Mean loss of the samples, in the unit of `criterion`; NaN before there is one."""
        return float(self.losses.mean(dtype=np.float64)) if len(self.losses) else float("nan")

    def sample(self, n: int) -> Trace:
        """Return one sample as far as it has come, with gradients of the mean loss.

        `Trace.of_own_loss` makes them gradients of the sample's own loss.

        Raises
        ------
        IndexError
            If the batch has no sample `n`.
        """
        if not 0 <= n < len(self):
            raise IndexError(f"batch: n must be in [0, {len(self)}), got {n}")
        activations = {name: array[n] for name, array in self.activations.items()}
        gradients = {name: array[n] for name, array in self.gradients.items()}
        last = self.network.layers[-1].name
        p = activations.get(last, np.zeros(0, np.float32))
        if gradients and p.size:
            dp = self.criterion.gradient_of_probabilities(p[None], self.labels[n : n + 1])
            gradients.setdefault(last, frozen(dp[0] / len(self)))
        return Trace(
            label=int(self.labels[n]),
            loss=float(self.losses[n]) if len(self.losses) else float("nan"),
            probabilities=p,
            activations=activations,
            gradients=gradients,
            criterion=self.criterion,
            over=len(self),
            batch=self,
            place=n,
        )


def of_one_sample(network: Network, trace: Trace) -> BatchTrace:
    """Return a trace of one sample as a batch of one, or the batch that it is from."""
    if trace.batch is not None:
        return trace.batch
    return BatchTrace(
        network=network,
        criterion=trace.criterion,
        indices=np.zeros(1, np.int64),
        labels=np.array([trace.label]),
        activations={name: array[None] for name, array in trace.activations.items()},
        gradients={name: array[None] for name, array in trace.gradients.items()},
        parameter_gradients=trace.parameter_gradients or {},
        losses=np.array([trace.loss]),
    )
