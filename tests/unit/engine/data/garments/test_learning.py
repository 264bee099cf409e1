"""What can be learned from drawn garments, and what for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.data import Dataset, load_dataset
from engine.presets import load_preset
from engine.training import Trainer, evaluate

SOFTMAX_REGRESSION = """
title = "softmax regression"
article = "none"
dataset = "garments"
input_shape = [1, 28, 28]
classes = 10

[training]
loss = "cross-entropy"
optimizer = "adam"
learning_rate = 0.002
schedule = "linear"
batch_size = 32
epochs = 10

[[layers]]
kind = "flatten"
name = "flatten"

[[layers]]
kind = "dense"
name = "dense1"
units = 10

[[layers]]
kind = "softmax"
name = "softmax"
"""


def trained(preset: str | Path, dataset: Dataset) -> Trainer:
    """Return a trainer that has come to its end."""
    trainer = Trainer.from_preset(load_preset(preset), dataset, seed=0)
    for _ in trainer.events():
        pass
    return trainer


@pytest.fixture(scope="module")
def conv_net(garments) -> Iterator[Trainer]:
    """The default preset, trained as it says."""
    trainer = trained("conv-net", garments)
    yield trainer
    trainer.close()


@pytest.mark.slow
def test_conv_net_learns_them(conv_net, garments):
    assert evaluate(conv_net.network, garments.test).accuracy >= 0.95


@pytest.mark.slow
def test_linear_classifier_stays_clearly_behind(garments, tmp_path):
    path = tmp_path / "softmax-regression.toml"
    path.write_text(SOFTMAX_REGRESSION)
    trainer = trained(path, garments)
    accuracy = evaluate(trainer.network, garments.test).accuracy
    trainer.close()
    assert 0.7 < accuracy < 0.91


@pytest.mark.slow
def test_what_was_learned_holds_for_photographs(conv_net, data_dir):
    real = load_dataset("fashion-mnist", data_dir).test
    assert evaluate(conv_net.network, real).accuracy > 0.65  # 0.1 is chance
