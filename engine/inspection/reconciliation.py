"""Whether what is shown adds up to what is stored.

Adding n numbers t in float32, in any order, is off by at most (n - 1) u sum |t| with
u = 2^-24, to first order; one more rounding for every product (N. Higham, "Accuracy and
Stability of Numerical Algorithms", 2nd ed., section 4.2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array

UNIT_ROUNDOFF = 2.0**-24
"""The largest relative error of rounding a number to float32."""

SMALLEST = 2.0**-149
"""The smallest float32 above 0: nothing smaller is told from 0, and no digit below it kept."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A value computed anew in float64, beside the one that the engine has stored.

    Attributes
    ----------
    computed : float
        From the terms that are shown, in float64.
    stored : float
        What the engine computed, mostly in float32.
    tolerance : float, default=0.0
        The largest difference that rounding to float32 on the way can explain.
    single : float, default=nan
        The same terms rounded to float32 and added in float32, in an order that need not
        be the engine's; NaN where there is no such sum.
    """

    computed: float
    stored: float
    tolerance: float = 0.0
    single: float = math.nan

    @classmethod
    @np.errstate(invalid="ignore", over="ignore")
    def of(cls, terms: Array, stored: float, *, more: int = 0) -> Self:
        """Return the sum of float64 terms beside a stored value.

        Parameters
        ----------
        terms : ndarray of float64, any shape
        stored : float
        more : int, default=0
            How many roundings a term has seen beyond that of one product.
        """
        computed = float(terms.sum(dtype=np.float64))
        tolerance = sum_tolerance(terms, more)
        return cls(computed, stored, tolerance, float(terms.sum(dtype=np.float32)))

    @property
    def agrees(self) -> bool:
        """Whether rounding explains the difference."""
        return abs(self.difference) <= self.tolerance

    @property
    def difference(self) -> float:
        """Return stored − computed; 0 if both are the same infinity."""
        return 0.0 if self.stored == self.computed else self.stored - self.computed

    @property
    @np.errstate(invalid="ignore", over="ignore")
    def ulps(self) -> float:
        """The size of the difference in units in the last place of the stored float32.

        One unit is the distance from the stored value to the next larger float32.
        """
        return abs(self.difference) / float(np.spacing(np.abs(np.float32(self.stored))))


@np.errstate(invalid="ignore", over="ignore")
def sum_tolerance(terms: Array, more: int = 0) -> float:
    """Return by how much a float32 sum of products `terms` may be off.

    `more` is how many roundings a term has seen beyond that of one product.
    """
    roundings = terms.size + more
    relative = UNIT_ROUNDOFF * float(np.abs(terms).sum(dtype=np.float64))
    return roundings * (relative + SMALLEST)
