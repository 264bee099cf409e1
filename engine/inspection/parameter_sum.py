"""The gradient of one parameter, term by term, over all samples and positions of a batch.

With x = 0 in the padding::

    convolution  dw[f,c,u,v] = sum_{n,i,j} dy[n,f,i,j] x[n, c, i*s + u*d - p, j*s + v*d - p]
                 db[f]       = sum_{n,i,j} dy[n,f,i,j]
    dense        dw[m,k]     = sum_n dy[n,m] x[n,k]
                 db[m]       = sum_n dy[n,m]
    batch norm   dgamma[c]   = sum_{n,i,j} dy[n,c,i,j] x_hat[n,c,i,j]
                 dbeta[c]    = sum_{n,i,j} dy[n,c,i,j]

L is the mean loss of the batch: the 1/N is inside dy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.ranking import largest, sum_of_others
from engine.inspection.reconciliation import Reconciliation
from engine.inspection.windows import place_in_letters

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.arrays import Array, Shape
    from engine.inspection.windows import Mask


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one sample adds at one position to the gradient of a parameter.

    Attributes
    ----------
    term : int
        Place of the term among `ParameterSum.terms`.
    sample : int
        n, in the batch.
    position : tuple of int
        (i, j) of the output; () where a layer has vectors.
    cell : tuple of int or None
        (row, column) of the input that the tap reads, outside the maps in the padding; None
        if no cell of the input takes part, as in a bias, or it has neither row nor column.
    padding : bool
        Whether the tap reads padding there: nothing is added.
    factor : float
        What dy is multiplied by: x, or x̂; 1 for a bias.
    dy, product : float
    """

    term: int
    sample: int
    position: Shape
    cell: tuple[int, int] | None
    padding: bool
    factor: float
    dy: float
    product: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ParameterSum:
    """The terms of the gradient of one parameter.

    Attributes
    ----------
    parameter, letter : str
        "conv2.w" and "w".
    index : tuple of int
        In the parameter's own array.
    layer, source : str
        The layer and what it reads.
    factors : ndarray or None, shape (N, H', W') or (N,)
        What dy is multiplied by: the input under the tap, or x̂ of a normalisation in
        float64; None for a bias.
    dy : ndarray, shape (N, H', W') or (N,)
        dL/dy at the positions that the parameter had a part in.
    products : ndarray of float64, same shape
    stored : float
        The gradient of the mean loss as the engine has it, summed over the batch.
    rows, columns : tuple of int
        The row of the input that the tap reads at each row i of the output, and the column
        at each j; outside the map in the padding. Empty but for weights of a convolution.
    padding : ndarray of bool or None, shape (H', W')
        Where the tap reads padding; None but for weights of a convolution.
    slack : float
        What rounding before these sums may change: that of x̂.
    """

    parameter: str
    letter: str
    index: Shape
    layer: str
    source: str
    factors: Array | None
    dy: Array
    products: Array
    stored: float
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    padding: Mask | None = None
    slack: float = 0.0

    def __len__(self) -> int:
        return len(self.dy)

    @property
    def terms(self) -> Array:
        """All products, sample by sample, float64, shape (T,)."""
        return self.products.ravel()

    @property
    @np.errstate(invalid="ignore", over="ignore")
    def by_sample(self) -> Array:
        """What each sample adds, float64, shape (N,)."""
        sums: Array = self.products.reshape(len(self), -1).sum(axis=1)
        return sums

    @property
    def result(self) -> Reconciliation:
        """The sum of all terms beside the stored gradient."""
        found = Reconciliation.of(self.terms, self.stored)
        return Reconciliation(
            found.computed, found.stored, found.tolerance + self.slack, found.single
        )

    def largest(self, count: int, sample: int | None = None) -> tuple[Contribution, ...]:
        """Return the terms that are largest in size, largest first.

        Parameters
        ----------
        count : int
            How many; fewer if there are not so many that are not 0.
        sample : int, optional
            Of this sample alone; of the whole batch if not given.
        """
        if sample is None:
            return tuple(self.contribution(int(term)) for term in largest(self.terms, count))
        terms = self.products[sample]
        first = sample * terms.size
        return tuple(self.contribution(first + int(term)) for term in largest(terms, count))

    def rest(self, shown: Collection[Contribution]) -> float:
        """Return the sum of all terms but those `shown`."""
        return sum_of_others(self.products, [one.term for one in shown])

    def contribution(self, term: int) -> Contribution:
        """Return the term at a place among `terms`."""
        at = tuple(int(place) for place in np.unravel_index(term, self.products.shape))
        n, *position = at
        cell = None
        if self.rows:
            cell = self.rows[position[0]], self.columns[position[1]]
        return Contribution(
            term=term,
            sample=n,
            position=tuple(position),
            cell=cell,
            padding=self.padding is not None and bool(self.padding[at[1:]]),
            factor=1.0 if self.factors is None else float(self.factors[at]),
            dy=float(self.dy[at]),
            product=float(self.products[at]),
        )

    @property
    def equation(self) -> str:
        """``dL/d conv2.w[4, 0, 1, 2] = Σ dL/d conv2[n, 4, i, j] · relu1[n, 0, 1+i, 2+j]``."""
        left = f"dL/d {self.parameter}[{', '.join(map(str, self.index))}]"
        places = "n, {}, i, j" if self.dy.ndim == 3 else "n, {}"
        right = f"Σ dL/d {self.layer}[{places.format(self.index[0])}]"
        if self.factors is None:
            return f"{left} = {right}"
        if self.letter == "gamma":
            return f"{left} = {right} · x̂[{places.format(self.index[0])}]"
        if not self.rows:
            return f"{left} = {right} · {self.source}[n, {self.index[1]}]"
        row, column = place_in_letters(self.rows, "i"), place_in_letters(self.columns, "j")
        return f"{left} = {right} · {self.source}[n, {self.index[1]}, {row}, {column}]"
