"""Convolution as one matrix product on a strided view.

::

    y[n,f,i,j]     = b[f] + sum_{c,u,v} w[f,c,u,v] P[n,c,i*s+u*d,j*s+v*d]
    dL/db[f]       = sum_{n,i,j} dy[n,f,i,j]
    dL/dw[f,c,u,v] = sum_{n,i,j} dy[n,f,i,j] P[n,c,i*s+u*d,j*s+v*d]
    dL/dP[n,c,h,k] = sum_{f,u,v} w[f,c,u,v] D[n,f,h-u*d,k-v*d]

P is the padded input, and D is dy with s - 1 zeros between its cells: the last line is
the first one over again, with the kernel reversed and its channels and filters exchanged.

Copying every patch would take longer than multiplying it. Instead

- the width becomes part of the matrix: T neighbouring output columns are computed at
  once, by a banded matrix that holds the kernel T times, each time one stride further on;
- the height becomes a stride: rows lie one behind the other, so the K rows under a window
  are one run of numbers. The windows of neighbouring rows overlap, which BLAS does not
  take; those R = ceil(K / s) output rows apart do not. So there are R interleaved sets.

Windows that begin in one image and end in the next give rows that nobody reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.kernels.axis import Axis

_TILE_NUMBERS = 24
"""About as many numbers of output does one row of the matrix product give. Narrower, and
BLAS is slow; wider, and most of the banded matrix is zeros. Measured."""


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
        Channels last in memory.
    tiles : ndarray
        The input as laid out for the product.
    """
    plan = _plan(rows, columns, len(x), w.shape[1], len(w))
    tiles = plan.tiled(x)
    outputs: Array = np.empty(plan.output_shape, x.dtype)
    np.matmul(plan.windows(tiles), plan.banded(w), out=plan.output_rows(outputs))
    if b is not None:
        # A bias of a few numbers would make NumPy loop over a few numbers at a time.
        outputs += np.tile(b, plan.tile * plan.tile_count)
    return plan.images(outputs), tiles


def gradient_of_kernel(
    dy: Array, tiles: Array, w: Array, rows: Axis, columns: Axis
) -> tuple[Array, Array]:
    """Return dL/dw and dL/db.

    Parameters
    ----------
    dy : ndarray, shape (N, F, H', W')
    tiles : ndarray
        As `convolve` returned it.
    w : ndarray, shape (F, C, KH, KW)
    rows, columns : Axis

    Returns
    -------
    dw : ndarray, shape (F, C, KH, KW)
    db : ndarray, shape (F,)
    """
    plan = _plan(rows, columns, len(dy), w.shape[1], len(w))
    outputs = np.zeros(plan.output_shape, dy.dtype)
    plan.images(outputs)[...] = dy
    windows = plan.windows(tiles).swapaxes(-1, -2)
    bands = (windows @ plan.output_rows(outputs)).sum(axis=(0, 1))
    # A product with ones takes half the time of a sum over the first axis.
    sums = np.ones(len(outputs), dy.dtype) @ outputs
    dw = plan.kernels(bands).sum(axis=0).transpose(3, 2, 0, 1)
    return dw, sums.reshape(-1, len(w)).sum(axis=0)


def gradient_of_input(dy: Array, w: Array, rows: Axis, columns: Axis) -> Array:
    """Return dL/dx, shape (N, C, H, W), from dL/dy, shape (N, F, H', W')."""
    reversed_w = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    dx, _ = convolve(dy, reversed_w, None, rows.transposed(), columns.transposed())
    return dx


