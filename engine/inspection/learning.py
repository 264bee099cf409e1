"""What a sample's shard does to it while the network learns, found from the definitions.

With rate q of a dropout and u uniform in [0, 1), and over the m numbers x that a shard has of
a channel or unit::

    k        = 1 / (1 - q) where u >= q, else 0
    mean     = 1/m sum x
    variance = 1/m sum (x - mean)^2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.shards import shard_of

if TYPE_CHECKING:
    from engine.inspection.batch_trace import BatchTrace
    from engine.inspection.trace import Trace
    from engine.layers import BatchNorm, Dropout


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a shard has of one channel or unit, in float64.

    Attributes
    ----------
    samples : slice
        Which samples of the batch the shard has.
    m : int
    mean, variance, r : float
        The variance is the biased one; r is 1 / √(variance + ε).
    x_hat : ndarray of float64, shape (samples, H, W) or (samples,)
        (x − mean) r.
    """

    samples: slice
    m: int
    mean: float
    variance: float
    r: float
    x_hat: Array


def kept_by_dropout(layer: Dropout, trace: Trace) -> Array | None:
    """Return k of one sample, of its shape; None if nothing is left out."""
    if not _learned_in(trace, layer.name):
        return None
    assert trace.batch is not None
    samples, training = shard_of(trace.batch.shards, trace.place)
    ones = np.ones((samples.stop - samples.start, *layer.input_shape), np.float32)
    k, _ = layer.forward_in_training(ones, training)
    return frozen(k[trace.place - samples.start])


def measured_at(layer: BatchNorm, source: str, trace: Trace, channel: int) -> Measured | None:
    """Return what a sample's shard has of a channel; None if running values count."""
    if not _learned_in(trace, layer.name):
        return None
    assert trace.batch is not None
    samples, _ = shard_of(trace.batch.shards, trace.place)
    return measured(layer, source, trace.batch, samples, channel)


def _learned_in(trace: Trace, layer: str) -> bool:
    """Whether a layer has run for the sample as it learns, in the batch that it is from."""
    return trace.batch is not None and bool(
        trace.batch.shards and layer in trace.batch.activations
    )


@np.errstate(invalid="ignore", over="ignore")
def measured(
    layer: BatchNorm, source: str, batch: BatchTrace, samples: slice, channel: int
) -> Measured:
    """Return what the samples of a shard have of a channel or unit.

    Parameters
    ----------
    layer : BatchNorm
    source : str
        What its input is called.
    batch : BatchTrace
    samples : slice
        Of the batch.
    channel : int
    """
    x = batch.activations[source][samples, channel].astype(np.float64)
    mean, variance = float(x.mean()), float(x.var())
    r = float(1 / np.sqrt(variance + layer.eps))
    return Measured(samples, x.size, mean, variance, r, frozen((x - mean) * r))
