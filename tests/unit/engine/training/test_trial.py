from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.checkpoints import load_params, read_layers, save_params
from engine.checkpoints.architectures import Alternative, Proposal, propose
from engine.data import Dataset, dataset_info
from engine.presets import LayerSpec, load_preset
from engine.training import (
    Trainer,
    Trial,
    best_of,
    choice_of,
    dataset_for,
    evaluate,
    is_better_than_chance,
    try_alternatives,
    why_not_applicable,
)


@pytest.fixture(scope="module")
def garments(garments: Dataset) -> Dataset:
    """Drawn garments, few enough to learn in a moment."""
    small = dataclasses.replace(
        garments.validation,
        images=garments.validation.images[:200],
        labels=garments.validation.labels[:200],
    )
    return dataclasses.replace(garments.limited(1200), validation=small)


def trained(preset, dataset, tmp_path):
    """Save a network that has learnt a little, and return it with its proposal."""
    trainer = Trainer.from_preset(
        preset, dataset, seed=1, epochs=1, threads=2, helpers=None, batch_size=16
    )
    for _ in trainer.events():
        pass
    trainer.close()
    save_params(tmp_path / "p.pkl", trainer.network, [])
    params = load_params(tmp_path / "p.pkl")
    return trainer.network, propose(read_layers(params.tree), params=params)


@pytest.fixture
def proposal(garments, tmp_path) -> tuple[object, Proposal]:
    """One that has the true network as its second alternative."""
    layers = (
        LayerSpec("conv2d", "conv1", {"filters": 8, "size": 5, "padding": 2}),
        LayerSpec("relu", "relu1"),
        LayerSpec("pool2d", "pool1", {"size": 2}),
        LayerSpec("conv2d", "conv2", {"filters": 8, "size": 5}),
        LayerSpec("relu", "relu2"),
        LayerSpec("flatten", "flatten"),
        LayerSpec("dense", "dense1", {"units": 128}),
        LayerSpec("relu", "relu3"),
        LayerSpec("dense", "dense2", {"units": 10}),
        LayerSpec("softmax", "softmax"),
    )
    return trained(load_preset("conv-net").changed(layers=layers), garments, tmp_path)


def test_true_network_is_right_most_often(proposal, garments):
    network, found = proposal
    trials = list(try_alternatives(found.alternatives, garments, threads=2))
    best = best_of(trials)
    assert best.alternative.title == "28 → 28 → pool 14 → 10"
    assert best.right == evaluate(network, garments.validation, threads=2).accuracy
    assert best.right > trials[0].right
    assert found.alternatives[0].same_as == "conv-net"


def test_images_of_another_size_are_said_to_be_no_trial(proposal, garments):
    _, found = proposal
    trials = list(try_alternatives(found.alternatives, garments, threads=2))
    (other, *_) = [t for t in trials if t.alternative.input_shape == (1, 32, 32)]
    assert other.right is None
    assert other.why_not == "not applicable: the data set has 28×28 pixels"


@pytest.mark.parametrize(
    ("changes", "why_not"),
    [
        ({"input_shape": (3, 28, 28)}, "not applicable: the data set has one channel"),
        ({"classes": 2}, "not applicable: the data set has 10 classes, the network 2"),
    ],
)
def test_other_channels_and_too_few_classes_are_said(proposal, garments, changes, why_not):
    first = proposal[1].alternatives[0]
    other = dataclasses.replace(first, preset=first.preset.changed(**changes))
    (trial,) = try_alternatives([other], garments)
    assert trial.why_not == why_not
    assert best_of([trial]) is None


def test_progress_goes_over_all_that_are_tried_and_can_end_it(proposal, garments):
    told: list[tuple[int, int]] = []
    applicable = [a for a in proposal[1].alternatives if a.input_shape == (1, 28, 28)][:2]
    list(try_alternatives(applicable, garments, progress=lambda *t: told.append(t)))
    assert told[-1] == (400, 400)
    assert np.all(np.diff([done for done, _ in told]) > 0)

    class StopError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        list(try_alternatives(applicable, garments, progress=stop))


def test_wrong_split_is_refused_at_the_call(proposal, garments):
    with pytest.raises(ValueError, match="split must be one of"):
        try_alternatives(proposal[1].alternatives, garments, "holdout")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"input_shape": (1, 8, 8)}, "digits"),
        ({"input_shape": (1, 8, 8), "classes": 12}, "digits"),
        ({"input_shape": (1, 8, 8), "classes": 9}, ""),
        ({"input_shape": (3, 8, 8)}, ""),
    ],
)
def test_data_set_for_a_network_has_its_images_and_no_more_classes(changes, name):
    assert dataset_for(load_preset("conv-net").changed(**changes)) == name


def test_preferred_data_set_comes_first_if_it_suits():
    preset = load_preset("conv-net")
    assert dataset_for(preset, preferred=("", "mine", "digits", "garments")) == "garments"


def test_data_set_that_is_not_loaded_suits_as_the_loaded_one(garments):
    for changes in ({}, {"classes": 2}, {"input_shape": (1, 8, 8)}):
        preset = load_preset("conv-net").changed(**changes)
        loaded = why_not_applicable(preset, garments)
        assert why_not_applicable(preset, dataset_info("garments")) == loaded


def test_networks_that_know_nothing_are_not_better_than_the_best_of_guesses(garments, proposal):
    alternatives = [a for a in proposal[1].alternatives if a.input_shape == (1, 28, 28)]
    rng = np.random.default_rng(2)
    guessing = [
        dataclasses.replace(
            alternatives[i % len(alternatives)],
            found={
                name: rng.standard_normal(array.shape) / max(1, array[0].size) ** 0.5
                for name, array in alternatives[0].found.items()
            },
        )
        for i in range(12)
    ]
    trials = list(try_alternatives(guessing, garments))
    assert not is_better_than_chance(best_of(trials), len(trials))
    assert choice_of(trials) is trials[0]


@pytest.mark.parametrize(
    ("shares", "chosen"),
    [
        ((0.0636, 0.195, 0.1), 0),  # digits tried on garments
        ((0.3, 0.9, 0.5), 1),
        ((0.88, 0.9, 0.5), 0),  # the preset that fits is about as good
        ((None, 0.19, 0.2), 1),
    ],
)
def test_choice_is_the_best_unless_that_is_luck_or_a_preset_is_about_as_good(shares, chosen):
    preset = load_preset("conv-net")
    network = preset.build(1)
    alternatives = [
        Alternative("", "", preset, name, (), dict(network.parameters))
        for name in ("conv-net", None, None)
    ]
    trials = [Trial(a, right) for a, right in zip(alternatives, shares, strict=True)]
    assert choice_of(trials) is trials[chosen]


def test_more_networks_need_more_to_be_more_than_luck():
    trial = Trial(Alternative("", "", load_preset("conv-net"), None, (), {}), 0.33)
    assert is_better_than_chance(trial)
    assert not is_better_than_chance(trial, 12)
