from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import PresetError
from engine.losses import L2
from engine.presets import (
    LayerSpec,
    load_preset,
    preset_as_mapping,
    preset_from_mapping,
    preset_names,
)

TOLD = {
    "optimizer": "adam",
    "optimizer_options": {"beta1": 0.8, "eps": 1e-7},
    "schedule": "step",
    "schedule_options": {"milestones": [0.25, 0.5], "gamma": 0.3, "warm_up": 0.1},
    "l2": L2(0.05, ("dense1",)),
    "clip_norm": 1.5,
    "sampling": "with-replacement",
    "early_stopping": {"patience": 3, "min_delta": 0.125},
}


def through_json(preset):
    return preset_from_mapping(preset.name, json.loads(json.dumps(preset_as_mapping(preset))))


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_comes_back_equal_through_json(name):
    assert through_json(load_preset(name)) == load_preset(name)


def test_everything_that_training_may_be_told_comes_back():
    told = load_preset("conv-net").changed(**TOLD)
    assert through_json(told) == told
    everywhere = told.changed(l2=L2(0.5))
    assert through_json(everywhere) == everywhere


def test_no_digit_of_a_number_is_lost():
    odd = load_preset("conv-net").changed(learning_rate=np.nextafter(0.001, 1))
    assert through_json(odd).learning_rate == np.nextafter(0.001, 1)


def test_a_mapping_shares_nothing_with_its_preset():
    preset = load_preset("conv-net").changed(**TOLD)
    mapping = preset_as_mapping(preset)
    mapping["layers"].clear()
    mapping["training"]["optimizer_options"]["beta1"] = 0.1
    assert len(preset.layers) == 10
    assert preset.optimizer_options["beta1"] == 0.8


def test_pairs_and_numbers_of_numpy_become_plain():
    first, *others = load_preset("conv-net").layers
    told = {**first.options, "size": (np.int64(5), 5)}
    preset = load_preset("conv-net").changed(
        layers=(LayerSpec(first.kind, first.name, told), *others)
    )
    assert preset_as_mapping(preset)["layers"][0]["size"] == [5, 5]
    assert through_json(preset).build(0).parameters.sha256() == (
        load_preset("conv-net").build(0).parameters.sha256()
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": None}, "every entry must have a value, got null"),
        ({"title": "\ud800"}, "texts must be Unicode, got '\\\\ud800'"),
        ({"title": "x" * 1001}, "texts must have at most 1000 characters, got 1001"),
        ({"x" * 1001: 1}, "texts must have at most 1000 characters, got 1001"),
        ({"title": 3}, "title must be text, got 3"),
        ({"classes": True}, "classes must be a whole number, got True"),
        ({"classes": 2**63}, "whole numbers must fit 64 bits"),
        ({"classes": float("nan")}, "numbers must be finite, got nan"),
        ({"input_shape": [1, 4097, 4097]}, "input_shape must be at most 4096, got 4097"),
        ({"layers": [None]}, "every entry must have a value, got null"),
        ({"layers": [[]]}, r"layer 1 must be a table, got \[\]"),
        ({"layers": [{"kind": "relu", "name": "a"}] * 201}, "at most 200 layers, got 201"),
        ({"extra": 1}, "settings must be among .*, got extra"),
        ({"training": []}, r"training must be a table, got \[\]"),
        ({"dataset": [[[[[[[[[[[[]]]]]]]]]]]]}, "there must be at most 10 levels, got more"),
    ],
)
def test_a_mapping_passes_all_checks_of_a_preset_file(change, message):
    mapping = preset_as_mapping(load_preset("conv-net")) | change
    with pytest.raises(PresetError, match=f"^mine.*{message}"):
        preset_from_mapping("mine", mapping)
