"""Mean squared error of softmax probabilities and one-hot truths.

With scores z, probabilities p = softmax(z), the true class t of each sample, y its one-hot
truth, and K classes::

    d[n,k]       = p[n,k] - y[n,k]          -(sum of the other p) for k = t
    q[n]         = sum_k d[n,k]²
    l[n]         = q[n] / K
    dl[n]/dp[n,k] = 2 d[n,k] / K
    dL/dz[n,k]   = 2 p[n,k] (d[n,k] - sum_j d[n,j] p[n,j]) / (K N)    backward of the softmax
                 = 2 p[n,k] (d[n,k] - d[n,t] - q[n]) / (K N)          as p = d + y

The sum of the others loses no digits where p[n,t] is close to 1, and 1 - p[n,t] would. In
the last line no digit is lost for the true class either: its bracket is -q[n].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.functional.checks import require_labels
from engine.kernels.scores import softmax
from engine.losses.base import Loss

if TYPE_CHECKING:
    from engine.arrays import Array, Labels


class MeanSquaredError(Loss):
    """Mean over the classes of the square of what the probability is off by."""

    name: ClassVar[str] = "mean-squared-error"
    title: ClassVar[str] = "Mean squared error"
    formula: ClassVar[str] = "(p − y)²"
    note: ClassVar[str] = "over classes"
    unit: ClassVar[str] = ""

    def value_and_gradient(
        self, z: Array, labels: Labels, over: int | None = None
    ) -> tuple[Array, Array]:
        """Return the mean of (p - y)² over the classes for every sample, and its gradient."""
        require_labels(self.name, labels, z.shape)
        n, (N, K) = np.arange(len(z)), z.shape
        p = softmax(z)
        d = _off_by(p, labels)
        q = np.square(d).sum(axis=1)
        losses: Array = q / K
        d -= (d[n, labels] + q)[:, None]
        d *= p
        d *= 2 / K
        d /= N if over is None else over
        return losses, d

    def gradient_of_probabilities(self, p: Array, labels: Labels) -> Array:
        """Return 2 (p - y) / K."""
        require_labels(self.name, labels, p.shape)
        dp = _off_by(p, labels)
        dp *= 2 / p.shape[1]
        return dp


def _off_by(p: Array, labels: Labels) -> Array:
    """Return d = p - y."""
    n, d = np.arange(len(p)), p.copy()
    d[n, labels] = 0
    d[n, labels] = -d.sum(axis=1)
    return d
