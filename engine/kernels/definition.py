"""What the fast kernels compute, as sums and loops: slow, plain, and right by reading.

Nothing trains with these; the tests hold the fast kernels against them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.arrays import Array
    from engine.kernels.axis import Axis


def convolve(x: Array, w: Array, b: Array, rows: Axis, columns: Axis) -> Array:
    """Return y[n,f,i,j] = b[f] + sum over c, u, v of w[f,c,u,v] P[n,c,i,j,u,v].

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    w : ndarray, shape (F, C, KH, KW)
    b : ndarray, shape (F,)
    rows, columns : Axis
        Which cell P[...] of x each tap reads, if any.

    Returns
    -------
    ndarray, shape (N, F, H', W')
    """
    y = np.zeros((len(x), len(w), rows.count, columns.count), x.dtype)
    for n, f, i, j in np.ndindex(*y.shape):
        y[n, f, i, j] = b[f] + sum(
            w[f, c, u, v] * x[n, c, h, k]
            for c in range(x.shape[1])
            for (u, h), (v, k) in product(rows.taps_inside(i), columns.taps_inside(j))
        )
    return y


def pool(
    x: Array, rows: Axis, columns: Axis, of: Callable[[list[float]], float] = max
) -> Array:
    """Return the largest cell (or `of`) of every window, of the cells that it really has.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    rows, columns : Axis
    of : callable, default=max
        `max`, `min` or `statistics.fmean`.

    Returns
    -------
    ndarray, shape (N, C, H', W')
    """
    y = np.zeros((*x.shape[:2], rows.count, columns.count), x.dtype)
    for n, c, i, j in np.ndindex(*y.shape):
        y[n, c, i, j] = of(
            [
                float(x[n, c, h, k])
                for (_, h), (_, k) in product(rows.taps_inside(i), columns.taps_inside(j))
            ]
        )
    return y
