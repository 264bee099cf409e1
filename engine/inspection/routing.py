"""What pooling lets through, and where the gradient goes back.

`engine.inspection.pool_routing` finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.inspection.reconciliation import Reconciliation, sum_tolerance

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.inspection.windows import Places
    from engine.kernels.axis import Axis

Counts = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class RoutingCounts:
    """How many inputs of one channel get a gradient, and what became of the others.

    Attributes
    ----------
    inputs : int
        Cells of the channel's map.
    lost : int
        Win no window: no gradient at all.
    zero : int
        Win with the value 0: if a ReLU made that 0, it stops the gradient.
    """

    inputs: int
    lost: int
    zero: int

    @property
    def won(self) -> int:
        """Inputs that win a window with a value other than 0."""
        return self.inputs - self.lost - self.zero

    @property
    def share_lost(self) -> float:
        """Inputs that get no gradient at all, in [0, 1]."""
        return self.lost / self.inputs

    @property
    def without_gradient(self) -> int:
        """Inputs behind which no gradient arrives, if the layer before is a ReLU."""
        return self.lost + self.zero


@dataclass(frozen=True, slots=True, eq=False)
class Routing:
    """Every window of a pooling layer: who won, by how much, and what flows back.

    Attributes
    ----------
    layer : str
    pooling : {"max", "mean", "min"}
    x, y : ndarray, shapes (C, H, W) and (C, H', W')
    rows, columns : Axis
        Which cells each window reads.
    winner_rows, winner_columns : ndarray of int, shape (C, H', W')
        The cell of x that won each window; −1 for the mean, where all share.
    tied : ndarray of int, shape (C, H', W')
        How many cells of the window equal the winner, itself included; 0 for the mean.
    margin : ndarray, shape (C, H', W')
        Winner minus runner-up, at least 0 (for min: runner-up minus winner); NaN for the
        mean and for a window of a single cell.
    wins : ndarray of int, shape (C, H, W)
        How many windows each cell wins; for the mean, how many it is part of.
    dy, dx : ndarray or None, shapes (C, H', W') and (C, H, W)
        dL/dy, and the dL/dx that comes of it.
    """

    layer: str
    pooling: str
    x: Array
    y: Array
    rows: Axis
    columns: Axis
    winner_rows: Places
    winner_columns: Places
    tied: Counts
    margin: Array
    wins: Counts
    dy: Array | None = None
    dx: Array | None = None

    @property
    def has_winners(self) -> bool:
        """Whether one cell of each window takes all: true of max and min."""
        return self.pooling != "mean"

    def window(self, i: int, j: int) -> tuple[range, range]:
        """Return the rows and columns of x in window (i, j), padding left out."""
        return _inside(self.rows, i), _inside(self.columns, j)

    def counts(self, channel: int) -> RoutingCounts:
        """Return what became of the inputs of one channel."""
        wins = self.wins[channel]
        zero = (wins > 0) & (self.x[channel] == 0)
        lost = wins.size - int(np.count_nonzero(wins))
        return RoutingCounts(wins.size, lost, int(np.count_nonzero(zero)))

    def balance(self, channel: int) -> Reconciliation:
        """Return Σ dL/dy of a channel ("computed") beside Σ dL/dx ("stored").

        Raises
        ------
        ValueError
            If the routing was made without a gradient.
        """
        if self.dy is None or self.dx is None:
            raise ValueError(f"{self.layer}: balance needs a routing with dy, got none")
        dy, dx = self.dy[channel], self.dx[channel]
        return Reconciliation(
            float(dy.sum(dtype=np.float64)),
            float(dx.sum(dtype=np.float64)),
            sum_tolerance(dy),
        )


def _inside(axis: Axis, window: int) -> range:
    cells = [i for _, i in axis.taps_inside(window)]
    return range(cells[0], cells[-1] + 1) if cells else range(0)
