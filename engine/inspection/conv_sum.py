"""One cell of a convolution, term by term.

With stride s, dilation d, padding p and x = 0 outside the map::

    y[f,i,j] = b[f] + sum_c subtotal[c]
    subtotal[c] = sum_{u,v} product[c,u,v]
    product[c,u,v] = w[f,c,u,v] x[c, i*s + u*d - p, j*s + v*d - p]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, frozen
from engine.inspection.reconciliation import Reconciliation
from engine.inspection.windows import place_in_letters, places_under, window_at

if TYPE_CHECKING:
    from engine.layers import Conv2D


@dataclass(frozen=True, slots=True, eq=False)
class ConvSum:
    """The terms of one output cell of a convolution.

    Attributes
    ----------
    layer, source : str
        Names of the convolution and of what it reads.
    index : tuple of int
        (f, i, j).
    rows, columns : tuple of int
        The input row under each row of the kernel, and the columns; outside the map where
        the window reaches into the padding.
    padding : ndarray of bool, shape (KH, KW)
        Which places of the window are padding.
    patch : ndarray, shape (C, KH, KW)
        The input under the window; 0 in the padding.
    kernel : ndarray, shape (C, KH, KW)
    bias : float
    products : ndarray of float64, shape (C, KH, KW)
        Exact: a product of two float32 fits into a float64.
    stored : float
        What the engine has in this cell.
    """

    layer: str
    index: tuple[int, int, int]
    source: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    padding: npt.NDArray[np.bool_]
    patch: Array
    kernel: Array
    bias: float
    products: Array
    stored: float

    @property
    @np.errstate(invalid="ignore", over="ignore")
    def subtotals(self) -> Array:
        """The sum of the products of each input channel, float64, shape (C,)."""
        sums: Array = self.products.sum(axis=(1, 2))
        return sums

    @property
    @np.errstate(invalid="ignore", over="ignore")
    def running(self) -> Array:
        """The bias, then the sum after each channel, float64, shape (1 + C,)."""
        return np.cumsum(np.concatenate([[self.bias], self.subtotals]))

    @property
    def result(self) -> Reconciliation:
        """The sum of all terms, beside the stored value."""
        summed = Reconciliation.of(np.append(self.products, self.bias), self.stored)
        return replace(summed, computed=float(self.running[-1]))

    @property
    def strongest(self) -> int:
        """The input channel with the largest subtotal in size."""
        return int(np.abs(self.subtotals).argmax())

    @property
    def equation(self) -> str:
        """``conv2[4, 12, 8] = b[4] + Σ w[4, c, u, v] · relu1[c, 12+u, 8+v]``."""
        f, i, j = self.index
        row = place_in_letters(self.rows, "u")
        column = place_in_letters(self.columns, "v")
        return (
            f"{self.layer}[{f}, {i}, {j}] = b[{f}] + "
            f"Σ w[{f}, c, u, v] · {self.source}[c, {row}, {column}]"
        )


def conv_sum(
    layer: Conv2D, source: str, x: Array, y: Array, index: tuple[int, int, int]
) -> ConvSum:
    """Write out one cell of a convolution.

    Parameters
    ----------
    layer : Conv2D
    source : str
        What its input is called.
    x : ndarray, shape (C, H, W)
    y : ndarray, shape (F, H', W')
        What the engine computed.
    index : tuple of int
        (f, i, j), the cell of y.
    """
    f, i, j = index
    rows, columns = places_under(layer.rows)[i], places_under(layer.columns)[j]
    patch, padding = window_at(x, rows, columns)
    kernel = layer.parameters["w"][f]
    with np.errstate(invalid="ignore", over="ignore"):
        products = kernel.astype(np.float64) * patch
    return ConvSum(
        layer=layer.name,
        index=index,
        source=source,
        rows=tuple(rows.tolist()),
        columns=tuple(columns.tolist()),
        padding=padding,
        patch=frozen(patch),
        kernel=frozen(kernel),
        bias=float(layer.parameters["b"][f]),
        products=frozen(products),
        stored=float(y[index]),
    )