@dataclass(frozen=True)
class _Plan:
    """Where everything lies in memory, for one convolution of N images."""

    rows: Axis
    columns: Axis
    images_count: int
    channels: int
    filters: int

    @cached_property
    def tile(self) -> int:
        """T: output columns computed at once; near `_TILE_NUMBERS`, with little waste."""
        largest = max(1, min(self.columns.count, _TILE_NUMBERS // self.filters))
        count = -(-self.columns.count // largest)
        return -(-self.columns.count // count)

    @cached_property
    def tile_count(self) -> int:
        return -(-self.columns.count // self.tile)

    @cached_property
    def span(self) -> int:
        """Input columns under one tile."""
        return (self.tile - 1) * self.columns.stride + self.columns.reach

    @cached_property
    def image_outputs(self) -> int:
        """Output rows of one image, with those that straddle two images."""
        used = (self.rows.count - 1) * self.rows.stride + self.rows.reach
        return -(-used // self.rows.stride)

    @cached_property
    def sets(self) -> int:
        """R: interleaved sets of windows that do not overlap."""
        return -(-self.rows.reach // self.rows.stride)

    @cached_property
    def set_length(self) -> int:
        """M: windows in a set."""
        return -(-self.images_count * self.image_outputs // self.sets)

    @cached_property
    def output_shape(self) -> tuple[int, int]:
        return self.sets * self.set_length, self.tile_count * self.tile * self.filters

    @cached_property
    def window_shape(self) -> tuple[int, int, int]:
        return self.rows.reach, self.span, self.channels

    def tiled(self, x: Array) -> Array:
        """Return the padded input by tiles: (tiles, rows of all images, span * C)."""
        padded = self.padded(x)
        rows, width, channels = padded.shape
        pixel_rows = (self.tile_count, rows, self.span * channels)
        tile_step = self.tile * self.columns.stride * channels
        behind_last = max(0, self.rows.reach - self.rows.stride)
        length = self.sets * self.set_length * self.rows.stride + behind_last
        tiles: Array = np.empty((self.tile_count, length, self.span * channels), x.dtype)
        tiles[:, :rows] = _view(padded, pixel_rows, (tile_step, width * channels, 1))
        # Read by windows whose results nobody reads; but 0 times infinity is not 0.
        tiles[:, rows:] = 0
        return tiles

    def padded(self, x: Array) -> Array:
        """Return the rows of all images with their padding: (rows, places, C)."""
        height = self.image_outputs * self.rows.stride
        width = (self.tile_count * self.tile - 1) * self.columns.stride + self.columns.reach
        padded = np.zeros((self.images_count, height, width, self.channels), x.dtype)
        h, row_places = self.rows.cells(height)
        k, column_places = self.columns.cells(width)
        padded[:, row_places, column_places] = x[:, :, h, k].transpose(0, 2, 3, 1)
        return padded.reshape(-1, width, self.channels)

    def windows(self, tiles: Array) -> Array:
        """Return all windows without copying: (tiles, R, M, numbers of a window)."""
        row, stride = self.span * self.channels, self.rows.stride
        shape = (self.tile_count, self.sets, self.set_length, self.rows.reach * row)
        steps = (tiles.shape[1] * row, stride * row, self.sets * stride * row, 1)
        return _view(tiles, shape, steps)

    def output_rows(self, outputs: Array) -> Array:
        """Return the output rows as `windows` has its windows: (tiles, R, M, T*F)."""
        numbers, row = self.tile * self.filters, outputs.shape[1]
        shape = (self.tile_count, self.sets, self.set_length, numbers)
        return _view(outputs, shape, (numbers, row, self.sets * row, 1))

    def images(self, outputs: Array) -> Array:
        """Return the rows and columns that are output: (N, F, H', W')."""
        n, pixel, row = self.images_count, self.filters, outputs.shape[1]
        shape = (n, self.filters, self.rows.count, self.columns.count)
        return _view(outputs, shape, (self.image_outputs * row, 1, row, pixel))

    def banded(self, w: Array) -> Array:
        """Return the matrix that computes T output columns from one window."""
        bands = np.zeros((np.prod(self.window_shape), self.tile * self.filters), w.dtype)
        self.kernels(bands)[...] = w.transpose(2, 3, 1, 0)
        return bands

    def kernels(self, bands: Array) -> Array:
        """Return the T copies of the kernel in a banded matrix: (T, KH, KW, C, F)."""
        column = bands.shape[1]
        pixel = self.channels * column
        down, right = self.rows, self.columns
        shape = (self.tile, down.size, right.size, self.channels, self.filters)
        steps = (
            right.stride * pixel + self.filters,
            down.dilation * self.span * pixel,
            right.dilation * pixel,
            column,
            1,
        )
        return _view(bands, shape, steps)


@lru_cache(maxsize=256)
def _plan(rows: Axis, columns: Axis, n: int, channels: int, filters: int) -> _Plan:
    return _Plan(rows, columns, n, channels, filters)


def _view(x: Array, shape: tuple[int, ...], steps: tuple[int, ...]) -> Array:
    """Return a view of contiguous `x` whose axes advance by `steps` numbers."""
    return np.ndarray(shape, x.dtype, x, strides=[step * x.itemsize for step in steps])
