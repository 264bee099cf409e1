"""The shards of a batch that a network learns from.

While a network learns, dropout and batch normalisation depend on more than one sample: on
chance, which is the shard's, and on the mean and variance of the shard.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import require_samples
from engine.errors import SettingError
from engine.layers import Training

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.arrays import Array
    from engine.layers import AnyLayer, LayerGradients
    from engine.network import Network

Shards = tuple[tuple[int, Training], ...]
"""How many samples each shard of a batch has, and all that its chance depends on; empty for
samples that go through a network as it is used."""


def slices(shards: Shards) -> list[slice]:
    """Return which samples of the batch each shard has."""
    ends = np.cumsum([0, *(count for count, _ in shards)]).tolist()
    return [slice(start, stop) for start, stop in pairwise(ends)]


def shard_of(shards: Shards, n: int) -> tuple[slice, Training]:
    """Return the samples of the shard that sample `n` is in, and what its chance depends on."""
    for samples, (_, training) in zip(slices(shards), shards, strict=True):
        if samples.start <= n < samples.stop:
            return samples, training
    raise IndexError(f"shards: n must be a sample of the batch, got {n}")


def require_batch(network: Network, x: Array, shards: Shards) -> None:
    """Check samples that are to go through a network, and the shards that they are in.

    Raises
    ------
    SettingError
        If they are not finite, there are none, or the shards have not as many.
    ShapeError
        If they do not have the network's input shape.
    """
    require_samples(network.name, x, network.input_shape)
    if len(x) == 0:
        raise SettingError(network.name, "x must have at least one sample", 0)
    if shards and (samples := sum(count for count, _ in shards)) != len(x):
        rule = f"shards must have {len(x)} samples together"
        raise SettingError(network.name, rule, samples)


def forward(layer: AnyLayer, x: Array, shards: Shards) -> tuple[Array, list[Any]]:
    """Return the output of a layer, and what its backward pass needs of each shard."""
    if not shards:
        y, saved = layer.forward(x)
        return y, [saved]
    passed = [
        layer.forward_in_training(x[samples], training)
        for samples, (_, training) in zip(slices(shards), shards, strict=True)
    ]
    return np.concatenate([y for y, _ in passed]), [saved for _, saved in passed]


def backward(
    layer: AnyLayer, dy: Array, saved: Sequence[Any], shards: Shards
) -> LayerGradients:
    """Return the gradients of a layer, those of the parameters added over the shards."""
    if not shards:
        return layer.backward(dy, saved[0])
    given = [
        layer.backward(dy[samples], kept)
        for samples, kept in zip(slices(shards), saved, strict=True)
    ]
    first, *others = given
    total = {
        letter: sum((g.parameters[letter] for g in others), gradient)
        for letter, gradient in first.parameters.items()
    }
    return type(first)(np.concatenate([g.x for g in given]), total)
