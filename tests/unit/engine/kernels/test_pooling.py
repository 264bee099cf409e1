from __future__ import annotations

from itertools import product
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels import definition
from engine.kernels.axis import Axis
from engine.kernels.pooling import (
    pool_extreme,
    pool_mean,
    route_to_winners,
    spread_evenly,
)


@st.composite
def axes(draw):
    """An axis of windows of which each has at least one cell of the image."""
    size = draw(st.integers(1, 4))
    before, after = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
    length = draw(st.integers(max(1, size - before - after), 9))
    stride = draw(st.integers(1, 4))
    room = before + length + after - size
    count = draw(st.sampled_from([room // stride, -(-room // stride)])) + 1
    if (count - 1) * stride >= before + length:
        count -= 1
    return Axis(length, size, count, stride, before)


GEOMETRY = {"rows": axes(), "columns": axes()}
SEED = st.integers(0, 2**16)
EXTREMES = st.sampled_from(["max", "min"])


def images_with_ties(rows, columns, seed):
    """Few different numbers, so that windows often have several equal extremes."""
    rng = np.random.default_rng(seed)
    return rng.integers(-2, 3, (2, 3, rows.length, columns.length)).astype(np.float64), rng


def first_winner(x, rows, columns, n, c, i, j, extreme):
    cells = product(rows.taps_inside(i), columns.taps_inside(j))
    places = [(h, k) for (_, h), (_, k) in cells]
    return extreme(places, key=lambda place: x[n, c, place[0], place[1]])


@given(**GEOMETRY, extreme=EXTREMES, seed=SEED)
def test_extreme_is_the_definition(rows, columns, extreme, seed):
    x, _ = images_with_ties(rows, columns, seed)
    y, _ = pool_extreme(x, rows, columns, extreme)
    of = {"max": max, "min": min}[extreme]
    assert np.array_equal(y, definition.pool(x, rows, columns, of))


@given(**GEOMETRY, extreme=EXTREMES, seed=SEED)
def test_gradient_goes_to_the_first_winner_in_row_order(rows, columns, extreme, seed):
    x, rng = images_with_ties(rows, columns, seed)
    y, winners = pool_extreme(x, rows, columns, extreme)
    dy, expected = rng.standard_normal(y.shape), np.zeros_like(x)
    of = {"max": max, "min": min}[extreme]
    for n, c, i, j in np.ndindex(*y.shape):
        h, k = first_winner(x, rows, columns, n, c, i, j, of)
        expected[n, c, h, k] += dy[n, c, i, j]
    assert np.allclose(route_to_winners(dy, winners, x.shape, rows, columns), expected)


@given(**GEOMETRY, seed=SEED)
def test_mean_is_the_definition(rows, columns, seed):
    x, _ = images_with_ties(rows, columns, seed)
    assert np.allclose(pool_mean(x, rows, columns), definition.pool(x, rows, columns, fmean))


@given(**GEOMETRY, seed=SEED)
def test_gradient_of_the_mean_is_that_of_a_linear_function(rows, columns, seed):
    x, rng = images_with_ties(rows, columns, seed)
    dy = rng.standard_normal(pool_mean(x, rows, columns).shape)
    dx = spread_evenly(dy, x.shape, rows, columns)
    assert (dx * x).sum() == pytest.approx((pool_mean(x, rows, columns) * dy).sum(), abs=1e-9)


@pytest.mark.parametrize(
    ("window", "tap"),
    [
        pytest.param([[1, 1], [1, 1]], 0, id="all-equal"),
        pytest.param([[0, 2], [2, 2]], 1, id="second-row-ties"),
        pytest.param([[0, 1], [3, 3]], 2, id="bottom-ties"),
        pytest.param([[0, 1], [2, 3]], 3, id="no-tie"),
        pytest.param([[-1, -2], [-1, -3]], 0, id="negative"),
    ],
)
def test_first_in_row_order_wins(window, tap):
    axis = Axis(2, 2, 1)
    _, winners = pool_extreme(np.array([[window]], np.float32), axis, axis, "max")
    assert winners.item() == tap


def test_padding_never_wins_over_negative_cells():
    axis = Axis(2, 2, 3, before=1)
    y, winners = pool_extreme(np.full((1, 1, 2, 2), -5.0), axis, axis, "max")
    assert (y == -5).all()
    assert winners[0, 0, 0, 0] == 3


@pytest.mark.parametrize(("extreme", "worst"), [("max", -np.inf), ("min", np.inf)])
def test_padding_never_wins_over_the_worst_of_cells(extreme, worst):
    axis = Axis(3, 3, 3, stride=2, before=2)
    x = np.full((1, 1, 3, 3), worst)
    y, winners = pool_extreme(x, axis, axis, extreme)
    assert (y == worst).all()
    assert winners[0, 0].tolist() == [[8, 6, 6], [2, 0, 0], [2, 0, 0]]
    dx = route_to_winners(np.ones_like(y), winners, x.shape, axis, axis)
    assert dx[0, 0].tolist() == [[4, 0, 2], [0, 0, 0], [2, 0, 1]]


def test_windows_of_more_than_255_cells_are_numbered_rightly():
    x = np.zeros((1, 1, 20, 20), np.float32)
    x[0, 0, 19, 19] = 1
    axis = Axis(20, 20, 1)
    assert pool_extreme(x, axis, axis, "max")[1].item() == 399


def test_float32_stays_float32(rng):
    axis = Axis(6, 2, 3, stride=2)
    x = rng.random((2, 3, 6, 6), np.float32)
    y, winners = pool_extreme(x, axis, axis, "max")
    assert y.dtype == np.float32
    assert pool_mean(x, axis, axis).dtype == np.float32
    assert route_to_winners(y, winners, x.shape, axis, axis).dtype == np.float32
    assert spread_evenly(y, x.shape, axis, axis).dtype == np.float32
