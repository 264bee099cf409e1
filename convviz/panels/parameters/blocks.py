"""Large arrays made small enough for a picture, some numbers at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.errors import LoadCancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.arrays import Array
    from engine.checkpoints.node import AnyArray

_AT_A_TIME = 1 << 20


def block_for(shape: tuple[int, ...], most: tuple[int, ...]) -> tuple[int, ...]:
    """Return the block of which every axis has at most so many."""
    return tuple(max(1, -(-n // m)) for n, m in zip(shape, most, strict=True))


def largest_of_blocks(
    x: AnyArray, block: tuple[int, int], go_on: Callable[[], bool] = lambda: True
) -> Array:
    """Return of every block of a matrix the number that is largest in size.

    Parameters
    ----------
    x : ndarray, shape (rows, columns)
        Of any kind of number; never copied as a whole. Of complex numbers the sizes are
        taken.
    block : pair of int
        Rows and columns of a block; those at the end may be smaller.
    go_on : callable, optional
        Asked now and then; False stops the work.

    Returns
    -------
    ndarray of float32, shape (ceil(rows / block rows), ceil(columns / block columns))
        NaN where a block has one.

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    if block == (1, 1):
        return as_float32(x)
    if x.flags.f_contiguous and not x.flags.c_contiguous:
        return largest_of_blocks(x.T, (block[1], block[0]), go_on).T
    rows, columns = -(-x.shape[0] // block[0]), -(-x.shape[1] // block[1])
    found = np.empty((rows, columns), np.float32)
    across = max(1, _AT_A_TIME // (block[0] * block[1]))
    for row in range(rows):
        band = x[row * block[0] : (row + 1) * block[0]]
        for left in range(0, columns, across):
            if not go_on():
                raise LoadCancelled("The picture was cancelled.")
            part = band[:, left * block[1] : (left + across) * block[1]]
            found[row, left : left + across] = _largest_of_columns(part, block[1])
    return found


def as_float32(x: AnyArray) -> Array:
    """Return numbers as a picture has them; of complex ones the sizes."""
    with np.errstate(over="ignore"):
        return np.asarray(np.abs(x) if x.dtype.kind == "c" else x, np.float32)


def _largest_of_columns(x: AnyArray, width: int) -> Array:
    """Return the largest in size of every `width` columns of all rows."""
    values = as_float32(x)
    starts = np.arange(0, values.shape[1], width)
    high = np.maximum.reduceat(values.max(axis=0), starts)
    low = np.minimum.reduceat(values.min(axis=0), starts)
    return np.where(high >= -low, high, np.where(np.isnan(high), high, low))
