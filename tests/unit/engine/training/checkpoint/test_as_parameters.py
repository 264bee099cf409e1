"""A saved training, read as any file of parameters is."""

from __future__ import annotations

import dataclasses
from contextlib import closing

import pytest

from engine.checkpoints import load_params, read_layers
from engine.checkpoints.comparing import Side, compare
from engine.data import Dataset, load_dataset
from engine.presets import load_preset, preset_names
from engine.training import Trainer
from engine.training.checkpoint import Checkpoint, save_checkpoint


def few(shape) -> Dataset:
    name = {(1, 28, 28): "garments", (1, 8, 8): "digits"}[shape]
    dataset = load_dataset(name).limited(64)
    held = dataset.validation
    small = dataclasses.replace(held, images=held.images[:20], labels=held.labels[:20])
    return dataclasses.replace(dataset, validation=small)


@pytest.fixture
def save(tmp_path):
    """Return a function that trains a preset with several evaluations and saves all of it."""

    def make(name, seed=1):
        preset = load_preset(name)
        made = Trainer.from_preset(
            preset,
            few(preset.input_shape),
            seed=seed,
            threads=1,
            helpers=None,
            epochs=1,
            batch_size=16,
            evaluations_per_epoch=3,
            evaluate_first=True,
        )
        with closing(made) as trainer:
            for _ in trainer.events():
                pass
            path = tmp_path / f"{name}{seed}.convviz"
            save_checkpoint(path, Checkpoint.of(trainer))
            return path, trainer.network

    return make


@pytest.mark.parametrize("name", preset_names())
def test_training_after_several_evaluations_reads_as_the_layers_of_its_network(save, name):
    path, network = save(name)
    params = load_params(path)
    assert params.arrays["history.evaluations"].shape[0] > 2
    layers = read_layers(params.tree).layers
    weights = [x for x in network.parameters if x.endswith(".w")]
    assert [layer.w.place for layer in layers] == weights
    assert [layer.b.place for layer in layers] == [x[:-1] + "b" for x in weights]


def test_filters_of_two_trainings_can_be_matched(save):
    sides = (Side.of_params(load_params(save("digits", seed)[0])) for seed in (1, 2))
    alignment = compare(*sides, align=True).alignment
    assert alignment is not None
    assert not alignment.reason
    assert alignment.places
