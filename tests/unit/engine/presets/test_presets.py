from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import PresetError
from engine.layers import Conv2D, Pool2D
from engine.losses import L2
from engine.presets import (
    load_preset,
    own_name,
    preset_as_mapping,
    preset_from_mapping,
    preset_names,
)

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
kind = "conv2d"
name = "c1"
filters = 2
size = [3, 2]
padding = "same"

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


def test_conv_net_comes_first():
    assert preset_names()[0] == "conv-net"
    assert set(preset_names()) >= {"numpy-cnn", "two-layer", "digits", "cnn-from-scratch"}


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_builds_a_network_that_answers(name, rng):
    preset = load_preset(name)
    network = preset.build(0)
    assert preset.name == network.name == name
    assert network.input_shape == preset.input_shape
    p = network.forward(rng.random((2, *preset.input_shape), np.float32))
    assert p.shape == (2, preset.classes)
    assert np.isfinite(p).all()


def test_conv_net_is_that_of_the_article():
    network = load_preset("conv-net").build(0)
    assert [layer.name for layer in network.layers] == [
        *("conv1", "relu1", "conv2", "relu2", "pool1"),
        *("flatten", "dense1", "relu3", "dense2", "softmax"),
    ]
    assert dict(network.parameters.shapes) == {
        "conv1.w": (8, 1, 5, 5),
        "conv1.b": (8,),
        "conv2.w": (8, 8, 5, 5),
        "conv2.b": (8,),
        "dense1.w": (128, 800),
        "dense1.b": (128,),
        "dense2.w": (10, 128),
        "dense2.b": (10,),
    }
    assert network.parameter_count == 105_634
    assert isinstance(network.layer("pool1"), Pool2D)


def trained(name):
    """Return how a preset is trained: its loss, schedule, batches and epochs."""
    preset = load_preset(name)
    rate = (preset.optimizer, preset.learning_rate, dict(preset.optimizer_options))
    return rate, preset.schedule, preset.batch_size, preset.epochs


def test_numpy_cnn_is_trained_as_its_article_says():
    rate = ("adam", 0.005, {"beta1": 0.95, "beta2": 0.99})
    assert trained("numpy-cnn") == (rate, "constant", 32, 2)


def test_digits_are_trained_as_their_article_says():
    assert trained("digits") == (("sgd", 0.1, {}), "constant", 64, 10)
    assert load_preset("digits").build(0).parameters["conv1.w"].shape == (1, 1, 3, 3)


def test_two_layer_has_the_penalty_and_the_drawn_batches_of_its_article():
    preset = load_preset("two-layer")
    assert preset.l2 == L2(0.05, ("dense1", "dense2"))
    assert preset.sampling == "with-replacement"


