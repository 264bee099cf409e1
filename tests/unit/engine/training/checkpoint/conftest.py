"""A small network with everything that a training may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from engine.data import Dataset
from engine.presets import Preset, preset_from_mapping
from engine.training import BatchDone, Trainer

MAPPING = {
    "title": "Small",
    "article": "None",
    "dataset": "noise",
    "input_shape": [1, 10, 10],
    "classes": 3,
    "training": {
        "loss": "cross-entropy",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "batch_size": 20,
        "epochs": 2,
        "schedule": "linear",
    },
    "layers": [
        {"kind": "conv2d", "name": "conv1", "filters": 3, "size": 3},
        {"kind": "batch-norm", "name": "norm1"},
        {"kind": "relu", "name": "relu1"},
        {"kind": "pool2d", "name": "pool1"},
        {"kind": "flatten", "name": "flatten"},
        {"kind": "dropout", "name": "drop1", "rate": 0.25},
        {"kind": "dense", "name": "dense1", "units": 3},
        {"kind": "softmax", "name": "softmax"},
    ],
}


@pytest.fixture
def preset() -> Preset:
    """A network with dropout and running statistics, trained with Adam and a schedule."""
    return preset_from_mapping("small", MAPPING)


@pytest.fixture
def dataset(make_dataset: Callable[..., Dataset]) -> Dataset:
    """70 training images: at 20 in a batch, three full ones and one of 10."""
    return make_dataset()


@pytest.fixture
def begin(preset: Preset, dataset: Dataset) -> Iterator[Callable[..., Trainer]]:
    """Return a function that makes trainers of the preset, all closed in the end."""
    made: list[Trainer] = []

    def make(chosen: Preset = preset, **settings) -> Trainer:
        told = {"seed": 5, "threads": 1, "evaluations_per_epoch": 2, "evaluate_first": True}
        made.append(Trainer.from_preset(chosen, dataset, **told | settings))
        return made[-1]

    yield make
    for trainer in made:
        trainer.close()


@pytest.fixture
def advance() -> Callable[..., Trainer]:
    """Return a function that lets training go to a step, or to its end."""

    def run(trainer: Trainer, steps: int | None = None, *, stepwise: bool = False) -> Trainer:
        trainer.stepwise = stepwise
        if steps == 0:
            return trainer
        with closing(trainer.events()) as events:
            for event in events:
                if isinstance(event, BatchDone) and event.step == steps:
                    break
        return trainer

    return run
