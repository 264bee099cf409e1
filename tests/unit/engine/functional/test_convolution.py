from __future__ import annotations

import doctest
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.functional import conv2d, conv2d_backward
from engine.kernels import definition
from engine.kernels.axis import Axis


@st.composite
def axes(draw):
    """An axis whose windows fit, and the cells of padding behind it."""
    size, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    before, after = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    reach = (size - 1) * dilation + 1
    length = draw(st.integers(max(1, reach - before - after), 10))
    stride = draw(st.integers(1, 4))
    count = (before + length + after - reach) // stride + 1
    return Axis(length, size, count, stride, before, dilation), after


MANY = settings(max_examples=3 * settings().max_examples)
"""Geometries have many numbers, and few milliseconds are enough for one."""

GEOMETRY = {"rows": axes(), "columns": axes()}
COUNTS = {"n": st.integers(0, 3), "channels": st.integers(1, 3), "filters": st.integers(1, 4)}
SEED = st.integers(0, 2**16)
LAYOUT = st.sampled_from(["C", "F", "channels-last", "backwards", "every-other"])
ONE_CELL = {"rows": (Axis(1, 1, 1), 0), "columns": (Axis(1, 1, 1), 0), "filters": 1}


def options_of(rows, columns):
    (down, bottom), (right, behind) = rows, columns
    return {
        "stride": (down.stride, right.stride),
        "padding": ((down.before, bottom), (right.before, behind)),
        "dilation": (down.dilation, right.dilation),
    }


def arrays(rows, columns, n, channels, filters, seed):
    """Return x, w, b and dy, and the generator that made them."""
    (down, _), (right, _) = rows, columns
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, channels, down.length, right.length))
    w = rng.standard_normal((filters, channels, down.size, right.size))
    dy = rng.standard_normal((n, filters, down.count, right.count))
    return x, w, rng.standard_normal(filters), dy, rng


def gradients_by_loops(dy, x, w, rows, columns):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for n, f, i, j in np.ndindex(*dy.shape):
        for (u, h), (v, k) in product(rows.taps_inside(i), columns.taps_inside(j)):
            dx[n, :, h, k] += dy[n, f, i, j] * w[f, :, u, v]
            dw[f, :, u, v] += dy[n, f, i, j] * x[n, :, h, k]
    return dx, dw, dy.sum(axis=(0, 2, 3))


def test_examples_of_the_docstrings_hold():
    module = sys.modules[conv2d.__module__]
    assert doctest.testmod(module, extraglobs={"np": np}) == (0, 2)


@example(**ONE_CELL, n=1, channels=1, layout="C", seed=0)
@example(**ONE_CELL, n=0, channels=1, layout="C", seed=0)
@MANY
@given(**GEOMETRY, **COUNTS, layout=LAYOUT, seed=SEED)
def test_forward_is_the_definition(
    rows, columns, n, channels, filters, layout, seed, laid_out, assert_close
):
    x, w, b, _, _ = arrays(rows, columns, n, channels, filters, seed)
    expected = definition.convolve(x, w, b, rows[0], columns[0])
    x, w = laid_out(x, layout), laid_out(w, layout)
    y = conv2d(x, w, b, **options_of(rows, columns))
    assert y.flags.c_contiguous
    assert not np.may_share_memory(y, x)
    assert_close([y], [expected], 1e-10)


@example(**ONE_CELL, n=1, channels=1, layout="C", seed=0)
@example(**ONE_CELL, n=0, channels=1, layout="C", seed=0)
@MANY
@given(**GEOMETRY, **COUNTS, layout=LAYOUT, seed=SEED)
def test_backward_is_the_definition(
    rows, columns, n, channels, filters, layout, seed, laid_out, assert_close
):
    x, w, _, dy, _ = arrays(rows, columns, n, channels, filters, seed)
    expected = gradients_by_loops(dy, x, w, rows[0], columns[0])
    x, w, dy = (laid_out(a, layout) for a in (x, w, dy))
    gradients = conv2d_backward(dy, x, w, **options_of(rows, columns))
    assert all(g.flags.c_contiguous for g in gradients)
    assert not any(np.may_share_memory(g, a) for g, a in product(gradients, (dy, x, w)))
    assert_close(gradients, expected, 1e-10)


@MANY
@given(**GEOMETRY, **COUNTS | {"n": st.integers(1, 3)}, seed=SEED)
def test_backward_is_the_derivative_of_forward(
    rows, columns, n, channels, filters, seed, assert_derivative
):
    x, w, b, dy, rng = arrays(rows, columns, n, channels, filters, seed)
    options = options_of(rows, columns)
    dx, dw, db = conv2d_backward(dy, x, w, **options)
    assert_derivative(lambda x: conv2d(x, w, b, **options), x, dy, dx, rng)
    assert_derivative(lambda w: conv2d(x, w, b, **options), w, dy, dw, rng)
    assert_derivative(lambda b: conv2d(x, w, b, **options), b, dy, db, rng)