def test_same_seed_builds_the_same_network():
    preset = load_preset("conv-net")
    hashes = [preset.build(seed).parameters.sha256() for seed in (0, 0, 1)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_own_file_works_as_the_program_s_own(write):
    preset = load_preset(write(TOML))
    assert (preset.name, preset.title, preset.dataset) == ("mine", "Mine", "digits")
    assert (preset.learning_rate, preset.schedule) == (1.0, "linear")
    assert (preset.batch_size, preset.epochs, preset.optimizer) == (8, 2, "sgd")
    conv = preset.build(0).layer("c1")
    assert isinstance(conv, Conv2D)
    assert (conv.size, conv.padding) == ((3, 2), ((1, 1), (0, 1)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("filters = 2", "filters = 0", "mine: c1: filters must be a whole number of at least"),
        (
            '"same"',
            "-1",
            "mine: c1: padding must be one or two whole numbers of at least 0, got",
        ),
        (
            'size = [3, 2]\npadding = "same"',
            "size = 9",
            "mine: c1: a window of 9 rows must fit",
        ),
        ("size = [3, 2]", "sizes = 3", "mine: c1: settings of a conv2d must be among filters"),
        ("size = [3, 2]", "", "mine: c1: size must be set for a conv2d, got nothing"),
        ('"same"', '"none"', "mine: c1: padding must be "),
        ('kind = "flatten"', 'kind = "flat"', "mine: flat: kind must be one of conv2d, relu,"),
        ('name = "flat"', "size = 1", "mine, layer 2: name must be text, got nothing"),
        (
            'name = "flat"',
            'name = "flat"\nx = 1',
            "mine: flat: settings of a flatten must not",
        ),
        ('name = "flat"', 'name = "c1"', "mine: every layer must have a name of its own, got"),
        ("units = 3", "units = 4", "mine: out must have 3 outputs, one for each class, got 4"),
        ('kind = "softmax"', 'kind = "relu"', "mine: the last layer must be a softmax, got"),
        ("classes = 3", "classes = 0", "mine: classes must be at least 1, got 0"),
        ("classes = 3", 'classes = "3"', "mine: classes must be a whole number, got '3'"),
        ("classes = 3", "classes = true", "mine: classes must be a whole number, got True"),
        (
            "[1, 8, 8]",
            "[8, 8]",
            "mine: input_shape must be [channels, height, width], got [8, 8]",
        ),
        ('title = "Mine"', "", "mine: title must be text, got nothing"),
        (
            'title = "Mine"',
            'title = "M"\ncolour = 1',
            "mine: settings must be among training, ",
        ),
        ("epochs = 2", "epochs = 2\nsteps = 1", "early_stopping, got steps"),
        ("epochs = 2", "epochs = 0", "mine, training: epochs must be at least 1, got 0"),
        ("learning_rate = 1", "learning_rate = -1", "mine: sgd: learning rate must be a num"),
        ("learning_rate = 1", 'learning_rate = "1"', "learning_rate must be a number, got '1'"),
        ('"sgd"', '"lion"', "mine: optimizer: name must be one of adam, "),
        ('"cross-entropy"', '"hinge"', "mine: loss must be one of cross-entropy, "),
        ('"linear"', '"stairs"', "mine: schedule: name must be one of constant, "),
        ("[training]", "[trainings]", "mine: training must be a table, got nothing"),
        ("title =", "title", "mine: the file must be TOML ("),
    ],
)
def test_wrong_file_is_refused_in_a_sentence_that_names_layer_rule_and_value(
    write, old, new, message
):
    assert old in TOML
    with pytest.raises(PresetError) as refused:
        load_preset(write(TOML.replace(old, new)))
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("layers", ["layers = 3\n", "layers = [3]\n"])
def test_layers_that_are_no_tables_are_refused(write, layers):
    text = layers + TOML[: TOML.index("[[layers]]")]
    with pytest.raises(PresetError, match=r"mine: layer(s must be a list| 1 must be a table),"):
        load_preset(write(text))


def test_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(PresetError, match=r"^preset: .* one of conv-net, .*, got 'vgg'"):
        load_preset("vgg")


@pytest.mark.parametrize("name", preset_names())
def test_own_presets_are_known_wherever_they_come_from(name):
    told = preset_as_mapping(load_preset(name))
    assert own_name(preset_from_mapping(name, told)) == name


def test_a_preset_of_an_own_name_that_differs_is_another(write):
    own = load_preset("conv-net")
    assert own_name(own.changed(learning_rate=own.learning_rate / 2)) is None
    assert own_name(replace(own, layers=own.layers[1:])) is None
    assert own_name(replace(own, name="mine")) is None
    assert own_name(load_preset(write(TOML))) is None


def test_missing_file_is_named(tmp_path):
    with pytest.raises(PresetError, match=r"none\.toml: the preset cannot be read"):
        load_preset(tmp_path / "none.toml")


def test_path_that_no_file_can_have_is_refused():
    with pytest.raises(PresetError, match=r"the preset cannot be read .*null"):
        load_preset("mine\0.toml")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_text_may_begin_with_a_mark_and_have_any_line_endings(tmp_path, ending):
    path = tmp_path / "mine.toml"
    path.write_bytes(TOML.replace("\n", ending).encode("utf-8-sig"))
    assert load_preset(path).layers[0].name == "c1"


def test_file_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PresetError, match=r"bytes\.toml: the preset cannot be read"):
        load_preset(path)


