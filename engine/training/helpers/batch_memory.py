"""A batch and its results, as they lie in the memory that processes share.

Whoever lays out the same network and as many samples finds the same arrays in the same
places. Every array begins where a cache line does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, Labels, Parameters
from engine.training.shard import shard_samples

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.network import Network
    from engine.training.helpers.shared_memory import SharedMemory

_CACHE_LINE = 64


class BatchMemory:
    """Arrays for a batch of at most `capacity` samples, in S shards.

    Parameters
    ----------
    memory : SharedMemory
    network : Network
        Of which shapes the parameters are.
    capacity : int
        N.
    grow : bool, default=False
        Whether there may be too little memory so far.

    Attributes
    ----------
    images : ndarray of uint8, shape (N, C, H, W)
    labels : ndarray of int64, shape (N,)
    parameters : Parameters
    gradients : list of Parameters
        Of each shard, or of several; see `slot_of`. What is never written takes no memory.
    losses : ndarray of float32, shape (N,)
    right : ndarray of int64, shape (S,)
        Samples of each shard that were classified rightly.
    """

    def __init__(
        self, memory: SharedMemory, network: Network, capacity: int, *, grow: bool = False
    ) -> None:
        self.capacity = capacity
        shards = -(-capacity // shard_samples(1))
        numbers = network.parameters.flat.size
        layout: dict[str, tuple[tuple[int, ...], type[np.generic]]] = {
            "parameters": ((numbers,), np.float32),
            "images": ((capacity, *network.input_shape), np.uint8),
            "labels": ((capacity,), np.int64),
            "losses": ((capacity,), np.float32),
            "right": ((shards,), np.int64),
            "gradients": ((shards, numbers), np.float32),
        }
        sizes = [math.prod(shape) * np.dtype(kind).itemsize for shape, kind in layout.values()]
        starts = np.cumsum([0, *(-(-size // _CACHE_LINE) * _CACHE_LINE for size in sizes)])
        block = memory.first(int(starts[-1]), grow=grow)
        arrays: dict[str, npt.NDArray[Any]] = {
            name: block[start : start + size].view(kind).reshape(shape)
            for (name, (shape, kind)), start, size in zip(
                layout.items(), starts[:-1], sizes, strict=True
            )
        }
        shapes = network.parameters.shapes
        self.images: npt.NDArray[np.uint8] = arrays["images"]
        self.labels: Labels = arrays["labels"]
        self.losses: Array = arrays["losses"]
        self.right: npt.NDArray[np.int64] = arrays["right"]
        self.parameters = Parameters(shapes, arrays["parameters"])
        self.gradients = [Parameters(shapes, flat) for flat in arrays["gradients"]]


def samples_of(shard: int, samples: int) -> slice:
    """Return where the samples of a shard are in a batch of so many."""
    length = shard_samples(samples)
    return slice(shard * length, min(samples, (shard + 1) * length))


def slot_of(shard: int, first: int) -> int:
    """Return to which gradients those of a shard are added.

    All gradients of a batch are added up in the order of the shards. So whoever has the
    first run of them can begin to; those of other runs must stay apart.

    Parameters
    ----------
    shard : int
    first : int
        Of the run that it is computed in.
    """
    return shard if first else 0
