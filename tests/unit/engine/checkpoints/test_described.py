"""What a safetensors file says about the network that it holds."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save

from engine.checkpoints import Corrupt, described_preset, description_of
from engine.checkpoints.described import program_of
from engine.errors import PresetError
from engine.presets import load_preset, preset_as_mapping, preset_names

ARRAYS = {"conv1.w": np.zeros((8, 1, 5, 5), np.float32)}
CONV_NET = description_of(load_preset("conv-net"), "convviz 0.1.0")


@pytest.fixture
def described(load):
    """Open a file that has these metadata, and read its description."""

    def read(metadata):
        return described_preset(load(save(ARRAYS, metadata), "mine.safetensors"))

    return read


@pytest.mark.parametrize("name", preset_names())
def test_a_described_preset_comes_back_equal(name, described):
    preset = load_preset(name)
    assert described(description_of(preset, "convviz 0.1.0")) == preset


def test_files_without_a_description_have_none(load, described):
    assert described({"format": "pt"}) is None
    assert described(None) is None
    assert described_preset(load(b"N.")) is None


def test_the_program_that_wrote_it_is_told(load):
    params = load(save(ARRAYS, CONV_NET | {"convviz.program": "a\nb"}))
    assert program_of(params) == "a\\nb"


def test_a_description_without_a_name_is_called_as_the_file(described):
    metadata = {key: text for key, text in CONV_NET.items() if key != "convviz.name"}
    assert described(metadata) == replace(load_preset("conv-net"), name="mine")


def test_a_name_that_is_a_path_becomes_that_of_a_file(described):
    assert described(CONV_NET | {"convviz.name": "../a\\b\n"}).name == ".._a_b\\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"The file's convviz.preset must be JSON \(Expecting value"),
        ("[" * 100_000, "The file's convviz.preset must be JSON of few levels, got more"),
        ("[1]", r"must be an object of JSON, got \[1\]"),
        ("9" * 5_000, "must be JSON \\(Exceeds the limit"),
        ('"' + "x" * 1_000_000 + '"', "at most 1\u202f000\u202f000 characters"),
    ],
)
def test_what_is_no_json_is_refused(text, message, described):
    with pytest.raises(Corrupt, match=message):
        described(CONV_NET | {"convviz.preset": text})


def test_a_newer_format_is_refused(described):
    with pytest.raises(Corrupt, match=r"must be of format 1, got 2\. A newer convviz may read"):
        described(CONV_NET | {"convviz.format": "2"})
    with pytest.raises(Corrupt, match="got none"):
        described({"convviz.preset": "{}"})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"classes": 3}, "softmax must have 3 outputs, one for each class, got 10"),
        ({"input_shape": [1, 4096, 4096]}, "must have at most"),
        ({"a\nb\u202e": 1}, r"got a\\nb\\u202e$"),
        ({"title": float("inf")}, "numbers must be finite, got inf"),
    ],
)
def test_a_description_that_breaks_a_rule_is_refused_in_a_sentence(change, message, described):
    mapping = preset_as_mapping(load_preset("conv-net")) | change
    with pytest.raises(PresetError, match=f"^conv-net: .*{message}") as caught:
        described(CONV_NET | {"convviz.preset": json.dumps(mapping)})
    assert str(caught.value).isprintable()
