"""From scores of classes to probabilities, and to the loss.

With scores z, true classes y, and L the mean loss of N samples in nats::

    p[n,k]     = exp(z[n,k]) / sum_j exp(z[n,j])
    L          = mean_n (ln sum_j exp(z[n,j]) - z[n,y[n]])      the mean of -ln p[n,y[n]]
    dL/dz[n,k] = p[n,k] (dp[n,k] - sum_j dp[n,j] p[n,j])        from dp = dL/dp
    dL/dz[n,k] = (p[n,k] - [k = y[n]]) / N                      of the mean loss
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import require_shape
from engine.errors import SettingError, ShapeError
from engine.functional.checks import require_floats, require_some, require_whole_numbers

if TYPE_CHECKING:
    from engine.arrays import Array, Labels


def softmax(z: Array) -> Array:
    """Return the probabilities of the classes: positive numbers that add up to 1.

    Parameters
    ----------
    z : ndarray, shape (N, K)

    Returns
    -------
    ndarray, shape (N, K)

    Raises
    ------
    ShapeError, SettingError
        If z is no array (N, K) of floating point numbers.

    Examples
    --------
    >>> softmax(np.array([[1000.0, 1000.0], [0.0, -1000.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    _require_scores("softmax", "z", z)
    return _probabilities(z)


def softmax_backward(dp: Array, p: Array) -> Array:
    """Return dL/dz of `softmax` from dL/dp and the probabilities, all (N, K)."""
    require_floats("softmax_backward", dp=dp, p=p)
    _require_scores("softmax_backward", "p", p)
    require_shape("softmax_backward", "dp", dp, p.shape)
    dz: Array = p * (dp - (dp * p).sum(axis=1, keepdims=True))
    return dz


def cross_entropy(z: Array, labels: Labels) -> float:
    """Return the mean of -ln p of the true classes, in nats.

    It takes scores rather than probabilities: softmax and logarithm together lose no
    digits and never become infinite.

    Parameters
    ----------
    z : ndarray, shape (N, K)
        Scores: what goes into `softmax`.
    labels : ndarray of int, shape (N,)
        True classes, in [0, K).

    Returns
    -------
    float
        0 if there are no samples.

    Raises
    ------
    ShapeError, SettingError
        If shapes or dtypes are wrong, or a label is no class.

    Examples
    --------
    >>> cross_entropy(np.array([[0.0, 0.0], [1000.0, 0.0]]), np.array([0, 1]))
    500.34657359027995
    """
    n = _samples("cross_entropy", z, labels)
    shifted = _shifted(z)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[n, labels]
    return float(losses.mean()) if len(z) else 0.0


def cross_entropy_backward(z: Array, labels: Labels) -> Array:
    """Return dL/dz of `cross_entropy`, shape (N, K)."""
    n = _samples("cross_entropy_backward", z, labels)
    dz = _probabilities(z)
    dz[n, labels] -= 1
    dz /= max(1, len(z))
    return dz


def _probabilities(z: Array) -> Array:
    p: Array = np.exp(_shifted(z))
    p /= p.sum(axis=1, keepdims=True)
    return p


def _shifted(z: Array) -> Array:
    """Return z less its largest score, which changes no quotient and overflows nowhere."""
    shifted: Array = z - z.max(axis=1, keepdims=True)
    return shifted


def _samples(owner: str, z: Array, labels: Labels) -> Labels:
    """Check scores and labels; return the numbers of the samples."""
    _require_scores(owner, "z", z)
    require_whole_numbers(owner, "labels", labels)
    if labels.shape != (len(z),):
        raise ShapeError(owner, "labels", expected=(len(z),), got=labels.shape)
    wrong = labels[(labels < 0) | (labels >= z.shape[1])]
    if wrong.size:
        raise SettingError(owner, f"labels must be in [0, {z.shape[1]})", int(wrong[0]))
    return np.arange(len(z))


def _require_scores(owner: str, name: str, z: Array) -> None:
    require_floats(owner, **{name: z})
    require_shape(owner, name, z, ("N", "K"))
    require_some(owner, name, z.shape[1:], "class")
