"""Pooling: one number for every window of a channel.

With k = (u, v) the taps of window (i, j) in row order, and x[k] the cell under tap k::

    max:   y = x[k*],  k* the first k with the largest x[k];  dL/dx[k*] += dy
    min:   y = x[k*],  k* the first k with the smallest x[k]; dL/dx[k*] += dy
    mean:  y = sum_k x[k] / n;                                dL/dx[k]  += dy / n

Taps on padding take no part: they never win, and n counts cells of the image alone.
All windows are worked on at once, one tap after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array, Shape
    from engine.kernels.axis import Axis

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
    taps = _taps(_padded(x, rows, columns, never), rows, columns)
    # Copied, because NumPy is slow on views that are contiguous for a few numbers only.
    y = next(taps).copy(order="K")
    k = np.min_scalar_type(rows.size * columns.size).type(0)
    winners = np.zeros_like(y, k.dtype)
    for view in taps:
        candidate = view.copy(order="K")
        k += 1
        # A later winner has a larger number, so the largest is the last one to have won.
        np.maximum(winners, beats(candidate, y) * k, out=winners)
        further(y, candidate, out=y)
    return y, winners


def route_to_winners(
    dy: Array, winners: Winners, x_shape: Shape, rows: Axis, columns: Axis
) -> Array:
    """Return dL/dx of `pool_extreme`: each dy goes to the cell that won."""
    dx = _zeros_channels_last(x_shape, rows, columns, dy.dtype)
    dy_in_order = np.empty_like(winners, dy.dtype)
    dy_in_order[...] = dy
    for k, cells in enumerate(_taps(dx, rows, columns)):
        cells += dy_in_order * (winners == k)
    return _inside(dx, x_shape, rows, columns)


def pool_mean(x: Array, rows: Axis, columns: Axis) -> Array:
    """Return the mean of every window, shape (N, C, H', W')."""
    taps = _taps(_padded(x, rows, columns, 0.0), rows, columns)
    y = next(taps).copy(order="K")
    for cells in taps:
        y += cells
    y /= _cells_in_window(rows, columns).astype(x.dtype)
    return y


def spread_evenly(dy: Array, x_shape: Shape, rows: Axis, columns: Axis) -> Array:
    """Return dL/dx of `pool_mean`: each dy is shared by the cells of its window."""
    dx = _zeros_channels_last(x_shape, rows, columns, dy.dtype)
    share = dy / _cells_in_window(rows, columns).astype(dy.dtype)
    for cells in _taps(dx, rows, columns):
        cells += share
    return _inside(dx, x_shape, rows, columns)


def _places(axis: Axis) -> int:
    """Return how long the padded axis must be to hold the input and every window."""
    return max(axis.before + axis.length, (axis.count - 1) * axis.stride + axis.reach)


def _padded(x: Array, rows: Axis, columns: Axis, filling: float) -> Array:
    """Return `x` with `filling` around it, or `x` itself where nothing is missing."""
    places = _places(rows), _places(columns)
    if places == x.shape[2:]:
        return x
    padded = _zeros_channels_last(x.shape, rows, columns, x.dtype)
    padded.fill(filling)
    _inside(padded, x.shape, rows, columns)[...] = x
    return padded


def _zeros_channels_last(
    x_shape: Shape, rows: Axis, columns: Axis, dtype: npt.DTypeLike
) -> Array:
    """Return zeros (N, C, places, places), in the memory order of the convolutions."""
    n, channels = x_shape[:2]
    return np.zeros((n, _places(rows), _places(columns), channels), dtype).transpose(0, 3, 1, 2)


def _inside(padded: Array, x_shape: Shape, rows: Axis, columns: Axis) -> Array:
    """Return the part of a padded array that is no padding."""
    top, left = rows.before, columns.before
    return padded[:, :, top : top + x_shape[2], left : left + x_shape[3]]


def _taps(padded: Array, rows: Axis, columns: Axis) -> Iterator[Array]:
    """Yield the view of the cells under one tap of all windows, tap by tap in row order."""
    for u in range(rows.size):
        for v in range(columns.size):
            h = slice(u, u + (rows.count - 1) * rows.stride + 1, rows.stride)
            k = slice(v, v + (columns.count - 1) * columns.stride + 1, columns.stride)
            yield padded[:, :, h, k]


def _cells_in_window(rows: Axis, columns: Axis) -> npt.NDArray[np.int64]:
    """Return how many cells of the image each window has, shape (H', W')."""
    inside_rows = [len(rows.taps_inside(i)) for i in range(rows.count)]
    inside_columns = [len(columns.taps_inside(j)) for j in range(columns.count)]
    return np.outer(inside_rows, inside_columns)
