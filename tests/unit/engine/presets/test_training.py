"""What a preset may say of its training, and what it is told if that is wrong."""

from __future__ import annotations

import pytest

from engine.errors import PresetError
from engine.losses import L2
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
learning_rate = 1
schedule = "linear"
batch_size = 8
epochs = 2

[[layers]]
kind = "flatten"
name = "flat"

[[layers]]
kind = "dense"
name = "d1"
units = 3

[[layers]]
kind = "softmax"
name = "out"
"""
OPTIONS = """sampling = "with-replacement"
l2 = 0.05
clip_norm = 2
optimizer_options = { beta1 = 0.95, beta2 = 0.99 }
schedule_options = { warm_up = 0.1, milestones = [0.4, 0.8], gamma = 0.5 }
early_stopping = { patience = 3, min_delta = 0.01 }
"""
ALL = TOML.replace('"sgd"', '"adam"').replace('"linear"\n', f'"step"\n{OPTIONS}')


def test_training_may_be_told_more(write):
    preset = load_preset(write(ALL))
    assert (preset.sampling, preset.l2, preset.clip_norm) == ("with-replacement", L2(0.05), 2.0)
    assert preset.optimizer_options == {"beta1": 0.95, "beta2": 0.99}
    assert preset.schedule_options == {"warm_up": 0.1, "milestones": [0.4, 0.8], "gamma": 0.5}
    assert preset.early_stopping == {"patience": 3, "min_delta": 0.01}


def test_what_is_not_told_is_as_it_always_was(write):
    preset = load_preset(write(TOML))
    assert (preset.sampling, preset.l2, preset.clip_norm) == ("epochs", None, None)
    assert (preset.optimizer_options, preset.schedule_options) == ({}, {})
    assert preset.early_stopping is None


def test_penalty_may_name_its_layers(write):
    text = ALL.replace("l2 = 0.05", 'l2 = { strength = 0.5, layers = ["d1"] }')
    assert load_preset(write(text)).l2 == L2(0.5, ("d1",))


def test_another_optimizer_or_schedule_has_options_of_its_own(write):
    preset = load_preset(write(ALL))
    assert preset.changed(optimizer="adam", epochs=9).optimizer_options == {
        "beta1": 0.95,
        "beta2": 0.99,
    }
    changed = preset.changed(optimizer="sgd", schedule="linear")
    assert (changed.optimizer_options, changed.schedule_options) == ({}, {})
    options = {"mu": 0.5}
    assert preset.changed(
        optimizer="nesterov", optimizer_options=options
    ).optimizer_options == (options)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"with-replacement"',
            '"random"',
            "mine: sampling must be one of epochs, with-replace",
        ),
        ('"with-replacement"', "3", "mine, training: sampling must be text, got 3"),
        ("0.05", "-1", "mine, training: l2: strength must be a number of at least 0, got -1.0"),
        ("0.05", '"x"', "mine, training: l2 must be a number, got 'x'"),
        ("0.05", "{}", "mine, training, l2: strength must be a number, got nothing"),
        (
            "0.05",
            "{ strength = 1, lambda = 2 }",
            "mine, training, l2: settings must be among st",
        ),
        ("0.05", "{ strength = 1, layers = 2 }", "l2: layers must be a list, got 2"),
        ("0.05", '{ strength = 1, layers = ["d2"] }', "layers of l2 must be names of layers"),
        ("0.05", "{ strength = 1, layers = [[]] }", "layers of l2 must be names of layers"),
        ("norm = 2", "norm = 0", "mine: training: clip_norm must be a number above 0, got 0.0"),
        ("norm = 2", "norm = true", "mine, training: clip_norm must be a number, got True"),
        ("beta1 = 0.95", "beta1 = 1", "mine: adam: beta1 must be a number in [0, 1), got 1"),
        ("beta1 = 0.95", "beta1 = []", "mine: adam: beta1 must be a number in [0, 1), got []"),
        (
            "beta1 = 0.95",
            "mu = 0.9",
            "mine: adam: options must be among beta1, beta2, eps, got",
        ),
        ("beta1 = 0.95", "name = 1", "training, optimizer_options: name must not be there"),
        ("beta1 = 0.95", "learning_rate = 1", "learning_rate must not be there, got 1"),
        ("{ beta1 = 0.95, beta2 = 0.99 }", "3", "optimizer_options must be a table, got 3"),
        ('"adam"', '"sgd"', "mine: sgd: takes no options, got 'beta1'"),
        ("warm_up = 0.1", "warm_up = 1", "mine: schedule: warm_up must be a number in [0, 1)"),
        ("[0.4, 0.8]", "[0.8, 0.4]", "mine: step: milestones must be rising numbers between 0"),
        ("[0.4, 0.8]", "0.5", "mine: step: milestones must be rising numbers between 0 and 1"),
        ("gamma = 0.5", "gamma = 2", "mine: step: gamma must be in (0, 1], got 2"),
        (
            "gamma = 0.5",
            "name = 2",
            "training, schedule_options: name must not be there, got 2",
        ),
        ('"step"', '"cosine"', "mine: cosine: takes no options, got 'milestones'"),
        ("patience = 3", "patience = 0", "early_stopping: patience must be at least 1, got 0"),
        ("patience = 3", "patience = 0.5", "patience must be a whole number, got 0.5"),
        ("patience = 3", "patience = 5000", "patience must be at most 4096, got 5000"),
        ("patience = 3, ", "", "early_stopping: patience must be a whole number, got nothing"),
        (
            "min_delta = 0.01",
            "min_delta = -1",
            "min_delta must be a number of at least 0, got -1",
        ),
        (
            "min_delta = 0.01",
            "delta = 1",
            "early_stopping: settings must be among patience, min",
        ),
    ],
)
def test_wrong_options_of_the_training_are_refused_in_a_sentence(write, old, new, message):
    assert old in ALL
    with pytest.raises(PresetError) as refused:
        load_preset(write(ALL.replace(old, new)))
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
