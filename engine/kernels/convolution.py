"""Convolution as matrix products on views of rows.

::

    y[n,f,i,j]     = b[f] + sum_{c,u,v} w[f,c,u,v] P[n,c,i*s+u*d,j*s+v*d]
    dL/db[f]       = sum_{n,i,j} dy[n,f,i,j]
    dL/dw[f,c,u,v] = sum_{n,i,j} dy[n,f,i,j] P[n,c,i*s+u*d,j*s+v*d]
    dL/dP[n,c,h,k] = sum_{f,u,v} w[f,c,u,v] D[n,f,h-u*d,k-v*d]

P is the padded input, and D is dy with s - 1 zeros between its cells: the last line is
the first one over again, with the kernel reversed and its channels and filters exchanged.

Capital letters count what the small ones number: I and J the rows and columns of the output,
U and V those of the kernel. First for stride and dilation 1.

Images lie in memory as (H, C, W, N), see `engine.kernels.layout`, so all columns j of all
samples n stand side by side: a run of J * N numbers, the long side of every product.

Forward, each row of P is copied once for every tap v, from column v on. That is the only
copy, Q[h,c,v] = P[h, c, v : v + J]. Every (h, c, v) is a row of J * N numbers, and the rows
(u, c, v) below output row i are one block of them. Blocks of neighbouring output rows overlap,
and do so without harm::

    y[i] = w @ Q[i : i+U]                               of (F, U*C*V) and (U*C*V, J*N)

The gradient of the kernel needs no copy at all, because for one v the rows (u, c) are a block
of P itself, whichever column it begins in::

    dw[v] = sum_i P[i : i+U, :, v : v+J] @ dy[i]^T      of (U*C, J*N) and (J*N, F)

Along the rows, stride and dilation change little: block i begins in row i*s, and the matrix
of the kernel has zeros for the rows between its taps. Along the columns, tap v begins in
column v*d; but with a stride the columns under it do not stand side by side, so they are
copied, and the gradient of the kernel takes that Q instead of P.

OpenBLAS copies large matrices before it multiplies them, see `engine.kernels.products`. So
runs are cut into parts, one product for each; and where (U*C, F) is too large a result, the
gradient of the kernel is computed for each u by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.kernels.layout import as_images, as_rows
from engine.kernels.products import PRODUCTS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array
    from engine.kernels.axis import Axis

_SUMS_AT_ONCE = 1_200
"""Numbers in the result of a product with a transposed matrix, (U*C, F) above, up to which
OpenBLAS takes the matrices as they lie. Measured."""

_VECTORS = 32
"""Two registers of 512 bits: parts of a run are multiples of so many numbers."""


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
    filters, channels = w.shape[:2]
    run = columns.count * len(x)
    taps = under_taps(x, rows, columns)
    in_row = channels * columns.size
    windows = _below(np.ascontiguousarray(taps).reshape(len(taps), in_row, run), rows)
    kernel = _matrix(w, rows)
    y: Array = np.empty((rows.count, filters, run), x.dtype)
    for part in _parts(run, kernel.size):
        np.matmul(kernel, windows[..., part], out=y[..., part])
    if b is not None:
        y += b[:, np.newaxis]
    return as_images(y.reshape(rows.count, filters, columns.count, len(x))), taps


def under_taps(x: Array, rows: Axis, columns: Axis) -> Array:
    """Return what is under every tap v of the windows, padding included.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    rows, columns : Axis

    Returns
    -------
    ndarray, shape (H of P, C, V, W' * N)
        With stride 1 a view of P, in which taps share their numbers: not to be written to.
    """
    return _taps(_padded(x, rows, columns), columns)


def gradient_of_kernel(
    dy: Array, taps: Array, w: Array, rows: Axis, columns: Axis
) -> tuple[Array, Array]:
    """Return dL/dw and dL/db.

    Parameters
    ----------
    dy : ndarray, shape (N, F, H', W')
    taps : ndarray
        As `convolve` returned it, or `under_taps`.
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
    by_tap = taps.transpose(2, 0, 1, 3)
    at_once = rows.reach * channels * filters <= _SUMS_AT_ONCE
    windows = _below(by_tap, rows) if at_once else _under_tap_rows(by_tap, rows)
    sums: Array = sum(
        (windows[..., part] @ outputs[..., part].swapaxes(1, 2)).sum(axis=-3)
        for part in _parts(run, windows.shape[-2] * filters)
    )
    bands = sums.reshape(columns.size, -1, channels, filters)
    taken = bands[:, :: rows.dilation] if at_once else bands
    dw = np.ascontiguousarray(taken.transpose(3, 2, 1, 0))
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


def _below(x: Array, rows: Axis) -> Array:
    """Return the rows below each output row, (..., I, U * R, L), of x (..., H, R, L)."""
    *before, _, in_row, run = x.shape
    *far, down, _, _ = (stride // x.itemsize for stride in x.strides)
    shape = (*before, rows.count, rows.reach * in_row, run)
    return _view(x, shape, (*far, rows.stride * down, down // in_row, 1))


def _under_tap_rows(x: Array, rows: Axis) -> Array:
    """Return the row under tap u of each output row, (V, U, I, R, L), of x (V, H, R, L)."""
    taps, _, in_row, run = x.shape
    right, down, step, _ = (stride // x.itemsize for stride in x.strides)
    shape = (taps, rows.size, rows.count, in_row, run)
    return _view(x, shape, (right, rows.dilation * down, rows.stride * down, step, 1))


def _matrix(w: Array, rows: Axis) -> Array:
    """Return the kernel as (F, U * C * V), with zeros in the rows between dilated taps."""
    filters, channels, _, taps = w.shape
    matrix: Array = np.zeros((filters, rows.reach, channels, taps), w.dtype)
    matrix[:, :: rows.dilation] = w.swapaxes(1, 2)
    return matrix.reshape(filters, -1)


def _parts(run: int, products: int) -> Iterator[slice]:
    """Cut a run into parts of about one length, of `PRODUCTS_AT_ONCE` at most.

    `products` tells how many multiplications there are for each number of the run.
    """
    most = max(1, PRODUCTS_AT_ONCE // (products * _VECTORS))
    vectors = -(-run // _VECTORS)
    count = max(1, -(-vectors // most))
    length = max(1, -(-vectors // count)) * _VECTORS
    for start in range(0, max(1, run), length):
        yield slice(start, start + length)


def _view(x: Array, shape: tuple[int, ...], steps: tuple[int, ...]) -> Array:
    """Return a view of `x`, from its first number on, whose axes advance by `steps`."""
    strides = [step * x.itemsize for step in steps]
    if x.flags.c_contiguous:  # the same in a fifth of the time
        return np.ndarray(shape, x.dtype, x, strides=strides)
    return as_strided(x, shape, strides)
