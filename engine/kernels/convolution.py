"""Convolution as matrix products on views of rows.

::

    y[n,f,i,j]     = b[f] + sum_{c,u,v} w[f,c,u,v] P[n,c,i*s+u*d,j*s+v*d]
    dL/db[f]       = sum_{n,i,j} dy[n,f,i,j]
    dL/dw[f,c,u,v] = sum_{n,i,j} dy[n,f,i,j] P[n,c,i*s+u*d,j*s+v*d]
    dL/dP[n,c,h,k] = sum_{f,u,v} w[f,c,u,v] D[n,f,h-u*d,k-v*d]

P is the padded input, and D is dy with s - 1 zeros between its cells: the last line is
the first one over again, with the kernel reversed and its channels and filters exchanged.

Images lie in memory as (H, C, W, N), see `engine.kernels.layout`, so all columns j of all
samples n stand side by side: J * N numbers, the long side of every product.

Forward, the kernel's columns become rows of a matrix, Q[h,c,v] = P[h,c,j+v] for all j, n;
that is the only copy. The rows (u, c, v) below an output row i are then one block of it,
and the blocks of neighbouring output rows overlap without harm::

    y[i] = w(F, U * C * V) @ Q[i : i + U](U * C * V, J * N)

The gradient of the kernel needs no copy at all, because the rows (u, c) are one block of P
itself, whichever column v it begins in::

    dw[v] = sum_i P[i : i+U, :, v : v+J] (U*C, J*N) @ dy[i]^T (J*N, F)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.kernels.layout import as_images, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array
    from engine.kernels.axis import Axis

_PRODUCTS_AT_ONCE = 1_000_000
"""Multiplications in one matrix product. OpenBLAS takes matrices up to this size as they
are, and copies larger ones first, which costs up to half of the speed. Measured."""


def convolve(
    x: Array, w: Array, b: Array | None, rows: Axis, columns: Axis
) -> tuple[Array, Array]:
    """Return the convolution of a batch, and what its backward pass needs.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    w : ndarray, shape (F, C, KH, KW)
        Of the dtype of `x`.
    b : ndarray, shape (F,), or None
        None is 0.
    rows, columns : Axis

    Returns
    -------
    y : ndarray, shape (N, F, H', W')
    padded : ndarray
        The padded input, as `gradient_of_kernel` wants it.
    """
    padded = _padded(x, rows, columns)
    kernel = _matrix(w, rows)
    run = columns.count * len(x)
    windows = _windows(_unrolled(padded, columns), rows, 0, run)
    y: Array = np.empty((rows.count, len(w), run), x.dtype)
    for part in _parts(run, kernel.size):
        np.matmul(kernel, windows[..., part], out=y[..., part])
    if b is not None:
        y += b[:, np.newaxis]
    return as_images(y.reshape(rows.count, len(w), columns.count, len(x))), padded


def gradient_of_kernel(
    dy: Array, padded: Array, w: Array, rows: Axis, columns: Axis
) -> tuple[Array, Array]:
    """Return dL/dw and dL/db.

    Parameters
    ----------
    dy : ndarray, shape (N, F, H', W')
    padded : ndarray
        As `convolve` returned it.
    w : ndarray, shape (F, C, KH, KW)
    rows, columns : Axis

    Returns
    -------
    dw : ndarray, shape (F, C, KH, KW)
    db : ndarray, shape (F,)
    """
    filters, channels = w.shape[:2]
    run = columns.count * len(dy)
    outputs = as_rows(dy).reshape(rows.count, filters, run)
    sums = np.zeros((columns.size, rows.reach * channels, filters), dy.dtype)
    for v, total in enumerate(sums):
        windows = _windows(padded, rows, _start_of_tap(padded, columns, v), run)
        for part in _parts(run, total.size):
            products = windows[..., part] @ outputs[..., part].swapaxes(1, 2)
            total += products.sum(axis=0)
    bands = sums.reshape(columns.size, rows.reach, channels, filters)
    dw = bands[:, :: rows.dilation].transpose(3, 2, 1, 0)
    # A product with ones takes a third of the time of a sum.
    db = (outputs @ np.ones(run, dy.dtype)).sum(axis=0)
    return np.ascontiguousarray(dw), db


def gradient_of_input(dy: Array, w: Array, rows: Axis, columns: Axis) -> Array:
    """Return dL/dx, shape (N, C, H, W), from dL/dy, shape (N, F, H', W')."""
    reversed_w = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    dx, _ = convolve(dy, reversed_w, None, rows.transposed(), columns.transposed())
    return dx


def _padded(x: Array, rows: Axis, columns: Axis) -> Array:
    """Return P, shape (H, C, s, W / s, N), with the stride s of the columns.

    Columns are sorted by their place modulo s, so that those under one tap of all windows
    lie side by side.
    """
    n, channels, _, width = x.shape
    height = (rows.count - 1) * rows.stride + rows.reach
    s, places = columns.stride, (columns.count - 1) * columns.stride + columns.reach
    if s == 1 and places == width and rows.is_bare and columns.is_bare:
        return as_rows(x[:, :, :height])[:, :, np.newaxis]
    padded: Array = np.zeros((height, channels, -(-places // s) * s, n), x.dtype)
    h, row_places = rows.cells(height)
    k, column_places = columns.cells(padded.shape[2])
    padded[row_places, :, column_places] = x[:, :, h, k].transpose(2, 1, 3, 0)
    by_remainder = padded.reshape(height, channels, -1, s, n).swapaxes(2, 3)
    return np.ascontiguousarray(by_remainder)


def _start_of_tap(padded: Array, columns: Axis, v: int) -> int:
    """Return at which number of a row of P, (s, W / s, N), the columns under tap v begin."""
    first, remainder = divmod(v * columns.dilation, columns.stride)
    _, _, _, width, n = padded.shape
    return (remainder * width + first) * n


def _unrolled(padded: Array, columns: Axis) -> Array:
    """Return Q: what is under every tap, shape (H, C * V, J * N)."""
    height, channels, n = padded.shape[0], padded.shape[1], padded.shape[-1]
    run = columns.count * n
    numbers = padded.reshape(height, channels, -1)
    unrolled: Array = np.empty((height, channels, columns.size, run), padded.dtype)
    for v in range(columns.size):
        start = _start_of_tap(padded, columns, v)
        unrolled[:, :, v] = numbers[:, :, start : start + run]
    return unrolled.reshape(height, channels * columns.size, run)


def _windows(x: Array, rows: Axis, start: int, run: int) -> Array:
    """Return the rows below each output row, (I, U * R, run), of x (H, R, ...); a view.

    From each row of `x` it takes `run` numbers, from number `start` on.
    """
    in_row = x.shape[1]
    length = math.prod(x.shape[2:])
    shape = (rows.count, rows.reach * in_row, run)
    steps = (rows.stride * in_row * length, length, 1)
    strides = [step * x.itemsize for step in steps]
    return np.ndarray(shape, x.dtype, x, start * x.itemsize, strides)


def _matrix(w: Array, rows: Axis) -> Array:
    """Return the kernel as (F, U * C * V), with zeros in the rows between dilated taps."""
    filters, channels, _, columns = w.shape
    matrix: Array = np.zeros((filters, rows.reach, channels, columns), w.dtype)
    matrix[:, :: rows.dilation] = w.swapaxes(1, 2)
    return matrix.reshape(filters, -1)


def _parts(run: int, products: int) -> Iterator[slice]:
    """Cut a run into equal parts, with so many products for each of its numbers."""
    count = max(1, -(-run * products // _PRODUCTS_AT_ONCE))
    length = max(1, -(-run // count))
    for start in range(0, run, length):
        yield slice(start, start + length)
