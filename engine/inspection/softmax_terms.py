"""The way from scores to probabilities and the loss, in float64.

With scores z, their largest m, and the true class t::

    shifted[k] = z[k] - m              keeps exp from overflowing, changes no quotient
    e[k]       = exp(shifted[k])
    p[k]       = e[k] / sum_j e[j]
    loss       = -ln p[t] = ln sum_j e[j] - shifted[t]
    dL/dz[k]   = p[k] - [k = t]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.reconciliation import UNIT_ROUNDOFF, Reconciliation

if TYPE_CHECKING:
    from engine.layers import Softmax


@dataclass(frozen=True, slots=True, eq=False)
class SoftmaxTerms:
    """All terms of a softmax and of the cross-entropy behind it.

    Attributes
    ----------
    layer, source : str
        Names of the softmax and of what it reads.
    index : tuple of int
        (k,), the class that is looked at.
    label : int
        The true class t.
    scores : ndarray, shape (K,)
        z, as stored.
    shifted, exponentials, probabilities : ndarray of float64, shape (K,)
    stored_probabilities : ndarray, shape (K,)
        As the engine has them.
    stored_loss : float
    """

    layer: str
    index: tuple[int]
    source: str
    label: int
    scores: Array
    shifted: Array
    exponentials: Array
    probabilities: Array
    stored_probabilities: Array
    stored_loss: float

    @property
    def maximum(self) -> float:
        """The largest score, m."""
        return float(self.scores.max())

    @property
    def total(self) -> float:
        """The sum of the exponentials."""
        return float(self.exponentials.sum())

    @property
    def stored(self) -> float:
        """The probability that the engine has for the class looked at."""
        return float(self.stored_probabilities[self.index])

    @property
    def result(self) -> Reconciliation:
        """The probability of the class looked at, beside the stored one."""
        p = float(self.probabilities[self.index])
        return Reconciliation(p, self.stored, p * self._relative_tolerance)

    @property
    def loss(self) -> Reconciliation:
        """The loss in nats, beside the stored one."""
        loss = np.log(self.total) - self.shifted[self.label]
        size = abs(float(loss)) + 1
        return Reconciliation(float(loss), self.stored_loss, size * self._relative_tolerance)

    @property
    def _relative_tolerance(self) -> float:
        """Relative error of a quotient: rounded exponents, exponentials and their sum."""
        exponent = float(np.abs(self.shifted).max()) + abs(self.maximum)
        return 2 * UNIT_ROUNDOFF * (exponent + len(self.scores) + 4)

    @property
    def gradient(self) -> Array:
        """dL/dz = p − y, float64, shape (K,)."""
        dz = self.probabilities.copy()
        dz[self.label] -= 1
        return dz

    @property
    def equation(self) -> str:
        """``softmax[6] = exp(dense2[6] − max) / Σ exp(dense2[k] − max)``."""
        (k,) = self.index
        z = self.source
        return f"{self.layer}[{k}] = exp({z}[{k}] − max) / Σ exp({z}[k] − max)"


@np.errstate(invalid="ignore", over="ignore")
def softmax_terms(
    layer: Softmax,
    source: str,
    z: Array,
    p: Array,
    index: tuple[int],
    *,
    label: int,
    loss: float,
) -> SoftmaxTerms:
    """Write out a softmax and the loss of its sample.

    Parameters
    ----------
    layer : Softmax
    source : str
        What its input is called.
    z, p : ndarray, shape (K,)
        Scores and probabilities as the engine has them.
    index : tuple of int
        (k,), the class that is looked at.
    label : int
        The true class.
    loss : float
        As the engine has it, in nats.
    """
    scores = z.astype(np.float64)
    shifted = scores - scores.max()
    e = np.exp(shifted)
    return SoftmaxTerms(
        layer=layer.name,
        index=index,
        source=source,
        label=label,
        scores=frozen(z),
        shifted=frozen(shifted),
        exponentials=frozen(e),
        probabilities=frozen(e / e.sum()),
        stored_probabilities=frozen(p),
        stored_loss=loss,
    )
