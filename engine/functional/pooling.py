"""Pooling: the largest, smallest or mean cell of every window, and the gradients.

With x[k] the cells of the image under window (i, j), in row order, and n their number::

    max:   y = x[k*],  k* the first k with the largest x[k];  dL/dx[k*] += dy
    min:   y = x[k*],  k* the first k with the smallest x[k]; dL/dx[k*] += dy
    mean:  y = sum_k x[k] / n;                                dL/dx[k]  += dy / n

Padding only moves the windows: it never wins, and a mean does not count it. The kernels
may hand out views, of x even, where a window has one cell: results are copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import require_shape
from engine.errors import SettingError
from engine.functional.axes import pooling_axes
from engine.functional.checks import require_floats
from engine.kernels.pooling import pool_extreme, pool_mean, route_to_winners, spread_evenly

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.arrays import Array
    from engine.geometry import PaddingSetting, PairSetting
    from engine.kernels.pooling import Pooling


def pool2d(
    x: Array,
    size: PairSetting,
    *,
    kind: Pooling = "max",
    stride: PairSetting | None = None,
    padding: PaddingSetting = 0,
    ceil_mode: bool = False,
) -> Array:
    """Return one number for every window, in each channel by itself.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    size : int or pair of int
        Of a window: one number, or (rows, columns).
    kind : {"max", "mean", "min"}, default="max"
    stride : int or pair of int, optional
        As `size` if not given: windows side by side.
    padding : int, pair, pair of pairs, "same" or "valid", default=0
        As for `conv2d`; less than the window on every side.
    ceil_mode : bool, default=False
        Whether a last window may hang over the edge, rather than leave cells out.

    Returns
    -------
    ndarray, shape (N, C, H', W')
        Of the dtype of the input, in C order.

    Raises
    ------
    ShapeError, SettingError
        If x is no batch of images, a setting breaks its rule, or the window is larger
        than the padded image.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> pool2d(x, 2, ceil_mode=True)
    array([[[[4., 5.],
             [7., 8.]]]])
    """
    _require_kind("pool2d", kind)
    rows, columns = pooling_axes(
        "pool2d", x, size, stride=stride, padding=padding, ceil_mode=ceil_mode
    )
    if len(x) == 0:
        return np.zeros((*x.shape[:2], rows.count, columns.count), x.dtype)
    if kind == "mean":
        return np.array(pool_mean(x, rows, columns), order="C")
    return np.array(pool_extreme(x, rows, columns, kind)[0], order="C")


def max_pool2d_with_indices(
    x: Array,
    size: PairSetting,
    *,
    stride: PairSetting | None = None,
    padding: PaddingSetting = 0,
    ceil_mode: bool = False,
) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return the largest cell of every window, and which cell of its channel it is.

    Parameters
    ----------
    x, size, stride, padding, ceil_mode
        As for `pool2d`.

    Returns
    -------
    y : ndarray, shape (N, C, H', W')
    indices : ndarray of int64, shape (N, C, H', W')
        h * W + k for the cell in row h and column k of the channel, as PyTorch counts:
        ``x.reshape(N, C, H * W)[n, c, indices[n, c, i, j]] == y[n, c, i, j]``. The first
        in row order where several are equal.

    Raises
    ------
    ShapeError, SettingError
        As `pool2d`.

    Examples
    --------
    >>> x = np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 9.0, 9.0]]]])
    >>> max_pool2d_with_indices(x, 2)[1]
    array([[[[1, 6]]]])
    """
    rows, columns = pooling_axes(
        "max_pool2d_with_indices", x, size, stride=stride, padding=padding, ceil_mode=ceil_mode
    )
    if len(x) == 0:
        y = np.zeros((*x.shape[:2], rows.count, columns.count), x.dtype)
        return y, y.astype(np.int64)
    y, winners = pool_extreme(x, rows, columns, "max")
    u, v = np.divmod(winners.astype(np.int64, order="C"), columns.size)
    h = (np.arange(rows.count) * rows.stride - rows.before)[:, None] + u
    k = np.arange(columns.count) * columns.stride - columns.before + v
    return np.array(y, order="C"), h * x.shape[3] + k


def pool2d_backward(
    dy: Array,
    x: Array,
    size: PairSetting,
    *,
    kind: Pooling = "max",
    stride: PairSetting | None = None,
    padding: PaddingSetting = 0,
    ceil_mode: bool = False,
) -> Array:
    """Return dL/dx of `pool2d` from dL/dy.

    Parameters
    ----------
    dy : ndarray, shape (N, C, H', W')
    x, size, kind, stride, padding, ceil_mode
        As `pool2d` had them.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        In C order. Of "max" and "min", all of dy goes to the first winner of the window;
        of "mean", as much to each cell of it. Where windows overlap, these add up.

    Raises
    ------
    ShapeError, SettingError
        As `pool2d`, and if dy is not of the shape of its result.
    """
    owner = "pool2d_backward"
    _require_kind(owner, kind)
    rows, columns = pooling_axes(
        owner, x, size, stride=stride, padding=padding, ceil_mode=ceil_mode
    )
    require_floats(owner, dy=dy, x=x)
    require_shape(owner, "dy", dy, (*x.shape[:2], rows.count, columns.count))
    if len(x) == 0:
        return np.zeros(x.shape, x.dtype)
    if kind == "mean":
        return np.array(spread_evenly(dy, x.shape, rows, columns), order="C")
    _, winners = pool_extreme(x, rows, columns, kind)
    return np.array(route_to_winners(dy, winners, x.shape, rows, columns), order="C")


def _require_kind(owner: str, kind: object) -> None:
    if kind not in ("max", "mean", "min"):
        raise SettingError(owner, 'kind must be "max", "mean" or "min"', kind)
