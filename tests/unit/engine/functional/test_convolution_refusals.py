"""What a convolution refuses, and in which words."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.functional import conv2d, conv2d_backward


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"stride": 0}, "stride must be one or two whole numbers of at least 1, got 0"),
        ({"stride": (1, 2, 3)}, "stride must be one or two whole numbers of at least 1, got "),
        ({"stride": 1.5}, "stride must be one or two whole numbers of at least 1, got 1.5"),
        ({"dilation": -1}, "dilation must be one or two whole numbers of at least 1, got -1"),
        ({"padding": -1}, "padding must be one or two whole numbers of at least 0, got -1"),
        ({"padding": ((0, -2), (0, 0))}, "padding must be one or two whole .* got .0, -2."),
        ({"padding": 10**30}, "padding must be at most 4096, got 10000"),
        ({"padding": "same", "dilation": 10**30}, "padding must be at most 4096, got 10000"),
        ({"padding": "full"}, 'padding must be "same", "valid" or whole numbers, got .full.'),
        ({"padding": np.array([1, 1])}, "padding must be one or two whole .* got array"),
        ({"dilation": 3}, "a window of 7 rows must fit into the padded image, got 6"),
        ({"dilation": (1, 10**30)}, "a window of 20+1 columns must fit into the padded ima"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(options, rule):
    x, w, dy = np.ones((2, 3, 6, 6)), np.ones((4, 3, 3, 3)), np.ones((2, 4, 4, 4))
    with pytest.raises(SettingError, match=f"^conv2d: {rule}"):
        conv2d(x, w, **options)
    with pytest.raises(SettingError, match=f"^conv2d_backward: {rule}"):
        conv2d_backward(dy, x, w, **options)


@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.parametrize("shape", [(5, 4), (4, 5)])
def test_kernel_larger_than_the_image_is_refused(n, shape):
    with pytest.raises(SettingError, match=r"conv2d: a window of 5 .* must fit .*, got 4"):
        conv2d(np.ones((n, 1, 4, 4)), np.ones((1, 1, *shape)))


@pytest.mark.parametrize(
    ("x", "w", "b", "error", "sentence"),
    [
        (
            (3, 6, 6),
            (4, 3, 3, 3),
            4,
            ShapeError,
            r"x must have shape \(N, C, H, W\), got \(3, ",
        ),
        (
            (2, 3, 6, 6),
            (4, 2, 3, 3),
            4,
            ShapeError,
            r"w must have shape \(F, 3, KH, KW\), got ",
        ),
        (
            (2, 3, 6, 6),
            (3, 3),
            4,
            ShapeError,
            r"w must have shape \(F, 3, KH, KW\), got \(3, 3",
        ),
        ((2, 3, 6, 6), (4, 3, 3, 3), 3, ShapeError, r"b must have shape \(4,\), got \(3,\)"),
        (
            (2, 0, 6, 6),
            (4, 0, 3, 3),
            4,
            SettingError,
            "x must have at least one channel, row and",
        ),
        (
            (2, 3, 0, 6),
            (4, 3, 3, 3),
            4,
            SettingError,
            "x must have at least one channel, row and",
        ),
        (
            (2, 3, 6, 6),
            (0, 3, 3, 3),
            0,
            SettingError,
            "w must have at least one filter, row and",
        ),
        (
            (2, 3, 6, 6),
            (4, 3, 3, 0),
            4,
            SettingError,
            "w must have at least one filter, row and",
        ),
    ],
)
def test_shapes_that_do_not_match_are_refused_in_a_sentence(x, w, b, error, sentence):
    with pytest.raises(error, match=f"^conv2d: {sentence}"):
        conv2d(np.ones(x), np.ones(w), np.ones(b))


def test_gradient_of_another_shape_is_refused():
    rule = r"conv2d_backward: dy must have shape \(2, 4, 2, 2\), got \(2, 4, 4, 4\)"
    with pytest.raises(ShapeError, match=rule):
        conv2d_backward(
            np.ones((2, 4, 4, 4)), np.ones((2, 3, 6, 6)), np.ones((4, 3, 3, 3)), stride=2
        )


@pytest.mark.parametrize("which", ["x", "w", "b", "dy"])
@pytest.mark.parametrize("dtype", ["int64", "bool", "float16", "complex128", ">f8"])
def test_other_dtypes_are_refused_in_a_sentence(which, dtype):
    a = {"x": np.ones((1, 1, 3, 3)), "w": np.ones((1, 1, 3, 3)), "b": np.ones(1)}
    a["dy"] = np.ones((1, 1, 1, 1))
    a[which] = a[which].astype(dtype)
    rule = f"{which} must be an array of float32 or float64, got '{dtype}'"
    with pytest.raises(SettingError, match=rule):
        (conv2d_backward(a["dy"], a["x"], a["w"]), conv2d(a["x"], a["w"], a["b"]))


def test_mixed_dtypes_are_refused_in_a_sentence():
    x, w = np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3))
    rule = "x and w must be both float32 or both float64, got 'float64 and float32'"
    with pytest.raises(SettingError, match=f"conv2d: {rule}"):
        conv2d(x, w.astype(np.float32))
    rule = "x and b must be both float32 or both float64, got 'float64 and float32'"
    with pytest.raises(SettingError, match=f"conv2d: {rule}"):
        conv2d(x, w, np.ones(1, np.float32))
