"""Finds which cells win the windows of a pooling layer, and routes gradients to them.

With k = (u, v) the taps of window (i, j) in row order and x[k] the cell under tap k::

    max, min:  y = x[k*], k* the first k with the extreme x[k];  dL/dx[k*] += dy
    mean:      y = sum_k x[k] / n;                               dL/dx[k]  += dy / n

All of it is found from this definition and not asked of the kernel that trains, so that
the one can be held against the other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, frozen, require_shape
from engine.inspection.routing import Routing
from engine.inspection.windows import Mask, Places, places_under

if TYPE_CHECKING:
    from engine.layers import Pool2D


class _Windows:
    """The cells under every tap of every window; the last axis are the taps k."""

    def __init__(self, layer: Pool2D, x: Array) -> None:
        rows, columns = places_under(layer.rows), places_under(layer.columns)
        height, width = x.shape[1:]
        grid = (len(rows), len(columns), layer.size[0], layer.size[1])
        every_row = np.broadcast_to(rows[:, None, :, None], grid).reshape(*grid[:2], -1)
        every_column = np.broadcast_to(columns[None, :, None, :], grid).reshape(*grid[:2], -1)
        self.inside: Mask = (
            (every_row >= 0)
            & (every_row < height)
            & (every_column >= 0)
            & (every_column < width)
        )
        self.rows: Places = every_row.clip(0, height - 1)
        self.columns: Places = every_column.clip(0, width - 1)
        self._shape = x.shape
        self._cells = x[:, self.rows, self.columns]

    def cells(self, outside: float) -> Array:
        """Return the cells, shape (C, H', W', K), with `outside` for the padding."""
        return np.where(self.inside, self._cells, np.float32(outside).astype(self._cells.dtype))

    def gathered(self, shares: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """Return the sum of what each cell of x gets from its windows, shape (C, H, W)."""
        channels = np.arange(self._shape[0])[:, None, None, None]
        places = np.ravel_multi_index((channels, self.rows, self.columns), self._shape)
        total = np.bincount(places.ravel(), shares.ravel(), minlength=math.prod(self._shape))
        return total.reshape(self._shape).astype(shares.dtype)


@np.errstate(invalid="ignore", over="ignore")
def pool_routing(layer: Pool2D, x: Array, y: Array, dy: Array | None = None) -> Routing:
    """Find the winner of every window and send a gradient back to it.

    Parameters
    ----------
    layer : Pool2D
    x : ndarray, shape (C, H, W)
        Input of one sample.
    y : ndarray, shape (C, H', W')
        Output of that sample.
    dy : ndarray, shape (C, H', W'), optional
        dL/dy.

    Returns
    -------
    Routing

    Raises
    ------
    ShapeError
        If an array does not have the layer's shape.
    """
    require_shape(layer.name, "x", x, layer.input_shape)
    require_shape(layer.name, "y", y, layer.output_shape)
    windows = _Windows(layer, x)
    if layer.pooling == "mean":
        taps, tied, margin = _no_winners(y)
        shares = windows.inside / windows.inside.sum(axis=-1, keepdims=True)
        shares = np.broadcast_to(shares, (*y.shape, shares.shape[-1]))
    else:
        taps, tied, margin = _winners(windows, layer.pooling)
        shares = (np.arange(windows.inside.shape[-1]) == taps[..., None]).astype(np.float64)
    dx = None
    if dy is not None:
        require_shape(layer.name, "dy", dy, layer.output_shape)
        dx = windows.gathered(dy[..., None] * shares.astype(dy.dtype))
    return Routing(
        layer=layer.name,
        pooling=layer.pooling,
        x=frozen(x),
        y=frozen(y),
        rows=layer.rows,
        columns=layer.columns,
        winner_rows=_places_at(taps, windows.rows),
        winner_columns=_places_at(taps, windows.columns),
        tied=tied,
        margin=margin,
        wins=windows.gathered(np.ceil(shares)).astype(np.intp),
        dy=None if dy is None else frozen(dy),
        dx=None if dx is None else frozen(dx),
    )


def _winners(windows: _Windows, pooling: str) -> tuple[Places, Places, Array]:
    """Return the winning tap of each window, how many equal it, and its margin."""
    # Turned over, the smallest is the largest, and the first of equals stays the first.
    sign = 1 if pooling == "max" else -1
    cells = sign * windows.cells(outside=-np.inf * sign)
    taps = cells.argmax(axis=-1)
    best = np.take_along_axis(cells, taps[..., None], axis=-1)
    tied = ((cells == best) & windows.inside).sum(axis=-1)
    margin = np.full(taps.shape, np.nan, cells.dtype)
    if cells.shape[-1] > 1:
        second = np.partition(cells, -2, axis=-1)[..., -2]
        rivals = windows.inside.sum(axis=-1) > 1
        np.subtract(best[..., 0], second, out=margin, where=rivals)
    return taps, tied, margin


def _no_winners(y: Array) -> tuple[Places, Places, Array]:
    nobody = np.full(y.shape, -1, np.intp)
    return nobody, np.zeros(y.shape, np.intp), np.full(y.shape, np.nan, y.dtype)


def _places_at(taps: Places, places: Places) -> Places:
    """Return the place under the given tap of each window, −1 where there is no winner."""
    everywhere = np.broadcast_to(places, (*taps.shape, places.shape[-1]))
    found = np.take_along_axis(everywhere, taps[..., None].clip(0), axis=-1)[..., 0]
    return np.where(taps < 0, -1, found)
