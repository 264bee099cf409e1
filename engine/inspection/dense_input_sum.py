"""What comes back to one input of a dense layer: ``dL/dx[k] = sum_m w[m,k] dy[m]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.ranking import largest, sum_of_others

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.layers import Dense


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DenseInputSum(ActivationGradient):
    """The terms of dL/dx of a dense layer, for one input.

    Attributes
    ----------
    weights, dy : ndarray, shape (M,)
        w[m,k] and dL/dy[m] of every unit m.
    products : ndarray of float64, shape (M,)
    """

    weights: Array
    dy: Array
    products: Array

    @property
    def terms(self) -> Array:
        """All products, unit by unit, shape (M,)."""
        return self.products

    def largest(self, count: int) -> tuple[int, ...]:
        """Return the units with the largest products in size, largest first."""
        return tuple(int(m) for m in largest(self.products, count))

    def rest(self, shown: Collection[int]) -> float:
        """Return the sum of all products but those of the units `shown`."""
        return sum_of_others(self.products, shown)

    @property
    def equation(self) -> str:
        """``dL/d flatten[7] = Σ w[m, 7] · dL/d dense1[m]``."""
        k = self.place
        return f"dL/d {self.layer}[{k}] = Σ w[m, {k}] · dL/d {self.through}[m]"


@np.errstate(invalid="ignore", over="ignore")
def dense_input_sum(
    layer: Dense, source: str, dy: Array, index: tuple[int], stored: float | None
) -> DenseInputSum:
    """Write out what comes back through a dense layer to one of its inputs.

    Parameters
    ----------
    layer : Dense
    source : str
        What its input is called.
    dy : ndarray, shape (M,)
    index : tuple of int
        (k,), the input.
    stored : float or None
        dL/dx of it as the engine has it.
    """
    weights = layer.parameters["w"][:, index[0]]
    return DenseInputSum(
        layer=source,
        through=layer.name,
        index=index,
        stored=stored,
        weights=frozen(weights),
        dy=frozen(dy),
        products=frozen(weights.astype(np.float64) * dy),
    )
