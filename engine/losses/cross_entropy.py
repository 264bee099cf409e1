"""Cross-entropy of softmax probabilities and true classes.

With scores z, probabilities p = softmax(z) and the true class y of each sample::

    l[n]       = -ln p[n, y[n]] = ln sum_j exp(z[n,j]) - z[n, y[n]]
    dL/dz[n,k] = (p[n,k] - [k = y[n]]) / N        where L is the mean of l
    dl[n]/dp[n,k] = -[k = y[n]] / p[n,k]

Taken together, softmax and logarithm lose no digits: with p alone, a probability that
has become 0 would give an infinite loss and no gradient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.functional.checks import require_labels
from engine.kernels.scores import cross_entropy
from engine.losses.base import Loss

if TYPE_CHECKING:
    from engine.arrays import Array, Labels


class CrossEntropy(Loss):
    """Minus the logarithm of the probability given to the true class."""

    name: ClassVar[str] = "cross-entropy"
    title: ClassVar[str] = "Cross-entropy"
    formula: ClassVar[str] = "−ln pₜ"
    note: ClassVar[str] = "of the truth"
    unit: ClassVar[str] = "nats"

    def value_and_gradient(
        self, z: Array, labels: Labels, over: int | None = None
    ) -> tuple[Array, Array]:
        """Return -ln p of the true class for every sample, and (p - y) / over."""
        require_labels(self.name, labels, z.shape)
        return cross_entropy(z, labels, len(z) if over is None else over)

    def gradient_of_probabilities(self, p: Array, labels: Labels) -> Array:
        """Return -1/p for the true class and 0 for the others."""
        require_labels(self.name, labels, p.shape)
        n = np.arange(len(p))
        dp = np.zeros_like(p)
        with np.errstate(divide="ignore", over="ignore"):  # p may have become 0: that is -inf
            dp[n, labels] = -1 / p[n, labels]
        return dp