def torch_results(torch, x, w, b, dy, options):
    """Return y, dx, dw and db as PyTorch has them, in float64."""
    x, w, b, dy = (
        torch.tensor(a.astype(np.float64), requires_grad=True) for a in (x, w, b, dy)
    )
    (top, bottom), (left, right) = options["padding"]
    padded = torch.nn.functional.pad(x, (left, right, top, bottom))
    stride, dilation = options["stride"], options["dilation"]
    y = torch.nn.functional.conv2d(padded, w, b, stride, dilation=dilation)
    y.backward(dy)
    return [a.numpy() for a in (y.detach(), x.grad, w.grad, b.grad)]


@example(**ONE_CELL, n=0, channels=1, dtype="float32", seed=0)
@given(**GEOMETRY, **COUNTS, dtype=st.sampled_from(["float32", "float64"]), seed=SEED)
def test_results_are_those_of_torch(
    rows, columns, n, channels, filters, dtype, seed, assert_close
):
    torch = pytest.importorskip("torch")
    *numbers, _ = arrays(rows, columns, n, channels, filters, seed)
    if dtype == "float32":  # a sum that cancels has fewer digits, whoever adds it up
        numbers = [np.abs(a) for a in numbers]
    x, w, b, dy = (a.astype(dtype) for a in numbers)
    options = options_of(rows, columns)
    y, gradients = conv2d(x, w, b, **options), conv2d_backward(dy, x, w, **options)
    assert {a.dtype.name for a in (y, *gradients)} == {dtype}
    tolerance = {"float32": 1e-5, "float64": 1e-10}[dtype]
    assert_close([y, *gradients], torch_results(torch, x, w, b, dy, options), tolerance)


@pytest.mark.parametrize("shape", [(5, 1, 28, 28), (4, 8, 24, 24), (3, 16, 28, 28)])
@pytest.mark.parametrize("options", [{}, {"padding": 2}, {"stride": 2, "padding": (2, 1)}])
def test_float32_is_close_to_float64_at_the_sizes_of_networks(
    rng, shape, options, assert_close
):
    x, w = rng.random(shape), rng.standard_normal((8, shape[1], 5, 5)) / 10
    b, single = rng.standard_normal(8), np.float32
    y = conv2d(x, w, b, **options)
    dy = rng.standard_normal(y.shape)
    exact = y, *conv2d_backward(dy, x, w, **options)
    x, w, b, dy = (a.astype(single) for a in (x, w, b, dy))
    here = conv2d(x, w, b, **options), *conv2d_backward(dy, x, w, **options)
    assert {a.dtype for a in here} == {np.dtype(single)}
    assert_close(here, exact, 1e-5)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (1, ((1, 1), (1, 1))),
        ((1, 2), ((1, 1), (2, 2))),
        ("valid", ((0, 0), (0, 0))),
        ("same", ((1, 1), (1, 2))),
    ],
)
def test_padding_may_be_said_in_several_ways(rng, padding, sides):
    x, w = rng.random((2, 3, 6, 7)), rng.random((2, 3, 3, 4))
    y = conv2d(x, w, padding=padding)
    assert np.array_equal(y, conv2d(x, w, padding=sides))
    gradients = conv2d_backward(y, x, w, padding=padding)
    for one, other in zip(gradients, conv2d_backward(y, x, w, padding=sides), strict=True):
        assert np.array_equal(one, other)


def test_same_padding_keeps_the_size_and_its_share_of_strides(rng):
    x, w = rng.random((1, 1, 7, 10)), rng.random((1, 1, 4, 5))
    assert conv2d(x, w, padding="same", dilation=2).shape == (1, 1, 7, 10)
    assert conv2d(x, w, padding="same", stride=(2, 3)).shape == (1, 1, 4, 4)


def test_no_bias_is_a_bias_of_0(rng):
    x, w = rng.random((2, 3, 5, 5)), rng.random((4, 3, 2, 2))
    assert np.array_equal(conv2d(x, w), conv2d(x, w, np.zeros(4)))


def test_steps_that_are_never_made_may_be_of_any_length(rng):
    x, w = rng.random((2, 1, 3, 3)), rng.random((2, 1, 3, 3))
    y = conv2d(x, w, stride=10**30)
    assert np.array_equal(y, conv2d(x, w))
    gradients = conv2d_backward(y, x, w, stride=10**30)
    for one, other in zip(gradients, conv2d_backward(y, x, w), strict=True):
        assert np.array_equal(one, other)
    point = rng.random((1, 1, 1, 1))
    assert np.array_equal(conv2d(x, point, dilation=10**30), conv2d(x, point))
