"""What comes back from the loss: to a score through the softmax, or to a probability.

With p = softmax(z), y the one-hot truth with its 1 at t, d = p - y, K classes, and the loss
taken over N samples::

    cross-entropy       dL/dz[k] = p[k] / N - y[k] / N
                        dl/dp[k] = -y[k] / p[k]
    mean squared error  dL/dz[k] = 2 p[k] d[k] / (K N) - 2 p[k] sum_j d[j] p[j] / (K N)
                        dl/dp[k] = 2 d[k] / K

The scores get theirs from the loss directly: softmax and loss go back in one step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, frozen
from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.reconciliation import UNIT_ROUNDOFF, Reconciliation
from engine.losses import CrossEntropy, Loss, MeanSquaredError

if TYPE_CHECKING:
    from engine.inspection.trace import Trace
    from engine.layers import Softmax


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LossGradient(ActivationGradient):
    """The terms of dL/dz of softmax and loss together, for one class.

    Attributes
    ----------
    label : int
        The true class t.
    over : int
        N: over how many samples the loss is taken.
    scores : ndarray, shape (K,)
        z, as stored.
    probabilities : ndarray of float64, shape (K,)
        Of these scores.
    criterion : Loss
    """

    label: int
    over: int
    scores: Array
    probabilities: Array
    criterion: Loss

    @property
    def truth(self) -> Array:
        """The one-hot truth y, shape (K,)."""
        y: Array = np.zeros(len(self.scores))
        y[self.label] = 1
        return y

    @property
    def terms(self) -> Array:
        """Two terms as above, shape (2,); one for a loss that this file does not know."""
        k, p, y = self.index[0], self.probabilities, self.truth
        match self.criterion:
            case CrossEntropy():
                return np.array([p[k], -y[k]]) / self.over
            case MeanSquaredError():
                d = p - y
                d[self.label] = -p[y == 0].sum()  # 1 - p of the truth would lose digits
                scale = 2 * p[k] / (len(p) * self.over)
                terms: Array = scale * np.array([d[k], -(d * p).sum()])
                return terms
        labels = np.array([self.label])
        _, dz = self.criterion.value_and_gradient(
            self.scores[None].astype(np.float64), labels, self.over
        )
        return dz[0, k : k + 1]

    def _beside(self, stored: float) -> Reconciliation:
        beside = super(LossGradient, self)._beside(stored)
        # Every probability has the error of its rounded exponent and of the sum.
        spread = float(np.ptp(self.scores)) + abs(float(self.scores.max()))
        relative = 4 * UNIT_ROUNDOFF * (spread + len(self.scores) + 4)
        size = float(np.abs(self.terms).sum())
        return replace(beside, tolerance=beside.tolerance + relative * size)

    @property
    def equation(self) -> str:
        """``dL/d dense2[6] = (p[6] − y[6]) / N``, N left out for a sample by itself."""
        k, over = self.index[0], "" if self.over == 1 else f" / {self.over}"
        left = f"dL/d {self.layer}[{k}]"
        match self.criterion:
            case CrossEntropy():
                off = f"p[{k}] − y[{k}]"
                return f"{left} = ({off}){over}" if over else f"{left} = {off}"
            case MeanSquaredError():
                right = f"2/{len(self.scores)} · p[{k}] (d[{k}] − Σ d[j] p[j])"
                return f"{left} = {right}{over}, d = p − y"
        return f"{left} = d({self.criterion.formula})/d z[{k}]{over}"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProbabilityGradient(ActivationGradient):
    """dL/dp of one class, which training passes over.

    Attributes
    ----------
    label : int
        The true class t.
    over : int
        N: over how many samples the loss is taken.
    probability : float
        p[k], as stored.
    derivative : float
        dl/dp[k] in float64; infinite where p of the truth has become 0.
    criterion : Loss
    """

    label: int
    over: int
    probability: float
    derivative: float
    criterion: Loss

    @property
    def terms(self) -> Array:
        """The derivative over N, shape (1,)."""
        return np.array([self.derivative / self.over])

    @property
    def more_roundings(self) -> int:
        """That p − y is a sum over the classes; then come quotients."""
        return 16

    @property
    def equation(self) -> str:
        """``dL/d softmax[6] = d(−ln pₜ)/d p[6]``."""
        k, over = self.index[0], "" if self.over == 1 else f" / {self.over}"
        return f"dL/d {self.layer}[{k}] = d({self.criterion.formula})/d p[{k}]{over}"


@np.errstate(invalid="ignore", over="ignore")
def loss_gradient(
    layer: Softmax, source: str, trace: Trace, index: tuple[int], stored: float | None
) -> LossGradient:
    """Write out what comes back from the loss to one score.

    Parameters
    ----------
    layer : Softmax
    source : str
        What its input is called.
    trace : Trace
    index : tuple of int
        (k,), the class.
    stored : float or None
        dL/dz of it as the engine has it.
    """
    z = trace.activations[source]
    e = np.exp(z.astype(np.float64) - z.max())
    return LossGradient(
        layer=source,
        through=layer.name,
        index=index,
        stored=stored,
        label=trace.label,
        over=trace.over,
        scores=frozen(z),
        probabilities=frozen(e / e.sum()),
        criterion=trace.criterion,
    )


def probability_gradient(
    layer: Softmax, trace: Trace, index: tuple[int]
) -> ProbabilityGradient:
    """Write out dL/dp of one class; parameters as for `loss_gradient`."""
    p = trace.activations[layer.name]
    labels = np.array([trace.label])
    dp = trace.criterion.gradient_of_probabilities(p[None].astype(np.float64), labels)
    stored = trace.gradients.get(layer.name)
    return ProbabilityGradient(
        layer=layer.name,
        through="loss",
        index=index,
        stored=None if stored is None else float(stored[index]),
        label=trace.label,
        over=trace.over,
        probability=float(p[index]),
        derivative=float(dp[0][index]),
        criterion=trace.criterion,
    )
