"""What comes back to one cell that a convolution reads, term by term.

Window (i, j) reads cell (h, k) by tap (u, v) where i*s + u*d - p = h and j*s + v*d - p = k; at
most one tap of a window does. Over these windows and all filters::

    dL/dx[c,h,k] = sum_{f,i,j} w[f,c,u,v] dy[f,i,j]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.ranking import largest, sum_of_others
from engine.inspection.windows import Places, places_under

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.kernels.axis import Axis
    from engine.layers import Conv2D


@dataclass(frozen=True, slots=True)
class FedCell:
    """One output cell that a number went into.

    Attributes
    ----------
    term : int
        Place of the term among `ConvInputSum.terms`.
    f, i, j : int
        The output cell.
    u, v : int
        The tap by which its window read the number.
    weight, dy, product : float
    """

    term: int
    f: int
    i: int
    j: int
    u: int
    v: int
    weight: float
    dy: float
    product: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConvInputSum(ActivationGradient):
    """The terms of dL/dx of a convolution, for one cell of x.

    Attributes
    ----------
    windows_i, windows_j : tuple of int
        Rows I and columns J of the output whose windows read the cell.
    taps_u, taps_v : tuple of int
        By which row u of the kernel each of I does, by which column v each of J.
    weights : ndarray, shape (F, I, J)
        w[f,c,u,v]: the kernel as it lies over the fed cells.
    dy : ndarray, shape (F, I, J)
    products : ndarray of float64, shape (F, I, J)
    """

    windows_i: tuple[int, ...]
    windows_j: tuple[int, ...]
    taps_u: tuple[int, ...]
    taps_v: tuple[int, ...]
    weights: Array
    dy: Array
    products: Array

    @property
    def terms(self) -> Array:
        """All products, filter by filter, shape (F I J,)."""
        return self.products.ravel()

    @property
    @np.errstate(invalid="ignore", over="ignore")
    def subtotals(self) -> Array:
        """The sum of the products of each filter, float64, shape (F,)."""
        sums: Array = self.products.sum(axis=(1, 2))
        return sums

    def largest(self, count: int) -> tuple[FedCell, ...]:
        """Return the fed cells with the largest products in size, largest first."""
        return tuple(self._cell(int(term)) for term in largest(self.products, count))

    def rest(self, shown: Collection[FedCell]) -> float:
        """Return the sum of all products but those `shown`."""
        return sum_of_others(self.products, [cell.term for cell in shown])

    def _cell(self, term: int) -> FedCell:
        f, i, j = (int(place) for place in np.unravel_index(term, self.products.shape))
        return FedCell(
            term=term,
            f=f,
            i=self.windows_i[i],
            j=self.windows_j[j],
            u=self.taps_u[i],
            v=self.taps_v[j],
            weight=float(self.weights[f, i, j]),
            dy=float(self.dy[f, i, j]),
            product=float(self.products[f, i, j]),
        )

    @property
    def equation(self) -> str:
        """``dL/d relu1[0, 3, 4] = Σ w[f, 0, u, v] · dL/d conv2[f, i, j]``."""
        return (
            f"dL/d {self.layer}[{self.place}] = "
            f"Σ w[f, {self.index[0]}, u, v] · dL/d {self.through}[f, i, j]"
        )


@np.errstate(invalid="ignore", over="ignore")
def conv_input_sum(
    layer: Conv2D, source: str, dy: Array, index: tuple[int, int, int], stored: float | None
) -> ConvInputSum:
    """Write out what comes back through a convolution to one cell of its input.

    Parameters
    ----------
    layer : Conv2D
    source : str
        What its input is called.
    dy : ndarray, shape (F, H', W')
    index : tuple of int
        (c, h, k), the cell of the input.
    stored : float or None
        dL/dx of it as the engine has it.
    """
    c, h, k = index
    i, u = readers(layer.rows, h)
    j, v = readers(layer.columns, k)
    weights = layer.parameters["w"][:, c, u[:, None], v]
    above = dy[:, i[:, None], j]
    return ConvInputSum(
        layer=source,
        through=layer.name,
        index=index,
        stored=stored,
        windows_i=tuple(i.tolist()),
        windows_j=tuple(j.tolist()),
        taps_u=tuple(u.tolist()),
        taps_v=tuple(v.tolist()),
        weights=frozen(weights),
        dy=frozen(above),
        products=frozen(weights.astype(np.float64) * above),
    )


def readers(axis: Axis, place: int) -> tuple[Places, Places]:
    """Return the windows along an axis that read a place, and by which tap each does."""
    windows, taps = np.nonzero(places_under(axis) == place)
    return windows, taps
