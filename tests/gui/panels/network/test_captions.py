"""What stands below the columns, held against the layers and values that it is about."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from PyQt6.QtGui import QFontMetrics

from convviz.panels.network import NetworkPanel
from convviz.panels.network.paint_still import fitted
from convviz.plotting import format_limit
from engine.presets import preset_names

OWN = """
title = "Awkward windows"
article = "None"
dataset = "garments"
input_shape = [1, 28, 28]
classes = 10
[training]
loss = "cross-entropy"
optimizer = "adam"
learning_rate = 0.001
schedule = "constant"
batch_size = 32
epochs = 1
[[layers]]
name = "conv1"
kind = "conv2d"
filters = 4
size = [5, 3]
stride = [2, 1]
padding = 2
dilation = 2
[[layers]]
name = "relu1"
kind = "relu"
[[layers]]
name = "pool1"
kind = "pool2d"
size = 3
stride = 2
ceil_mode = true
[[layers]]
name = "flatten"
kind = "flatten"
[[layers]]
name = "dense1"
kind = "dense"
units = 10
[[layers]]
name = "softmax"
kind = "softmax"
"""
FITTING = ("conv-net", "cnn-from-scratch", "numpy-cnn", "two-layer", "own")


@pytest.fixture(params=FITTING)
def panel(request, show_panel, make_session, tmp_path):
    """The panel on every preset for these garments, and on a network of one's own."""
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return show_panel(
        NetworkPanel, make_session(path if request.param == "own" else request.param), 1440, 400
    )


def number(text):
    return float(text.replace("\u202f", "").replace("−", "-"))


def test_only_the_preset_of_other_images_is_left_out():
    assert set(preset_names()) - set(FITTING) == {"digits"}


def test_the_arithmetic_below_a_layer_gives_the_number_of_its_parameters(panel):
    scene = panel._scene
    network = scene.frame.network
    counted = 0
    for layer in network.layers:
        text = scene.captions[layer.name][0]
        if layer.kind in {"conv2d", "dense"}:
            left, right = text.replace("\u202f", "").split(" = ")
            weights, biases = left.split(" + ")
            total = math.prod(map(int, re.findall(r"\d+", weights))) + int(biases)
            assert total == int(right) == layer.parameter_count
            counted += layer.parameter_count
    assert counted == network.parameter_count


def test_the_note_below_a_convolution_tells_its_geometry(panel):
    scene = panel._scene
    for layer in scene.frame.network.layers:
        if layer.kind == "conv2d":
            note = scene.captions[layer.name][1]
            stride = re.search(r"stride (\d+)(?:×(\d+))?", note)
            assert int(stride[1]) == layer.stride[0]
            assert int(stride[2] or stride[1]) == layer.stride[1]
            assert ("dilation" in note) == (layer.dilation != (1, 1))
            assert ("no padding" in note) == (layer.padding == ((0, 0), (0, 0)))


def test_the_share_of_zeros_below_a_relu_is_counted(panel):
    scene = panel._scene
    for layer in scene.frame.network.layers:
        if layer.kind == "relu":
            values = scene.frame.trace.activations[layer.name]
            told = number(scene.remarks[layer.name].text.split("\u202f%")[0].split(" %")[0])
            assert told == pytest.approx(100 * np.mean(values == 0), abs=0.5)


def test_the_limit_of_every_scale_is_the_largest_value_that_it_colours(panel):
    scene = panel._scene
    for group, scale in scene.scales.items():
        if scale.kind == "signed":
            arrays = [scene.frame.trace.activations[name] for name in group.layers]
            assert format_limit(scale.limit) == format_limit(max(abs(x).max() for x in arrays))


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        ("stride 1, padding 2, dilation 2", "stride 1, padding 2, dilation 2"),
        ("padding 2, dilation 2", "padding 2, dilation 2"),
        ("padding 2, dilation", "padding 2"),
    ],
)
def test_where_there_is_little_room_what_is_usual_gives_way(theme, room, expected):
    metrics = QFontMetrics(theme.text(11))
    text = "stride 1, padding 2, dilation 2"
    assert fitted(text, metrics.horizontalAdvance(room), metrics) == expected
