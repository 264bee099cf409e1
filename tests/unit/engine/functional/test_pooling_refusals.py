"""What pooling refuses, and in which words."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.functional import max_pool2d_with_indices, pool2d, pool2d_backward

CALLS = {
    "pool2d": pool2d,
    "max_pool2d_with_indices": max_pool2d_with_indices,
    "pool2d_backward": lambda x, size, **options: pool2d_backward(
        np.ones((2, 3, 2, 2)), x, size, **options
    ),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("size", "options", "rule"),
    [
        (0, {}, "size must be one or two whole numbers of at least 1, got 0"),
        ((2, 2, 2), {}, "size must be one or two whole numbers of at least 1, got .2, 2, 2."),
        (2.0, {}, "size must be one or two whole numbers of at least 1, got 2.0"),
        (6, {}, "a window of 6 rows must fit into the padded image, got 5"),
        ((1, 6), {"ceil_mode": True}, "a window of 6 columns must fit into the padded image"),
        (2, {"stride": -1}, "stride must be one or two whole numbers of at least 1, got -1"),
        (2, {"padding": -1}, "padding must be one or two whole numbers of at least 0, got -1"),
        (2, {"padding": 2}, "padding must be less than the window of 2×2, got 2"),
        (
            2,
            {"padding": ((0, 0), (0, 3))},
            "padding must be less than the window of 2×2, got 3",
        ),
        (10**30, {"padding": 10**30 - 1}, "padding must be at most 4096, got 99999"),
        (
            2,
            {"padding": "full"},
            'padding must be "same", "valid" or whole numbers, got .full.',
        ),
        (2, {"ceil_mode": 1}, "ceil_mode must be true or false, got 1"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(name, size, options, rule):
    with pytest.raises(SettingError, match=f"^{name}: {rule}"):
        CALLS[name](np.ones((2, 3, 5, 5)), size, **options)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("x", "error", "sentence"),
    [
        (np.ones((3, 5, 5)), ShapeError, r"x must have shape \(N, C, H, W\), got \(3, 5, 5\)"),
        (
            np.ones((2, 0, 5, 5)),
            SettingError,
            "x must have at least one channel, row and column",
        ),
        (
            np.ones((2, 3, 5, 5), int),
            SettingError,
            "x must be an array of float32 or float64, ",
        ),
        ([[[[1.0]]]], SettingError, "x must be an array of float32 or float64, got 'list'"),
    ],
)
def test_what_is_no_batch_of_images_is_refused_in_a_sentence(name, x, error, sentence):
    with pytest.raises(error, match=f"^{name}: {sentence}"):
        CALLS[name](x, 2)


@pytest.mark.parametrize("kind", ["avg", "", None, 2])
def test_unknown_kind_is_refused_in_a_sentence(kind):
    x = np.ones((2, 3, 4, 4))
    rule = 'kind must be "max", "mean" or "min", got '
    with pytest.raises(SettingError, match=f"^pool2d: {rule}"):
        pool2d(x, 2, kind=kind)
    with pytest.raises(SettingError, match=f"^pool2d_backward: {rule}"):
        pool2d_backward(x, x, 1, kind=kind)


def test_gradient_that_does_not_fit_is_refused_in_a_sentence():
    x = np.ones((2, 3, 5, 5))
    rule = r"pool2d_backward: dy must have shape \(2, 3, 2, 2\), got \(2, 3, 3, 3\)"
    with pytest.raises(ShapeError, match=rule):
        pool2d_backward(np.ones((2, 3, 3, 3)), x, 2)
    rule = "pool2d_backward: dy and x must be both float32 or both float64"
    with pytest.raises(SettingError, match=rule):
        pool2d_backward(np.ones((2, 3, 2, 2), np.float32), x, 2)
