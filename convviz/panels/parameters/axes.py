"""What the axes of an array are, by what the reading of its file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.checkpoints import Reading
    from engine.checkpoints.node import AnyArray

DENSE = ("unit", "input")
KERNELS = ("filter", "input channel", "row", "column")


def axes_of(array: AnyArray, reading: Reading) -> tuple[str, ...]:
    """Return what each axis of a weight is, in the order of the file; () if not known.

    The weight of a layer is a view of the array: an axis is the one with the same stride.

    Parameters
    ----------
    array : ndarray
        As it is in the file.
    reading : Reading
        What was recognised in the file.
    """
    for layer in reading.layers:
        if layer.w.array is array:
            return _matched(array, layer.weight)
    return ()


def axes_of_weight(weight: AnyArray, meaning: str) -> tuple[str, ...]:
    """Return what the axes are of an array in the engine's order; () if it is no weight."""
    is_weight = meaning.endswith(".w") and weight.ndim in {2, 4}
    return () if not is_weight else DENSE if weight.ndim == 2 else KERNELS


def _matched(array: AnyArray, weight: AnyArray) -> tuple[str, ...]:
    if array.shape == weight.shape and array.strides == weight.strides:
        return KERNELS if weight.ndim == 4 else DENSE
    if not np.may_share_memory(array, weight):
        return ()
    names = DENSE if weight.ndim == 2 else KERNELS
    free = dict(enumerate(names))
    found = []
    for stride, length in zip(array.strides, array.shape, strict=True):
        alike = [i for i in free if abs(weight.strides[i]) == abs(stride)]
        alike.sort(key=lambda i: weight.shape[i] != length)
        if not alike:
            return ()
        found.append(free.pop(alike[0]))
    return tuple(found)
