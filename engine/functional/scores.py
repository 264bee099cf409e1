"""From scores of classes to probabilities, and to the loss.

With scores z, true classes y, and L the mean loss of N samples in nats::

    p[n,k]     = exp(z[n,k]) / sum_j exp(z[n,j])
    L          = mean_n (ln sum_j exp(z[n,j]) - z[n,y[n]])      the mean of -ln p[n,y[n]]
    dL/dz[n,k] = p[n,k] (dp[n,k] - sum_j dp[n,j] p[n,j])        from dp = dL/dp
    dL/dz[n,k] = (p[n,k] - [k = y[n]]) / N                      of the mean loss
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.arrays import require_shape
from engine.functional.checks import require_floats, require_labels, require_some
from engine.kernels import scores

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
    return scores.softmax(z)


def softmax_backward(dp: Array, p: Array) -> Array:
    """Return dL/dz of `softmax` from dL/dp and the probabilities, all (N, K)."""
    require_floats("softmax_backward", dp=dp, p=p)
    _require_scores("softmax_backward", "p", p)
    require_shape("softmax_backward", "dp", dp, p.shape)
    return scores.softmax_backward(dp, p)


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
    _require_labelled("cross_entropy", z, labels)
    losses, _ = scores.cross_entropy(z, labels, max(1, len(z)))
    return float(losses.mean()) if len(z) else 0.0


def cross_entropy_backward(z: Array, labels: Labels) -> Array:
    """Return dL/dz of `cross_entropy`, shape (N, K)."""
    _require_labelled("cross_entropy_backward", z, labels)
    _, dz = scores.cross_entropy(z, labels, max(1, len(z)))
    return dz


def _require_labelled(owner: str, z: Array, labels: Labels) -> None:
    _require_scores(owner, "z", z)
    require_labels(owner, labels, z.shape)


def _require_scores(owner: str, name: str, z: Array) -> None:
    require_floats(owner, **{name: z})
    require_shape(owner, name, z, ("N", "K"))
    require_some(owner, name, z.shape[1:], "class")
