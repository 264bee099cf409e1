"""From scores of classes to probabilities, and to the cross-entropy.

With scores z and the true class y of each sample::

    p[n,k]     = exp(z[n,k]) / sum_j exp(z[n,j])
    dL/dz[n,k] = p[n,k] (dp[n,k] - sum_j dp[n,j] p[n,j])      of any L, from dp = dL/dp

    l[n]       = -ln p[n,y[n]] = ln sum_j exp(z[n,j]) - z[n,y[n]]
    dL/dz[n,k] = (p[n,k] - [k = y[n]]) / N                    where L = sum_n l[n] / N

Of every sample's scores the largest is taken away first: the largest exponent becomes 0, so
nothing overflows, and the quotient stays the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array, Labels


def softmax(z: Array) -> Array:
    """Return p, shape (N, K), of z, shape (N, K)."""
    p: Array = np.exp(_shifted(z))
    p /= p.sum(axis=1, keepdims=True)
    return p


def softmax_backward(dp: Array, p: Array) -> Array:
    """Return dL/dz from dL/dp and p, all (N, K)."""
    dz: Array = p * (dp - (dp * p).sum(axis=1, keepdims=True))
    return dz


def cross_entropy(z: Array, labels: Labels, over: int) -> tuple[Array, Array]:
    """Return the loss of every sample, and the gradient of their mean.

    Parameters
    ----------
    z : ndarray, shape (N, K)
    labels : ndarray of int, shape (N,)
        y, in [0, K).
    over : int
        Over how many samples the mean is taken: the N of the last equation.

    Returns
    -------
    losses : ndarray, shape (N,)
        l, in nats.
    dz : ndarray, shape (N, K)
    """
    n = np.arange(len(z))
    shifted = _shifted(z)
    p = np.exp(shifted)
    sums = p.sum(axis=1, keepdims=True)
    losses: Array = np.log(sums[:, 0]) - shifted[n, labels]
    p /= sums
    p[n, labels] -= 1
    p /= over
    return losses, p


def _shifted(z: Array) -> Array:
    shifted: Array = z - z.max(axis=1, keepdims=True)
    return shifted
