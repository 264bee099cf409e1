"""One cell of a pooling layer: its window, the winner, and what the gradient does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.conv_input_sum import readers
from engine.inspection.pool_routing import pool_routing
from engine.inspection.reconciliation import Reconciliation, sum_tolerance

if TYPE_CHECKING:
    from engine.inspection.routing import Routing
    from engine.kernels.axis import Axis
    from engine.layers import Pool2D


@dataclass(frozen=True, slots=True, eq=False)
class PoolWindow:
    """The window of one output cell, padding left out.

    Attributes
    ----------
    layer, source : str
        Names of the pooling and of what it reads.
    index : tuple of int
        (c, i, j).
    pooling : {"max", "mean", "min"}
    rows, columns : range
        The cells of the input that lie in the window.
    values : ndarray, shape (h, w)
        These cells.
    winner : tuple of int or None
        (row, column) in the input; None for the mean.
    tied : int
        How many cells equal the winner, itself included; the first in row order wins.
    margin : float
        To the runner-up, at least 0; NaN for the mean and a window of one cell.
    stored : float
        What the engine has in the output cell.
    overlapped : bool
        Whether other windows read some of these cells, too.
    dy : float or None
        dL/dy of the output cell; None without gradients.
    shares : ndarray or None, shape (h, w)
        What of dy each cell of the window gets.
    dx : ndarray or None, shape (h, w)
        dL/dx of these cells: their shares of all windows that they are part of.
    """

    layer: str
    source: str
    index: tuple[int, int, int]
    pooling: str
    rows: range
    columns: range
    values: Array
    winner: tuple[int, int] | None
    tied: int
    margin: float
    stored: float
    overlapped: bool
    dy: float | None = None
    shares: Array | None = None
    dx: Array | None = None

    @property
    def result(self) -> Reconciliation:
        """The extreme or mean of the window in float64, beside the stored value."""
        values = self.values.astype(np.float64)
        if self.pooling == "mean":
            return Reconciliation(float(values.mean()), self.stored, sum_tolerance(values))
        extreme = values.max() if self.pooling == "max" else values.min()
        return Reconciliation(float(extreme), self.stored)

    @property
    def winner_in_window(self) -> tuple[int, int] | None:
        """(row, column) of the winner within `values`."""
        if self.winner is None:
            return None
        return self.winner[0] - self.rows.start, self.winner[1] - self.columns.start

    @property
    def equation(self) -> str:
        """``pool1[4, 6, 4] = max relu2[4, 12…13, 8…9] = relu2[4, 12, 8]``."""
        text = f"{self._result} = {self.pooling} {self._cells}"
        if self.winner is None:
            return text
        row, column = self.winner
        return f"{text} = {self.source}[{self.index[0]}, {row}, {column}]"

    @property
    def share_equation(self) -> str:
        """What each cell of a mean gets: ``dL/d relu2[4, 0…1, 8…9] = dL/d pool1[4, 0, 4] / 4``.

        With ``+=`` where other windows give these cells something as well.
        """
        gets = "+=" if self.overlapped else "="
        return f"dL/d {self._cells} {gets} dL/d {self._result} / {self.values.size}"

    @property
    def _result(self) -> str:
        return f"{self.layer}[{', '.join(map(str, self.index))}]"

    @property
    def _cells(self) -> str:
        return f"{self.source}[{self.index[0]}, {_span(self.rows)}, {_span(self.columns)}]"


def pool_window(
    layer: Pool2D,
    source: str,
    x: Array,
    y: Array,
    index: tuple[int, int, int],
    dy: Array | None = None,
) -> PoolWindow:
    """Explain one cell of a pooling layer.

    Parameters
    ----------
    layer : Pool2D
    source : str
        What its input is called.
    x : ndarray, shape (C, H, W)
    y : ndarray, shape (C, H', W')
    index : tuple of int
        (c, i, j), the cell of y.
    dy : ndarray, shape (C, H', W'), optional
        dL/dy.
    """
    return window_of(pool_routing(layer, x, y, dy), source, index)


def window_of(routing: Routing, source: str, index: tuple[int, int, int]) -> PoolWindow:
    """Cut one window out of a routing; parameters as in `pool_window`."""
    c, i, j = index
    rows, columns = routing.window(i, j)
    window = np.s_[c, rows.start : rows.stop, columns.start : columns.stop]
    winner = None
    if routing.has_winners:
        winner = int(routing.winner_rows[index]), int(routing.winner_columns[index])
    dy = None if routing.dy is None else float(routing.dy[index])
    return PoolWindow(
        layer=routing.layer,
        source=source,
        index=index,
        pooling=routing.pooling,
        rows=rows,
        columns=columns,
        values=frozen(routing.x[window]),
        winner=winner,
        tied=int(routing.tied[index]),
        margin=float(routing.margin[index]),
        stored=float(routing.y[index]),
        overlapped=_is_shared(routing.rows, rows) or _is_shared(routing.columns, columns),
        dy=dy,
        shares=None if dy is None else _shares(dy, rows, columns, winner),
        dx=None if routing.dx is None else frozen(routing.dx[window]),
    )


def _shares(dy: float, rows: range, columns: range, winner: tuple[int, int] | None) -> Array:
    shape = len(rows), len(columns)
    if winner is None:
        return frozen(np.full(shape, dy / (shape[0] * shape[1])))
    shares = np.zeros(shape)
    shares[winner[0] - rows.start, winner[1] - columns.start] = dy
    return frozen(shares)


def _is_shared(axis: Axis, cells: range) -> bool:
    return any(len(readers(axis, cell)[0]) > 1 for cell in cells)


def _span(places: range) -> str:
    """Write "12…13", or "12" where there is but one."""
    if len(places) == 1:
        return str(places.start)
    return f"{places.start}…{places.stop - 1}"
