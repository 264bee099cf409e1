"""One unit of a dense layer, term by term: ``y[m] = b[m] + sum_k w[m,k] x[k]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.ranking import largest, sum_of_others
from engine.inspection.reconciliation import Reconciliation

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.layers import Dense


@dataclass(frozen=True, slots=True)
class Folded:
    """The maps that the inputs of a dense layer were, before they were flattened.

    Attributes
    ----------
    source : str
        Name of the layer that made them.
    shape : tuple of int
        (C, H, W).
    """

    source: str
    shape: tuple[int, int, int]

    def place(self, k: int) -> tuple[int, int, int]:
        """Return (channel, row, column) of input `k`."""
        c, row, column = (int(i) for i in np.unravel_index(k, self.shape))
        return c, row, column


@dataclass(frozen=True, slots=True, eq=False)
class DenseSum:
    """The terms of one unit of a dense layer.

    Attributes
    ----------
    layer, source : str
        Names of the dense layer and of what it reads.
    index : tuple of int
        (m,).
    inputs : ndarray, shape (n,)
    weights : ndarray, shape (n,)
    bias : float
    products : ndarray of float64, shape (n,)
        Exact: a product of two float32 fits into a float64.
    stored : float
        What the engine has in this unit.
    folded : Folded or None
        The maps that the inputs were, if they were any.
    """

    layer: str
    index: tuple[int]
    source: str
    inputs: Array
    weights: Array
    bias: float
    products: Array
    stored: float
    folded: Folded | None = None

    @property
    @np.errstate(invalid="ignore", over="ignore")
    def result(self) -> Reconciliation:
        """The sum of all products and the bias, beside the stored value."""
        return Reconciliation.of(np.append(self.products, self.bias), self.stored)

    def largest(self, count: int) -> tuple[int, ...]:
        """Return the inputs with the largest contributions in size, largest first.

        Parameters
        ----------
        count : int
            How many; fewer if there are not so many that contribute at all.
        """
        return tuple(int(k) for k in largest(self.products, count))

    def rest(self, shown: Collection[int]) -> float:
        """Return the sum of all contributions but those of the inputs `shown`."""
        return sum_of_others(self.products, shown)

    @property
    def equation(self) -> str:
        """``dense1[3] = b[3] + Σ w[3, k] · flatten[k]``."""
        (m,) = self.index
        return f"{self.layer}[{m}] = b[{m}] + Σ w[{m}, k] · {self.source}[k]"


def dense_sum(
    layer: Dense,
    source: str,
    x: Array,
    y: Array,
    index: tuple[int],
    *,
    folded: Folded | None = None,
) -> DenseSum:
    """Write out one unit of a dense layer.

    Parameters
    ----------
    layer : Dense
    source : str
        What its input is called.
    x : ndarray, shape (n,)
    y : ndarray, shape (m,)
        What the engine computed.
    index : tuple of int
        (m,), the unit.
    folded : Folded, optional
        The maps that the inputs were.
    """
    weights = layer.parameters["w"][index[0]]
    with np.errstate(invalid="ignore", over="ignore"):
        products = weights.astype(np.float64) * x
    return DenseSum(
        layer=layer.name,
        index=index,
        source=source,
        inputs=frozen(x),
        weights=frozen(weights),
        bias=float(layer.parameters["b"][index[0]]),
        products=frozen(products),
        stored=float(y[index]),
        folded=folded,
    )
