"""Pooling: one number for every window of a channel.

With k = (u, v) the taps of window (i, j) in row order, and x[k] the cell under tap k::

    max:   y = x[k*],  k* the first k with the largest x[k];  dL/dx[k*] += dy
    min:   y = x[k*],  k* the first k with the smallest x[k]; dL/dx[k*] += dy
    mean:  y = sum_k x[k] / n;                                dL/dx[k]  += dy / n

Taps on padding take no part: they never win, and n counts cells of the image alone.

Images lie in memory as (H, C, W, N), see `engine.kernels.layout`. All windows are worked
on at once: first along the rows, tap by tap, then from row to row. So a cell to the right
wins over one to the left only if it beats it, and a lower one over an upper one.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from engine.kernels.layout import NumberT, as_images, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array, Shape
    from engine.kernels.axis import Axis

Pooling = Literal["max", "mean", "min"]
"""What is taken of a window."""

Winners = npt.NDArray[np.unsignedinteger[Any]]
"""The winning tap of each window, u * KW + v; shape (N, C, H', W')."""


def pool_extreme(
    x: Array, rows: Axis, columns: Axis, extreme: Literal["max", "min"]
) -> tuple[Array, Winners]:
    """Return the extreme cell of every window, and which tap it was.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    rows, columns : Axis
    extreme : {"max", "min"}

    Returns
    -------
    y : ndarray, shape (N, C, H', W')
    winners : ndarray of unsigned int, shape (N, C, H', W')
        The first in row order where several are equal.
    """
    further: np.ufunc
    beats: np.ufunc
    if extreme == "max":
        further, beats, never = np.maximum, np.greater, -np.inf
    else:
        further, beats, never = np.minimum, np.less, np.inf
    number = np.min_scalar_type(rows.size * columns.size).type

    padded = _padded(x, rows, columns, never)
    # Copied, because NumPy is slow where only the N numbers of a cell are contiguous.
    best, *others = map(np.ascontiguousarray, _column_taps(padded, columns))
    best_v = np.zeros(best.shape, number)
    for v, cells in enumerate(others, start=1):
        # A later winner has a larger number, so the largest is the last one to have won.
        np.maximum(best_v, beats(cells, best) * number(v), out=best_v)
        best = further(best, cells)

    y, *others = _row_taps(best, rows)
    winners, *others_v = _row_taps(best_v, rows)
    for u, (cells, cells_v) in enumerate(zip(others, others_v, strict=True), start=1):
        k = cells_v + number(u * columns.size)
        winners = np.maximum(winners, beats(cells, y) * k)
        y = further(y, cells)
    if rows.before or columns.before:
        winners = np.maximum(winners, _first_taps(rows, columns, number))
    return as_images(y), as_images(winners)


def pool_extreme_alone(
    x: Array, rows: Axis, columns: Axis, extreme: Literal["max", "min"]
) -> Array:
    """Return y of `pool_extreme` without the winners, which only a backward pass needs."""
    further, never = (np.maximum, -np.inf) if extreme == "max" else (np.minimum, np.inf)
    best = reduce(further, _column_taps(_padded(x, rows, columns, never), columns))
    return as_images(reduce(further, _row_taps(best, rows)))


def route_to_winners(
    dy: Array, winners: Winners, x_shape: Shape, rows: Axis, columns: Axis
) -> Array:
    """Return dL/dx of `pool_extreme`: each dy goes to the cell that won."""
    k = np.arange(rows.size * columns.size, dtype=winners.dtype).reshape(-1, 1, 1, 1, 1)
    return _collected(as_rows(dy) * (as_rows(winners) == k), x_shape, rows, columns)


def pool_mean(x: Array, rows: Axis, columns: Axis) -> Array:
    """Return the mean of every window, shape (N, C, H', W')."""
    row_sums = reduce(np.add, _column_taps(_padded(x, rows, columns, 0.0), columns))
    sums = reduce(np.add, _row_taps(row_sums, rows))
    return as_images(sums / _cells_in_window(rows, columns, x.dtype))


def spread_evenly(dy: Array, x_shape: Shape, rows: Axis, columns: Axis) -> Array:
    """Return dL/dx of `pool_mean`: each dy is shared by the cells of its window."""
    share = as_rows(dy) / _cells_in_window(rows, columns, dy.dtype)
    shares = np.broadcast_to(share, (rows.size * columns.size, *share.shape))
    return _collected(shares, x_shape, rows, columns)


def _collected(shares: Array, x_shape: Shape, rows: Axis, columns: Axis) -> Array:
    """Return dL/dx from what each window gives to the cells under its taps.

    `shares` has the taps in row order, then the windows: (U * V, H', C, W', N).
    """
    dx = _zeros(x_shape, rows, columns, shares.dtype)
    overlap = rows.stride < rows.size or columns.stride < columns.size
    for share, cells in zip(shares, _taps(dx, rows, columns), strict=True):
        if overlap:
            cells += share
        else:
            cells[...] = share
    return _inside(dx, x_shape, rows, columns)


def _places(axis: Axis) -> int:
    """Return how long the padded axis must be to hold the input and every window."""
    return max(axis.before + axis.length, (axis.count - 1) * axis.stride + axis.reach)


def _padded(x: Array, rows: Axis, columns: Axis, filling: float) -> Array:
    """Return the rows of `x` with `filling` around them, (H, C, W, N)."""
    if (_places(rows), _places(columns)) == x.shape[2:]:
        return as_rows(x)
    padded = _zeros(x.shape, rows, columns, x.dtype)
    padded.fill(filling)
    _inside(padded, x.shape, rows, columns)[...] = x
    return padded


def _zeros(x_shape: Shape, rows: Axis, columns: Axis, dtype: npt.DTypeLike) -> Array:
    """Return zeros for a padded batch, (H, C, W, N)."""
    n, channels = x_shape[:2]
    return np.zeros((_places(rows), channels, _places(columns), n), dtype)


def _inside(padded: Array, x_shape: Shape, rows: Axis, columns: Axis) -> Array:
    """Return the part of padded rows that is no padding, as images (N, C, H, W)."""
    top, left = rows.before, columns.before
    return as_images(padded)[:, :, top : top + x_shape[2], left : left + x_shape[3]]


def _taps(padded: Array, rows: Axis, columns: Axis) -> Iterator[Array]:
    """Yield the view of the cells under one tap of all windows, tap by tap in row order."""
    for cells in _row_taps(padded, rows):
        yield from _column_taps(cells, columns)


def _row_taps(x: npt.NDArray[NumberT], rows: Axis) -> Iterator[npt.NDArray[NumberT]]:
    """Yield the view of the rows under one row of taps, from the upper to the lower."""
    for u in range(rows.size):
        yield x[u : u + (rows.count - 1) * rows.stride + 1 : rows.stride]


def _column_taps(x: Array, columns: Axis) -> Iterator[Array]:
    """Yield the view of the columns under one column of taps, from left to right."""
    for v in range(columns.size):
        yield x[:, :, v : v + (columns.count - 1) * columns.stride + 1 : columns.stride]


def _first_taps(
    rows: Axis, columns: Axis, number: type[np.unsignedinteger[Any]]
) -> npt.NDArray[np.unsignedinteger[Any]]:
    """Return the first tap of each window that reads a cell, shape (H', 1, W', 1).

    Where every cell is the worst number there is, none has beaten the padding before it: this
    one has won then. Elsewhere the winner is this one or a later one.
    """
    u = np.maximum(rows.before - np.arange(rows.count) * rows.stride, 0)
    v = np.maximum(columns.before - np.arange(columns.count) * columns.stride, 0)
    k: npt.NDArray[np.unsignedinteger[Any]] = np.add.outer(u * columns.size, v).astype(number)
    return k[:, np.newaxis, :, np.newaxis]


def _cells_in_window(rows: Axis, columns: Axis, dtype: npt.DTypeLike) -> Array:
    """Return how many cells of the image each window has, shape (H', 1, W', 1)."""
    inside_rows = [len(rows.taps_inside(i)) for i in range(rows.count)]
    inside_columns = [len(columns.taps_inside(j)) for j in range(columns.count)]
    return np.outer(inside_rows, inside_columns).astype(dtype)[:, np.newaxis, :, np.newaxis]
