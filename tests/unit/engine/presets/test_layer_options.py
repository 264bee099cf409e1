"""A preset of one's own may use every layer and every way to set first values."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import PresetError
from engine.layers import LAYER_KINDS
from engine.presets import load_preset

TOML = """
title = "Mine"
article = "None"
dataset = "digits"
input_shape = [1, 8, 8]
classes = 3

[training]
loss = "cross-entropy"
optimizer = "sgd"
learning_rate = 0.1
schedule = "constant"
batch_size = 8
epochs = 1

[[layers]]
kind = "conv2d"
name = "conv1"
filters = 4
size = 3
init = "glorot-uniform"

[[layers]]
kind = "batch-norm"
name = "norm1"
momentum = 0.95
eps = 1e-4

[[layers]]
kind = "leaky-relu"
name = "leaky1"
slope = 0.1

[[layers]]
kind = "pool2d"
name = "pool1"

[[layers]]
kind = "sigmoid"
name = "sigmoid1"

[[layers]]
kind = "flatten"
name = "flatten"

[[layers]]
kind = "dense"
name = "dense1"
units = 6
init = { kind = "normal", std = 2 }

[[layers]]
kind = "batch-norm"
name = "norm2"

[[layers]]
kind = "tanh"
name = "tanh1"

[[layers]]
kind = "relu"
name = "relu1"

[[layers]]
kind = "dropout"
name = "drop1"
rate = 0.2

[[layers]]
kind = "dense"
name = "dense2"
units = 3
init = "zeros"

[[layers]]
kind = "softmax"
name = "softmax"
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str):
        path = tmp_path / "mine.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_own_file_may_use_every_layer(write, rng):
    network = load_preset(write(TOML)).build(0)
    assert {layer.kind for layer in network.layers} == set(LAYER_KINDS)
    p = network.predict(rng.random((5, 1, 8, 8), np.float32))
    assert p == pytest.approx(np.full((5, 3), 1 / 3))


def test_options_arrive_at_the_layers(write):
    network = load_preset(write(TOML)).build(0)
    norm, leaky, drop = (network.layer(name) for name in ("norm1", "leaky1", "drop1"))
    assert (norm.momentum, norm.eps) == (0.95, 1e-4)
    assert (leaky.slope, drop.rate) == (0.1, 0.2)


def test_first_values_are_those_asked_for(write):
    parameters = load_preset(write(TOML)).build(0).parameters
    limit = np.sqrt(6 / ((1 + 4) * 3 * 3))
    assert 0.8 * limit < np.abs(parameters["conv1.w"]).max() <= limit
    assert parameters["dense1.w"].std() == pytest.approx(2, rel=0.2)
    assert not parameters["dense2.w"].any()
    assert parameters["norm1.variance"].tolist() == [1] * 4


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"glorot-uniform"', '"xavier"', "mine: conv1: init must be one of he-normal, "),
        ("std = 2", "std = -2", "mine: dense1: init normal: std must be a number from 0 to "),
        ("std = 2", "spread = 2", "mine: dense1: init normal must be told std alone, got 'sp"),
        ("slope = 0.1", "slope = 1", "mine: leaky1: slope must be a number in [0, 1), got 1"),
        ("rate = 0.2", "rate = 1.5", "mine: drop1: rate must be a number in [0, 1), got 1.5"),
        ("rate = 0.2", "share = 0.5", "mine: drop1: settings of a dropout must be among rate"),
        ("momentum = 0.95", "momentum = 1", "mine: norm1: momentum must be a number in [0, 1"),
        ("eps = 1e-4", 'eps = "tiny"', "mine: norm1: eps must be a number from 1e-30 to 1, g"),
        ('"tanh1"', '"tanh1"\nslope = 1', "mine: tanh1: settings of a tanh must not be there"),
    ],
)
def test_option_that_breaks_its_rule_is_refused_in_a_sentence(write, old, new, message):
    assert old in TOML
    with pytest.raises(PresetError) as refused:
        load_preset(write(TOML.replace(old, new)))
    assert str(refused.value).startswith(message)


def test_parameters_of_normalisations_are_counted_before_they_are_made(write):
    head, tail = TOML.split("[[layers]]", 1)
    norms = "".join(f'[[layers]]\nkind = "batch-norm"\nname = "n{i}"\n\n' for i in range(180))
    wide = head.replace("[1, 8, 8]", "[4096, 8, 8]") + norms + "[[layers]]" + tail
    wide = wide.replace("filters = 4", "filters = 2640")
    with pytest.raises(PresetError, match="the layers up to conv1 must have at most 100000000"):
        load_preset(write(wide))
