"""Arrays that are views of a file's bytes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from engine.checkpoints.node import AnyArray

_HIGHEST_CHARACTER = 0x10FFFF
_MOST_AXES = 32


def array_view(
    raw: memoryview | bytes,
    dtype: np.dtype[Any],
    shape: tuple[int, ...],
    order: Literal["C", "F"] = "C",
) -> AnyArray:
    """Look at bytes as an array, without copying them.

    Parameters
    ----------
    raw : bytes-like
        Exactly as many as shape and dtype need.
    dtype : dtype
        Without objects.
    shape : tuple of int
    order : {"C", "F"}

    Returns
    -------
    ndarray
        Read-only.
    """
    # NumPy does not look at no bytes.
    flat = np.frombuffer(raw, dtype) if len(raw) else np.empty(0, dtype)
    array = flat.reshape(shape, order=order)
    array.flags.writeable = False
    return array


def is_possible_shape(shape: tuple[int, ...]) -> bool:
    """Whether NumPy can make an array of this shape, and memory might hold it."""
    return len(shape) <= _MOST_AXES and math.prod(n for n in shape if n) < 2**48


def holds_characters(array: AnyArray) -> bool:
    """Whether all code points of an array of text are characters.

    NumPy makes an array of any and fails when an item is looked at.
    """
    if array.dtype.kind != "U" or not array.size:
        return True
    flat = array.ravel(order="K")
    points = flat.view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
    return int(points.max()) <= _HIGHEST_CHARACTER
