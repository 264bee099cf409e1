from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.kernels import definition
from engine.layers import Conv2D

GEOMETRIES = [
    pytest.param({}, id="plain"),
    pytest.param({"padding": 1}, id="padded"),
    pytest.param({"padding": "same"}, id="same-size"),
    pytest.param({"stride": 2, "padding": 1}, id="strided"),
    pytest.param({"stride": 3}, id="stride-skips-border"),
    pytest.param({"size": (2, 4), "stride": (1, 2)}, id="oblong"),
    pytest.param({"size": 1}, id="one-by-one"),
    pytest.param({"dilation": 2}, id="dilated"),
    pytest.param({"dilation": (1, 3), "padding": (0, 3)}, id="dilated-columns"),
    pytest.param({"padding": ((0, 2), (3, 1)), "stride": 2}, id="four-paddings"),
    pytest.param({"padding": 5}, id="padding-beyond-kernel"),
    pytest.param({"stride": 4, "size": 2}, id="stride-beyond-kernel"),
]


def make_conv(**options):
    return Conv2D("conv", (3, 8, 7), **{"filters": 4, "size": 3} | options)


@pytest.mark.parametrize("options", GEOMETRIES)
def test_forward_is_the_definition(rng, in_float64, options):
    conv = in_float64(make_conv(**options))
    for array in conv.parameters.values():
        array[...] = rng.standard_normal(array.shape)
    x = rng.standard_normal((2, 3, 8, 7))
    y, _ = conv.forward(x)
    w, b = conv.parameters["w"], conv.parameters["b"]
    assert y.shape == (2, *conv.output_shape)
    assert np.allclose(y, definition.convolve(x, w, b, conv.rows, conv.columns))


@pytest.mark.parametrize("options", GEOMETRIES)
def test_backward_is_the_derivative_of_forward(rng, assert_gradients_match, options):
    assert_gradients_match(make_conv(**options), rng.standard_normal((2, 3, 8, 7)))


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"size": 3}, (4, 6, 5)),
        ({"size": 3, "padding": "valid"}, (4, 6, 5)),
        ({"size": 3, "padding": "same"}, (4, 8, 7)),
        ({"size": 4, "padding": "same", "stride": 2}, (4, 4, 4)),
        ({"size": 3, "padding": "same", "stride": 3}, (4, 3, 3)),
        ({"size": 2, "padding": "same", "dilation": 3}, (4, 8, 7)),
        ({"size": (8, 1)}, (4, 1, 7)),
        ({"size": 3, "padding": 1, "stride": (2, 3)}, (4, 4, 3)),
    ],
)
def test_output_shape_follows_from_the_geometry(options, shape):
    assert make_conv(**options).output_shape == shape


def test_same_padding_puts_the_odd_row_behind():
    assert make_conv(size=4, padding="same").padding == ((1, 2), (1, 2))


def test_settings_are_kept_as_pairs():
    conv = make_conv(size=(2, 3), stride=2, padding=1, dilation=(1, 2))
    assert (conv.size, conv.stride, conv.dilation) == ((2, 3), (2, 2), (1, 2))
    assert conv.padding == ((1, 1), (1, 1))


def test_arithmetic_counts_the_parameters():
    conv = Conv2D("conv2", (8, 24, 24), filters=8, size=5)
    assert conv.arithmetic() == "8 × (5×5×8) + 8 = 1\u202f608"
    assert conv.parameter_count == 1608
    assert conv.parameter_shapes == {"w": (8, 8, 5, 5), "b": (8,)}


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({}, "stride 1, no padding"),
        ({"stride": 2, "padding": 1}, "stride 2, padding 1"),
        ({"stride": (1, 2), "dilation": 2}, "stride 1×2, no padding, dilation 2"),
        ({"dilation": (1, 2), "padding": (0, 3)}, "stride 1, padding 0 0 3 3, dilation 1×2"),
    ],
)
def test_note_tells_the_geometry_in_words(options, note):
    assert make_conv(**options).note() == note


def test_initialized_weights_are_after_he_and_biases_0(rng):
    conv = Conv2D("conv", (50, 5, 5), filters=100, size=3)
    conv.parameters["b"].fill(1)
    conv.initialize(rng)
    assert conv.parameters["w"].std() == pytest.approx(np.sqrt(2 / 450), rel=0.03)
    assert not conv.parameters["b"].any()


def test_wrong_channel_count_is_named_in_the_error():
    message = r"conv: x must have shape \(N, 3, 8, 7\), got \(1, 1, 8, 7\)"
    with pytest.raises(ShapeError, match=message):
        make_conv().forward(np.zeros((1, 1, 8, 7), np.float32))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 9}, "conv: a window of 9 rows must fit into the padded image, got 8"),
        ({"size": (8, 8)}, "conv: a window of 8 columns must fit into the padded image, got 7"),
        (
            {"size": 5, "dilation": 2, "padding": ((0, 0), (1, 0))},
            "conv: a window of 9 rows must fit into the padded image, got 8",
        ),
        ({"filters": 0}, "conv: filters must be a whole number of at least 1, got 0"),
        ({"filters": True}, "conv: filters must be a whole number of at least 1, got True"),
        ({"size": 2.5}, "conv: size must be one or two whole numbers of at least 1, got 2.5"),
        ({"size": [1, 2, 3]}, "conv: size must be one or two whole .*got .1, 2, 3."),
        ({"stride": 0}, "conv: stride must be one or two whole numbers of at least 1, got 0"),
        ({"dilation": [1, -1]}, "conv: dilation must be one or two whole .*got .1, -1."),
        (
            {"padding": -1},
            "conv: padding must be one or two whole .* at least 0, got -1",
        ),
        ({"padding": "some"}, 'conv: padding must be "same", "valid" or whole numbers, got '),
        ({"padding": [[1, 1], [1]]}, "conv: padding must be one or two whole numbers of at"),
        ({"padding": [[1, 1], [1, 1], [1, 1]]}, "conv: padding must be one or two whole numb"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(options, message):
    with pytest.raises(SettingError, match=message):
        make_conv(**options)


def test_flat_input_is_refused():
    message = r"conv1: the layer before must give images \(C, H, W\), got \(800,\)"
    with pytest.raises(SettingError, match=message):
        Conv2D("conv1", (800,), filters=8, size=5)
