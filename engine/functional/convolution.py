"""Two-dimensional convolution and its gradients.

With stride s, dilation d and the zero-padded input P::

    y[n,f,i,j]     = b[f] + sum_{c,u,v} w[f,c,u,v] P[n,c,i*s+u*d,j*s+v*d]
    dL/db[f]       = sum_{n,i,j} dy[n,f,i,j]
    dL/dw[f,c,u,v] = sum_{n,i,j} dy[n,f,i,j] P[n,c,i*s+u*d,j*s+v*d]
    dL/dP[n,c,h,k] = sum of dy[n,f,i,j] w[f,c,u,v] where i*s+u*d = h and j*s+v*d = k

As everywhere in deep learning this is cross-correlation: the kernel is not reversed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import require_shape
from engine.functional.axes import convolution_axes
from engine.functional.checks import require_floats
from engine.kernels.convolution import (
    convolve,
    gradient_of_input,
    gradient_of_kernel,
    under_taps,
)

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.geometry import PaddingSetting, PairSetting


def conv2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    *,
    stride: PairSetting = 1,
    padding: PaddingSetting = 0,
    dilation: PairSetting = 1,
) -> Array:
    """Return the convolution of a batch of images with a number of filters.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    w : ndarray, shape (F, C, KH, KW)
    b : ndarray, shape (F,), optional
        0 if not given.
    stride, dilation : int or pair of int, default=1
        From window to window, and from tap to tap; one number, or (rows, columns).
    padding : int, pair, pair of pairs, "same" or "valid", default=0
        Zeros around the image: one number, (rows, columns), or
        ((top, bottom), (left, right)). "same" gives ceil(H / stride) rows.

    Returns
    -------
    ndarray, shape (N, F, H', W')
        Of the dtype of the input, in C order.

    Raises
    ------
    ShapeError
        If shapes do not match.
    SettingError
        If dtypes do not match, a setting breaks its rule, or the kernel is larger than
        the padded image.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> conv2d(x, np.ones((1, 1, 2, 2)))
    array([[[[ 8., 12.],
             [20., 24.]]]])
    """
    rows, columns = convolution_axes(
        "conv2d", x, w, stride=stride, padding=padding, dilation=dilation
    )
    if b is not None:
        require_floats("conv2d", x=x, b=b)
        require_shape("conv2d", "b", b, (len(w),))
    if len(x) == 0:
        return np.zeros((0, len(w), rows.count, columns.count), x.dtype)
    y, _ = convolve(x, w, b, rows, columns)
    return np.ascontiguousarray(y)


def conv2d_backward(
    dy: Array,
    x: Array,
    w: Array,
    *,
    stride: PairSetting = 1,
    padding: PaddingSetting = 0,
    dilation: PairSetting = 1,
) -> tuple[Array, Array, Array]:
    """Return dL/dx, dL/dw and dL/db of `conv2d` from dL/dy.

    Parameters
    ----------
    dy : ndarray, shape (N, F, H', W')
    x, w, stride, padding, dilation
        As `conv2d` had them.

    Returns
    -------
    dx : ndarray, shape (N, C, H, W)
    dw : ndarray, shape (F, C, KH, KW)
    db : ndarray, shape (F,)
        All in C order; zeros if there are no images.

    Raises
    ------
    ShapeError, SettingError
        As `conv2d`, and if dy is not of the shape of its result.
    """
    owner = "conv2d_backward"
    rows, columns = convolution_axes(
        owner, x, w, stride=stride, padding=padding, dilation=dilation
    )
    require_floats(owner, dy=dy, x=x)
    require_shape(owner, "dy", dy, (len(x), len(w), rows.count, columns.count))
    if len(x) == 0:
        return np.zeros(x.shape, x.dtype), np.zeros(w.shape, w.dtype), np.zeros(len(w), w.dtype)
    taps = under_taps(x, rows, columns)
    dw, db = gradient_of_kernel(dy, taps, w, rows, columns)
    dx = gradient_of_input(dy, w, rows, columns)
    return np.ascontiguousarray(dx), np.ascontiguousarray(dw), db
