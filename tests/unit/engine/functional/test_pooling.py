from __future__ import annotations

import doctest
import sys
from itertools import product
from statistics import fmean

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.functional import max_pool2d_with_indices, pool2d, pool2d_backward
from engine.kernels import definition
from engine.kernels.axis import Axis

MANY = settings(max_examples=3 * settings().max_examples)
"""Geometries have many numbers, and few milliseconds are enough for one."""

KINDS = ["max", "mean", "min"]
CHOICES = {"max": max, "mean": fmean, "min": min}


@st.composite
def geometries(draw):
    """Axes of the rows and the columns, and the options that ask for them."""
    ceil_mode = draw(st.booleans())
    (rows, bottom), (columns, right) = draw(axes(ceil_mode)), draw(axes(ceil_mode))
    options = {
        "size": (rows.size, columns.size),
        "stride": (rows.stride, columns.stride),
        "padding": ((rows.before, bottom), (columns.before, right)),
        "ceil_mode": ceil_mode,
    }
    return rows, columns, options


@st.composite
def axes(draw, ceil_mode):
    """An axis of windows of which each has at least one cell, and the padding behind it."""
    size = draw(st.integers(1, 4))
    before, after = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
    length = draw(st.integers(max(1, size - before - after), 9))
    stride = draw(st.integers(1, 4))
    room = before + length + after - size
    count = (-(-room // stride) if ceil_mode else room // stride) + 1
    if (count - 1) * stride >= before + length:
        count -= 1
    return Axis(length, size, count, stride, before), after


ONE_CELL = Axis(1, 1, 1), Axis(1, 1, 1), {"size": 1}
KIND = st.sampled_from(KINDS)
N = st.integers(0, 3)
LAYOUT = st.sampled_from(["C", "F", "channels-last", "backwards", "every-other"])
SEED = st.integers(0, 2**16)
DTYPE = st.sampled_from(["float32", "float64"])


def images_with_ties(rows, columns, n, seed):
    """Few different numbers, so that windows often have several equal extremes."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-2, 3, (n, 2, rows.length, columns.length)).astype(np.float64)
    return x, rng.standard_normal((n, 2, rows.count, columns.count))


def cells(rows, columns, i, j):
    """Return the cells under a window, in row order."""
    taps = product(rows.taps_inside(i), columns.taps_inside(j))
    return [(h, k) for (_, h), (_, k) in taps]


def winner(kind, x, under):
    """Return the first of the cells with the extreme number."""
    return CHOICES[kind](under, key=lambda cell: x[cell])


def gradient_by_loops(kind, dy, x, rows, columns):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        under = cells(rows, columns, i, j)
        takers = under if kind == "mean" else [winner(kind, x[n, c], under)]
        for h, k in takers:
            dx[n, c, h, k] += dy[n, c, i, j] / len(takers)
    return dx


def test_examples_of_the_docstrings_hold():
    module = sys.modules[pool2d.__module__]
    assert doctest.testmod(module, extraglobs={"np": np}) == (0, 4)


@example(geometry=ONE_CELL, kind="max", n=1, layout="C", seed=0)
@example(geometry=ONE_CELL, kind="mean", n=0, layout="C", seed=0)
@MANY
@given(geometry=geometries(), kind=KIND, n=N, layout=LAYOUT, seed=SEED)
def test_forward_is_the_definition(geometry, kind, n, layout, seed, laid_out, assert_close):
    rows, columns, options = geometry
    x, _ = images_with_ties(rows, columns, n, seed)
    expected = definition.pool(x, rows, columns, CHOICES[kind])
    x = laid_out(x, layout)
    y = pool2d(x, kind=kind, **options)
    assert y.flags.c_contiguous
    assert not np.may_share_memory(y, x)
    assert_close([y], [expected], 1e-15)


@example(geometry=ONE_CELL, kind="max", n=1, layout="C", seed=0)
@example(geometry=ONE_CELL, kind="mean", n=0, layout="C", seed=0)
@MANY
@given(geometry=geometries(), kind=KIND, n=N, layout=LAYOUT, seed=SEED)
def test_backward_is_the_definition(geometry, kind, n, layout, seed, laid_out, assert_close):
    rows, columns, options = geometry
    x, dy = images_with_ties(rows, columns, n, seed)
    expected = gradient_by_loops(kind, dy, x, rows, columns)
    x, dy = laid_out(x, layout), laid_out(dy, layout)
    dx = pool2d_backward(dy, x, kind=kind, **options)
    assert dx.flags.c_contiguous
    assert not np.may_share_memory(dx, dy)
    assert_close([dx], [expected], 1e-14)


@MANY
@given(geometry=geometries(), kind=KIND, seed=SEED)
def test_backward_is_the_derivative_of_forward(geometry, kind, seed, assert_derivative):
    rows, columns, options = geometry
    rng = np.random.default_rng(seed)
    shape = (2, 2, rows.length, columns.length)
    # All different by more than the steps of the derivative, so that no winner changes.
    x = rng.permutation(np.prod(shape)).reshape(shape) / 50
    dy = rng.standard_normal((2, 2, rows.count, columns.count))
    dx = pool2d_backward(dy, x, kind=kind, **options)
    assert_derivative(lambda x: pool2d(x, kind=kind, **options), x, dy, dx, rng)


@example(geometry=ONE_CELL, n=0, layout="C", seed=0)
@MANY
@given(geometry=geometries(), n=N, layout=LAYOUT, seed=SEED)
def test_indices_are_the_place_of_the_first_winner_in_its_map(
    geometry, n, layout, seed, laid_out
):
    rows, columns, options = geometry
    x, _ = images_with_ties(rows, columns, n, seed)
    x = laid_out(x, layout)
    y, indices = max_pool2d_with_indices(x, **options)
    assert not np.may_share_memory(y, x)
    assert np.array_equal(y, pool2d(x, **options))
    assert indices.dtype == np.int64
    assert y.flags.c_contiguous
    assert indices.flags.c_contiguous
    for m, c, i, j in np.ndindex(*indices.shape):
        h, k = winner("max", x[m, c], cells(rows, columns, i, j))
        assert indices[m, c, i, j] == h * columns.length + k


def torch_pool(torch, x, kind, options):
    functions = {
        "max": torch.nn.functional.max_pool2d,
        "min": lambda x, *args, **more: -torch.nn.functional.max_pool2d(-x, *args, **more),
        "mean": lambda x, *args, **more: torch.nn.functional.avg_pool2d(
            x, *args, count_include_pad=False, **more
        ),
    }
    return functions[kind](
        x, options["size"], **{k: options[k] for k in options if k != "size"}
    )


@st.composite
def options_of_torch(draw):
    """A shape and options; PyTorch pads evenly, and by half a window at the most."""
    size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = draw(st.tuples(st.integers(0, size[0] // 2), st.integers(0, size[1] // 2)))
    shape = (
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        draw(st.integers(max(1, size[0] - 2 * padding[0]), 10)),
        draw(st.integers(max(1, size[1] - 2 * padding[1]), 10)),
    )
    stride = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    ceil_mode = draw(st.booleans())
    return shape, {"size": size, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}


@given(asked=options_of_torch(), kind=KIND, dtype=DTYPE, seed=SEED)
def test_results_are_those_of_torch(asked, kind, dtype, seed, assert_close):
    torch = pytest.importorskip("torch")
    shape, options = asked
    rng = np.random.default_rng(seed)
    x = rng.random(shape).astype(dtype)
    there = torch.tensor(x.astype(np.float64), requires_grad=True)
    y_there = torch_pool(torch, there, kind, options)
    dy = rng.random(tuple(y_there.shape)).astype(dtype)
    y_there.backward(torch.tensor(dy.astype(np.float64)))
    y = pool2d(x, kind=kind, **options)
    dx = pool2d_backward(dy, x, kind=kind, **options)
    assert y.dtype == dx.dtype == dtype
    tolerance = {"float32": 1e-5, "float64": 1e-10}[dtype]
    assert_close([y, dx], [y_there.detach().numpy(), there.grad.numpy()], tolerance)


@given(asked=options_of_torch(), seed=SEED)
def test_indices_are_those_of_torch(asked, seed):
    torch = pytest.importorskip("torch")
    shape, options = asked
    x = np.random.default_rng(seed).integers(-2, 3, shape).astype(np.float32)
    _, indices = max_pool2d_with_indices(x, **options)
    there = torch.nn.functional.max_pool2d_with_indices(
        torch.tensor(x), options.pop("size"), **options
    )
    assert np.array_equal(indices, there[1].numpy())


def test_windows_lie_side_by_side_if_no_stride_is_given(rng):
    x = rng.random((1, 1, 6, 6))
    assert np.array_equal(pool2d(x, (2, 3)), pool2d(x, (2, 3), stride=(2, 3)))


def test_defaults_are_the_same_backward(rng):
    x = rng.random((2, 3, 6, 6))
    dy = rng.random((2, 3, 3, 3))
    dx = pool2d_backward(dy, x, 2, kind="max", stride=2, padding=0, ceil_mode=False)
    assert np.array_equal(pool2d_backward(dy, x, 2), dx)


def test_same_padding_gives_ceil_of_length_by_stride():
    x = np.ones((1, 1, 7, 10))
    y = pool2d(x, 3, kind="mean", stride=(2, 3), padding="same")
    assert y.shape == (1, 1, 4, 4)
    assert (y == 1).all()


def test_indices_lie_in_the_image_even_where_all_cells_are_minus_infinity():
    x = np.full((1, 1, 3, 3), -np.inf)
    _, indices = max_pool2d_with_indices(x, 2, stride=2, padding=1)
    assert indices.tolist() == [[[[0, 1], [3, 4]]]]


def test_windows_of_more_than_255_cells_have_the_right_index():
    x = np.zeros((1, 1, 40, 300), np.float32)
    x[0, 0, 39, 299] = 1
    assert max_pool2d_with_indices(x, (40, 300))[1].item() == 40 * 300 - 1


def test_steps_that_are_never_made_may_be_of_any_length(rng):
    x = rng.random((1, 2, 3, 3))
    y, indices = max_pool2d_with_indices(x, 3, stride=10**30)
    assert np.array_equal(y[..., 0, 0], x.max(axis=(2, 3)))
    assert np.array_equal(indices.ravel(), x.reshape(2, 9).argmax(axis=1))
    assert np.count_nonzero(pool2d_backward(y, x, 3, stride=10**30)) == 2
