from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.kernels import definition
from engine.layers import Pool2D

OF = {"max": max, "min": min, "mean": fmean}
GEOMETRIES = [
    pytest.param({}, id="plain"),
    pytest.param({"size": 3, "stride": 2}, id="overlapping"),
    pytest.param({"size": 2, "stride": 3}, id="gaps"),
    pytest.param({"size": (2, 3), "stride": (1, 2)}, id="oblong"),
    pytest.param({"size": 3, "padding": 1}, id="padded"),
    pytest.param({"size": 3, "padding": "same", "stride": 1}, id="same-size"),
    pytest.param({"size": 3, "stride": 2, "padding": ((2, 0), (0, 1))}, id="four-paddings"),
    pytest.param({"ceil_mode": True}, id="hanging-over"),
    pytest.param({"size": 3, "stride": 3, "padding": 1, "ceil_mode": True}, id="both"),
]


def make_pool(**options):
    return Pool2D("pool", (3, 9, 7), **options)


@pytest.mark.parametrize("pooling", OF)
@pytest.mark.parametrize("options", GEOMETRIES)
def test_forward_is_the_definition(rng, pooling, options):
    pool = make_pool(pooling=pooling, **options)
    x = rng.standard_normal((2, 3, 9, 7))
    y, _ = pool.forward(x)
    assert y.shape == (2, *pool.output_shape)
    assert np.allclose(y, definition.pool(x, pool.rows, pool.columns, OF[pooling]))


@pytest.mark.parametrize("pooling", OF)
@pytest.mark.parametrize("options", GEOMETRIES)
def test_backward_is_the_derivative_of_forward(rng, assert_gradients_match, pooling, options):
    x = rng.standard_normal((2, 3, 9, 7))
    assert_gradients_match(make_pool(pooling=pooling, **options), x)


def test_gradient_of_a_tie_goes_to_the_first_cell_in_row_order():
    pool = Pool2D("pool", (1, 2, 2))
    y, winners = pool.forward(np.ones((1, 1, 2, 2), np.float32))
    assert pool.backward(y, winners).x.tolist() == [[[[1, 0], [0, 0]]]]


def test_mean_of_a_hanging_window_counts_only_cells_of_the_image():
    pool = Pool2D("pool", (1, 3, 3), pooling="mean", ceil_mode=True)
    y, _ = pool.forward(np.ones((1, 1, 3, 3)))
    assert (y == 1).all()


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({}, (3, 4, 3)),
        ({"ceil_mode": True}, (3, 5, 4)),
        ({"size": 3, "stride": 1}, (3, 7, 5)),
        ({"size": 2, "stride": 4, "ceil_mode": True}, (3, 3, 2)),
        ({"size": 2, "stride": 5, "padding": 1, "ceil_mode": True}, (3, 2, 2)),
    ],
)
def test_output_shape_follows_from_the_geometry(options, shape):
    assert make_pool(**options).output_shape == shape


def test_stride_is_the_size_if_not_given():
    assert make_pool(size=(2, 3)).stride == (2, 3)


@pytest.mark.parametrize(
    ("options", "arithmetic", "note"),
    [
        ({}, "2×2, stride 2", "largest of 4, no padding"),
        ({"pooling": "mean", "size": 3}, "3×3, stride 3", "mean of 9, no padding"),
        (
            {"pooling": "min", "size": 3, "padding": 1, "ceil_mode": True},
            "3×3, stride 3",
            "smallest of 9, padding 1, windows may hang over the edge",
        ),
    ],
)
def test_geometry_is_told_in_words(options, arithmetic, note):
    pool = make_pool(**options)
    assert (pool.arithmetic(), pool.note()) == (arithmetic, note)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 8}, "pool: a window of 8 columns must fit into the padded image, got 7"),
        ({"pooling": "sum"}, 'pool: pooling must be "max", "mean" or "min", got .sum.'),
        ({"padding": 2}, "pool: padding must be less than the window of 2×2, got 2"),
        ({"stride": 0}, "pool: stride must be one or two whole numbers of at least 1, got 0"),
        ({"ceil_mode": 1}, "pool: ceil_mode must be true or false, got 1"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(options, message):
    with pytest.raises(SettingError, match=message):
        make_pool(**options)


def test_wrong_input_shape_is_named_in_the_error():
    with pytest.raises(ShapeError, match=r"pool: x must have shape \(N, 3, 9, 7\), got"):
        make_pool().forward(np.zeros((1, 3, 7, 9)))
