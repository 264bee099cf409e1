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

With a stride along the columns, j * s + v, the columns under a tap do not stand side by
side; so there is a copy of P for each tap, and the rest is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

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
    taps : ndarray
        What is under the taps, as `gradient_of_kernel` wants it.
    """
    filters, run = len(w), columns.count * len(x)
    taps = _taps(_padded(x, rows, columns), columns)
    windows = _windows(np.ascontiguousarray(taps).reshape(len(taps), -1, run), rows)
    kernel = _matrix(w, rows)
    y: Array = np.empty((rows.count, filters, run), x.dtype)
    for part in _parts(run, kernel.size):
        np.matmul(kernel, windows[..., part], out=y[..., part])
    if b is not None:
        y += b[:, np.newaxis]
    return as_images(y.reshape(rows.count, filters, columns.count, len(x))), taps


def gradient_of_kernel(
    dy: Array, taps: Array, w: Array, rows: Axis, columns: Axis
) -> tuple[Array, Array]:
    """Return dL/dw and dL/db.

    Parameters
    ----------
    dy : ndarray, shape (N, F, H', W')
    taps : ndarray
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
    windows = _windows(taps.transpose(2, 0, 1, 3), rows)
    sums = sum(
        (windows[..., part] @ outputs[..., part].swapaxes(1, 2)).sum(axis=1)
        for part in _parts(run, windows.shape[2] * filters)
    )
    bands = sums.reshape(columns.size, rows.reach, channels, filters)
    dw = np.ascontiguousarray(bands[:, :: rows.dilation].transpose(3, 2, 1, 0))
    # A product with ones takes a third of the time of a sum.
    db = (outputs @ np.ones(run, dy.dtype)).sum(axis=0)
    return dw, db


def gradient_of_input(dy: Array, w: Array, rows: Axis, columns: Axis) -> Array:
    """Return dL/dx, shape (N, C, H, W), from dL/dy, shape (N, F, H', W')."""
    reversed_w = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    dx, _ = convolve(dy, reversed_w, None, rows.transposed(), columns.transposed())
    return dx


def _padded(x: Array, rows: Axis, columns: Axis) -> Array:
    """Return P, shape (H, C, W, N), with the places that windows reach."""
    n, channels, length, width = x.shape
    height = (rows.count - 1) * rows.stride + rows.reach
    places = (columns.count - 1) * columns.stride + columns.reach
    if height <= length and places == width and rows.is_bare and columns.is_bare:
        return as_rows(x[:, :, :height])
    padded: Array = np.zeros((height, channels, places, n), x.dtype)
    h, row_places = rows.cells(height)
    k, column_places = columns.cells(places)
    padded[row_places, :, column_places] = x[:, :, h, k].transpose(2, 1, 3, 0)
    return padded


def _taps(padded: Array, columns: Axis) -> Array:
    """Return what is under every tap v, shape (H, C, V, J * N); with stride 1 a view."""
    height, channels, places, n = padded.shape
    shape = (height, channels, columns.size, columns.count * n)
    if columns.stride == 1:
        row = places * n
        return _view(padded, shape, (channels * row, row, columns.dilation * n, 1))
    taps: Array = np.empty((*shape[:3], columns.count, n), padded.dtype)
    for v in range(columns.size):
        from_tap = padded[:, :, v * columns.dilation :: columns.stride]
        taps[:, :, v] = from_tap[:, :, : columns.count]
    return taps.reshape(shape)


def _windows(x: Array, rows: Axis) -> Array:
    """Return the rows below each output row, (..., I, U * R, L), of x (..., H, R, L)."""
    *before, _, in_row, run = x.shape
    *far, down, _, _ = (stride // x.itemsize for stride in x.strides)
    shape = (*before, rows.count, rows.reach * in_row, run)
    return _view(x, shape, (*far, rows.stride * down, down // in_row, 1))


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
    for start in range(0, max(1, run), length):
        yield slice(start, start + length)


def _view(x: Array, shape: tuple[int, ...], steps: tuple[int, ...]) -> Array:
    """Return a view of `x`, from its first number on, whose axes advance by `steps`."""
    return as_strided(x, shape, [step * x.itemsize for step in steps])
