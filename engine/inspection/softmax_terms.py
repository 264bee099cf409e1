"""The way from scores to probabilities and the loss, in float64.

With scores z, their largest m, and the true class t::

    shifted[k] = z[k] - m              keeps exp from overflowing, changes no quotient
    e[k]       = exp(shifted[k])
    p[k]       = e[k] / sum_j e[j]

and from the scores the loss and dL/dz, by the equations of `engine.losses`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.reconciliation import SMALLEST, UNIT_ROUNDOFF, Reconciliation

if TYPE_CHECKING:
    from engine.inspection.trace import Trace
    from engine.layers import Softmax
    from engine.losses import Loss


@dataclass(frozen=True, slots=True, eq=False)
class SoftmaxTerms:
    """All terms of a softmax and of the loss behind it.

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
    gradient : ndarray of float64, shape (K,)
        dL/dz; p − y for cross-entropy, divided by N for a sample of a batch.
    computed_loss : float
    stored_probabilities : ndarray, shape (K,)
        As the engine has them.
    stored_loss : float
    criterion : Loss
        What gives the loss.
    """

    layer: str
    index: tuple[int]
    source: str
    label: int
    scores: Array
    shifted: Array
    exponentials: Array
    probabilities: Array
    gradient: Array
    computed_loss: float
    stored_probabilities: Array
    stored_loss: float
    criterion: Loss

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
        tolerance = p * self._relative_tolerance + SMALLEST
        return Reconciliation(p, self.stored, tolerance)

    @property
    def loss(self) -> Reconciliation:
        """The loss, beside the stored one."""
        loss = self.computed_loss
        tolerance = (abs(loss) + 1) * self._relative_tolerance
        return Reconciliation(loss, self.stored_loss, tolerance)

    @property
    def _relative_tolerance(self) -> float:
        """Relative error of a quotient: rounded exponents, exponentials and their sum."""
        exponent = float(np.abs(self.shifted).max()) + abs(self.maximum)
        return 2 * UNIT_ROUNDOFF * (exponent + len(self.scores) + 4)

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
    trace: Trace,
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
    trace : Trace
        Of the sample: has its true class and its loss.
    """
    scores = z.astype(np.float64)
    shifted = scores - scores.max()
    e = np.exp(shifted)
    labels = np.array([trace.label])
    losses, dz = trace.criterion.value_and_gradient(scores[None], labels, trace.over)
    return SoftmaxTerms(
        layer=layer.name,
        index=index,
        source=source,
        label=trace.label,
        scores=frozen(z),
        shifted=frozen(shifted),
        exponentials=frozen(e),
        probabilities=frozen(e / e.sum()),
        gradient=frozen(dz[0]),
        computed_loss=float(losses[0]),
        stored_probabilities=frozen(p),
        stored_loss=trace.loss,
        criterion=trace.criterion,
    )