def test_what_is_no_small_regular_file_is_not_read(tmp_path):
    folder, large = tmp_path / "folder.toml", tmp_path / "large.toml"
    folder.mkdir()
    large.write_bytes(b"#" * 1_000_001)
    for path in (folder, large):
        with pytest.raises(PresetError, match=r"must be a regular file of at most 1 MB$"):
            load_preset(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(PresetError, match="must be a regular file"):
        load_preset(tmp_path / "pipe.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("filters = 2", "filters = 100000000", "c1: filters must be at most 65536, got 1000"),
        ("filters = 2", f"filters = 0x{'f' * 5000}", "whole numbers must fit 64 bits"),
        ("filters = 2", f"filters = {'9' * 5000}", "the file must be TOML ("),
        ("units = 3", "units = 100000000", "d1: units must be at most 65536, got 100000000"),
        ("size = [3, 2]", "size = [3, 5000]", "c1: size must be at most 4096, got 5000"),
        ("size = [3, 2]", "size = 3\nstride = 5000", "c1: stride must be at most 4096"),
        ("size = [3, 2]", "size = 3\ndilation = 5000", "c1: dilation must be at most 4096"),
        ('"same"', "[[0, 5000], [0, 0]]", "c1: padding must be at most 4096, got 5000"),
        ("[1, 8, 8]", "[1, 8, 8000000]", "mine: input_shape must be at most 4096, got 8000000"),
        ("[1, 8, 8]", "[4096, 4096, 8]", "input_shape: one sample must have at most 60000000"),
        (
            'filters = 2\nsize = [3, 2]\npadding = "same"',
            "filters = 60000\nsize = 1\npadding = 100",
            "mine: c1: one sample must have at most 60000000 numbers, got",
        ),
        (
            "filters = 2\nsize = [3, 2]",
            "filters = 60000\nsize = 4000",
            "the layers up to c1 must have at most 100000000 parameters, got 960000060000",
        ),
        ("epochs = 2", "epochs = 100001", "mine, training: epochs must be at most 100000, got"),
        ("batch_size = 8", "batch_size = 65537", "batch_size must be at most 65536, got 65537"),
        ("learning_rate = 1", "learning_rate = nan", "mine: numbers must be finite, got nan"),
        ("learning_rate = 1", "learning_rate = 1e999", "mine: numbers must be finite, got inf"),
        ("learning_rate = 1", f"learning_rate = 0x{'f' * 400}", "must fit 64 bits"),
        ("classes = 3", f"classes = {'[' * 5000}", "the file must be TOML of few levels"),
        ("size = [3, 2]", f"size = {'[' * 20}3{']' * 20}", "there must be at most 10 levels"),
        ("size = [3, 2]", f"size{'.a' * 150} = 3", "there must be at most 10 levels, got more"),
        ("size = [3, 2]", f"size{'.a' * 200000} = 3", "a line must have at most 200 dots, got"),
        ('name = "c1"', 'name = "c.1"', "mine: name must be a letter, then up to 31 letters"),
        ('name = "c1"', 'name = ""', "name must be a letter"),
        ('name = "c1"', f'name = "{"c" * 33}"', "name must be a letter"),
        ('name = "c1"', 'name = "c1\\n"', "name must be a letter"),
        ('name = "c1"', 'name = "input"', "and none of input, loss, got 'input'"),
        ('name = "c1"', 'name = "loss"', "and none of input, loss, got 'loss'"),
        ('name = "flat"', 'name = "flat"\n' + '[[layers]]\nkind = "relu"\nname = "r"\n' * 200,
         "mine: there must be at most 200 layers, got 204"),
    ],
)  # fmt: skip
def test_what_asks_for_too_much_is_refused_before_anything_is_made(write, old, new, message):
    assert old in TOML
    with pytest.raises(PresetError) as refused:
        load_preset(write(TOML.replace(old, new)))
    assert message in str(refused.value)
    assert len(str(refused.value)) < 300
