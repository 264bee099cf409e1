"""What comes back to one cell that a pooling reads.

Over the windows (i, j) that hold the cell, with n cells of the image in a window::

    max, min:  dL/dx[c,h,k] = sum of dy[c,i,j] over the windows that it won
    mean:      dL/dx[c,h,k] = sum of dy[c,i,j] / n over all of them
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.conv_input_sum import readers
from engine.inspection.windows import Mask, places_under, window_at

if TYPE_CHECKING:
    from engine.layers import Pool2D


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PoolInputSum(ActivationGradient):
    """The terms of dL/dx of a pooling, for one cell of x.

    Attributes
    ----------
    pooling : {"max", "mean", "min"}
    value : float
        The cell itself.
    windows_i, windows_j : tuple of int
        Rows I and columns J of the output whose windows hold the cell.
    shares : ndarray of float64, shape (I, J)
        What part of dy of each window the cell gets: 1 or 0, or 1/n for the mean.
    dy : ndarray, shape (I, J)
    products : ndarray of float64, shape (I, J)
    """

    pooling: str
    value: float
    windows_i: tuple[int, ...]
    windows_j: tuple[int, ...]
    shares: Array
    dy: Array
    products: Array

    @property
    def won(self) -> Mask:
        """Which windows give the cell a share, shape (I, J)."""
        return self.shares > 0

    @property
    def terms(self) -> Array:
        """What each window gives, row by row, shape (I J,)."""
        return self.products.ravel()

    @property
    def more_roundings(self) -> int:
        """The mean has a quotient."""
        return 2 if self.pooling == "mean" else 0

    @property
    def equation(self) -> str:
        """``dL/d relu2[0, 3, 4] = Σ dL/d pool1[0, i, j] of the 1 of 2 windows that it won``."""
        windows, c = self.products.size, self.index[0]
        dy = f"dL/d {self.through}[{c}, i, j]"
        if self.pooling == "mean":
            holders = "window that holds" if windows == 1 else f"{windows} windows that hold"
            sum_of = f"Σ {dy} / n of the {holders} it"
        else:
            won = int(np.count_nonzero(self.won))
            sum_of = f"Σ {dy} of the {won} of {windows} windows that it won"
        return f"dL/d {self.layer}[{self.place}] = {sum_of}"


@np.errstate(invalid="ignore", over="ignore")
def pool_input_sum(
    layer: Pool2D,
    source: str,
    x: Array,
    dy: Array,
    index: tuple[int, int, int],
    stored: float | None,
) -> PoolInputSum:
    """Write out what comes back through a pooling to one cell of its input.

    Parameters
    ----------
    layer : Pool2D
    source : str
        What its input is called.
    x : ndarray, shape (C, H, W)
    dy : ndarray, shape (C, H', W')
    index : tuple of int
        (c, h, k), the cell of the input.
    stored : float or None
        dL/dx of it as the engine has it.
    """
    c, h, k = index
    i, u = readers(layer.rows, h)
    j, v = readers(layer.columns, k)
    above = dy[c][i[:, None], j]
    shares = np.zeros(above.shape)
    rows, columns = places_under(layer.rows)[i], places_under(layer.columns)[j]
    for at in np.ndindex(shares.shape):
        cells, padding = window_at(x[c : c + 1], rows[at[0]], columns[at[1]])
        if layer.pooling == "mean":
            shares[at] = 1 / np.count_nonzero(~padding)
        else:
            tap = u[at[0]] * layer.size[1] + v[at[1]]
            shares[at] = _winner(cells[0], padding, layer.pooling) == tap
    return PoolInputSum(
        layer=source,
        through=layer.name,
        index=index,
        stored=stored,
        pooling=layer.pooling,
        value=float(x[index]),
        windows_i=tuple(i.tolist()),
        windows_j=tuple(j.tolist()),
        shares=frozen(shares),
        dy=frozen(above),
        products=frozen(above.astype(np.float64) * shares),
    )


def _winner(cells: Array, padding: Mask, pooling: str) -> int:
    """Return the first tap in row order with the extreme cell of a window."""
    sign = 1 if pooling == "max" else -1
    return int(np.where(padding, -np.inf, sign * cells).argmax())
