"""Article 001, cnn-from-scratch: its wrong lines, and its way to the gradients beside ours."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Array
from engine.functional import conv2d, conv2d_backward, pool2d
from engine.kernels import definition
from engine.layers import Conv2D, Pool2D

SIZES = (9, 8)
"""Rows and columns of the image."""

KERNEL = (3, 2)


def dilated(dy: Array, stride: int) -> Array:
    """Put stride - 1 zeros between the cells, as the article does: one in each round."""
    rows, columns = np.arange(1, dy.shape[2]), np.arange(1, dy.shape[3])
    for n in range(1, stride):
        dy = np.insert(np.insert(dy, rows * n, 0, axis=2), columns * n, 0, axis=3)
    return dy


def excluded(length: int, size: int, stride: int, padding: int) -> int:
    """Return how many pixels of the padded axis no window reaches."""
    return (length + 2 * padding - size) % stride


def excluded_of_raw(length: int, size: int, stride: int, padding: int) -> int:
    return (length - size) % stride


def correlate(x: Array, w: Array) -> Array:
    """Return sum over u, v of w[a,b,u,v] x[a,b,i+u,j+v], for every pair a, b."""
    patches = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("abijuv,abuv->abij", patches, w)


def article_gradients(
    x: Array, w: Array, dy: Array, stride: int, padding: int, *, excluded=excluded
) -> tuple[Array, Array]:
    """Return dL/dx and dL/dw of one image by the article's four steps.

    dy is dilated; the padded input is cut to the pixels that windows reach; dL/dw is their
    correlation; dL/dx is that of dy, framed by zeros, with the filters turned by 180 degrees.
    """
    _, channels, height, width = x.shape
    reached = [
        length + 2 * padding - excluded(length, size, stride, padding)
        for length, size in zip((height, width), w.shape[2:], strict=True)
    ]
    frame = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    padded, spread = np.pad(x, frame), dilated(dy, stride)
    cut = padded[:, :, : reached[0], : reached[1]]
    every = np.broadcast_to(spread.swapaxes(0, 1), (len(w), channels, *spread.shape[2:]))
    dw = correlate(np.broadcast_to(cut, (len(w), *cut.shape[1:])), every)
    wide = [(0, 0), (0, 0), *((size - 1, size - 1) for size in w.shape[2:])]
    dx = np.zeros_like(padded)
    turned = w[:, :, ::-1, ::-1]
    dx[:, :, : reached[0], : reached[1]] = correlate(np.pad(every, wide), turned).sum(axis=0)
    return dx[:, :, padding : padding + height, padding : padding + width], dw


@pytest.fixture
def case(rng) -> Callable[[int, int], tuple[Array, Array, Array]]:
    """Return a function that makes one image, filters and dL/dy."""

    def make(stride: int, padding: int) -> tuple[Array, Array, Array]:
        x, w = rng.standard_normal((1, 3, *SIZES)), rng.standard_normal((2, 3, *KERNEL))
        y = conv2d(x, w, stride=stride, padding=padding)
        return x, w, rng.standard_normal(y.shape)

    return make


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_dilating_and_cutting_gives_our_gradients(case, stride, padding):
    """The article's method is right, for every stride."""
    x, w, dy = case(stride, padding)
    dx, dw, _ = conv2d_backward(dy, x, w, stride=stride, padding=padding)
    article_dx, article_dw = article_gradients(x, w, dy, stride, padding)
    assert np.allclose(dx, article_dx)
    assert np.allclose(dw, article_dw)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_dilating_is_spacing(stride, rng):
    """Where `np.insert` puts the cells of dy is where `Axis.cells` says they lie."""
    conv = Conv2D("conv", (1, 10, 10), filters=1, size=3, stride=stride)
    back = conv.rows.transposed()
    dy = rng.standard_normal((1, 1, conv.rows.count, conv.columns.count))
    spread = dilated(dy, stride)
    frame = conv.rows.reach - 1
    assert (back.before, back.spacing) == (frame, stride)
    cells, places = back.cells(frame + spread.shape[2])
    on_places = np.zeros(frame + spread.shape[2])
    on_places[places] = dy[0, 0, cells, 0]
    assert np.array_equal(on_places[frame:], spread[0, 0, :, 0])


@pytest.mark.parametrize(("stride", "left_out"), [(1, 0), (2, 1), (3, 1), (4, 3)])
def test_pixels_that_no_window_reaches_get_gradient_0(stride, left_out, assert_derivative, rng):
    """10×10 pixels, 3×3 filters, as in the article's picture of excluded pixels."""
    x, w = rng.standard_normal((1, 1, 10, 10)), rng.random((2, 1, 3, 3)) + 1
    y = conv2d(x, w, stride=stride)
    dx, _, _ = conv2d_backward(np.ones_like(y), x, w, stride=stride)
    reached = sorted({i * stride + u for i in range(y.shape[2]) for u in range(3)})
    assert max(reached) == 9 - left_out == 9 - excluded(10, 3, stride, 0)
    assert np.flatnonzero(dx[0, 0].any(axis=1)).tolist() == reached
    assert np.flatnonzero(dx[0, 0].any(axis=0)).tolist() == reached
    assert_derivative(dx, lambda: float(conv2d(x, w, stride=stride).sum()), x)


def check_excluded(case, excluded: Callable[[int, int, int, int], int]) -> None:
    x, w, dy = case(3, 1)
    dx, dw, _ = conv2d_backward(dy, x, w, stride=3, padding=1)
    article_dx, article_dw = article_gradients(x, w, dy, 3, 1, excluded=excluded)
    assert np.allclose(dx, article_dx)
    assert np.allclose(dw, article_dw)


def test_excluded_pixels_are_counted_on_the_padded_image(case):
    """``pxls = (X - F) % S``, if X is the layer's input: with a padding it no longer fits."""
    check_excluded(case, excluded)
    with pytest.raises(ValueError, match="broadcast"):
        check_excluded(case, excluded_of_raw)


Pool = Callable[[Array, str], Array]
"""Pools (1, 1, 4, 4) by windows of 2×2, stride 2, padding 1."""


def engines_pool(x: Array, kind: str) -> Array:
    return pool2d(x, 2, kind=kind, padding=1)


def pool_over_zeros(x: Array, kind: str) -> Array:
    """Let the zeros of the padding take part."""
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    windows = padded.reshape(1, 1, 3, 2, 3, 2).swapaxes(3, 4)
    of = {"max": np.max, "min": np.min, "mean": np.mean}[kind]
    return of(windows, axis=(4, 5))


def check_pool(pool: Pool, kind: str) -> None:
    """Every result lies between the least and the largest cell of the image."""
    for x in (np.full((1, 1, 4, 4), 3.0), np.full((1, 1, 4, 4), -3.0)):
        assert np.array_equal(pool(x, kind), np.full((1, 1, 3, 3), x[0, 0, 0, 0]))
    axes = Pool2D("pool", (1, 4, 4), padding=1)
    x = np.random.default_rng(1).standard_normal((1, 1, 4, 4))
    of = {"max": max, "min": min, "mean": statistics.fmean}[kind]
    assert np.allclose(pool(x, kind), definition.pool(x, axes.rows, axes.columns, of))


@pytest.mark.parametrize("kind", ["max", "min", "mean"])
def test_padding_takes_no_part_in_a_pooling(kind):
    """The pooling loop over `padded_input`: a zero that is no pixel wins, or dilutes."""
    check_pool(engines_pool, kind)
    with pytest.raises(AssertionError):
        check_pool(pool_over_zeros, kind)
