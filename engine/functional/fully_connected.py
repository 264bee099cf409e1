"""A fully connected layer and its gradients.

For sample n, input k and output m::

    y[n,m]     = b[m] + sum_k x[n,k] w[m,k]
    dL/db[m]   = sum_n dy[n,m]
    dL/dw[m,k] = sum_n dy[n,m] x[n,k]
    dL/dx[n,k] = sum_m dy[n,m] w[m,k]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import require_shape
from engine.functional.checks import require_floats, require_some
from engine.kernels import dense as kernel

if TYPE_CHECKING:
    from engine.arrays import Array


def dense(x: Array, w: Array, b: Array | None = None) -> Array:
    """Return the inputs of each sample summed up, weighted differently for every output.

    Parameters
    ----------
    x : ndarray, shape (N, in)
    w : ndarray, shape (out, in)
    b : ndarray, shape (out,), optional
        0 if not given.

    Returns
    -------
    ndarray, shape (N, out)
        Of the dtype of the input, in C order.

    Raises
    ------
    ShapeError, SettingError
        If shapes or dtypes do not match.

    Examples
    --------
    >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]]), np.array([0.5, 0.0]))
    array([[11.5, 17. ]])
    """
    _require_operands("dense", x, w)
    if b is not None:
        require_floats("dense", x=x, b=b)
        require_shape("dense", "b", b, (len(w),))
    return np.ascontiguousarray(kernel.dense(x, w, b))


def dense_backward(dy: Array, x: Array, w: Array) -> tuple[Array, Array, Array]:
    """Return dL/dx, dL/dw and dL/db of `dense` from dL/dy.

    Parameters
    ----------
    dy : ndarray, shape (N, out)
    x, w : ndarray
        As `dense` had them.

    Returns
    -------
    dx : ndarray, shape (N, in)
    dw : ndarray, shape (out, in)
    db : ndarray, shape (out,)

    Raises
    ------
    ShapeError, SettingError
        If shapes or dtypes do not match.
    """
    _require_operands("dense_backward", x, w)
    require_floats("dense_backward", dy=dy, x=x)
    require_shape("dense_backward", "dy", dy, (len(x), len(w)))
    dx = np.ascontiguousarray(kernel.gradient_of_input(dy, w))
    return dx, *kernel.gradient_of_weights(dy, x)


def _require_operands(owner: str, x: Array, w: Array) -> None:
    require_floats(owner, x=x, w=w)
    require_shape(owner, "x", x, ("N", "in"))
    require_some(owner, "x", x.shape[1:], "input")
    require_shape(owner, "w", w, ("out", x.shape[1]))
    require_some(owner, "w", w.shape, "output")
