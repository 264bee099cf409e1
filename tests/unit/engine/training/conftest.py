"""Small trainings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.data import Dataset
from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU, Softmax
from engine.losses import CrossEntropy
from engine.network import Network
from engine.optimizers import Adam
from engine.training import Trainer

KINDS = [
    (Conv2D, "conv1", {"filters": 3, "size": 3}),
    (ReLU, "relu1", {}),
    (Pool2D, "pool1", {}),
    (Flatten, "flatten", {}),
    (Dense, "dense1", {"units": 3}),
    (Softmax, "softmax", {}),
]


@pytest.fixture
def make_network() -> Callable[[], Network]:
    """Return a function that builds a small network for 10×10 images of 3 classes."""

    def make(seed: int = 0) -> Network:
        layers, shape = [], (1, 10, 10)
        for kind, name, options in KINDS:
            layers.append(kind(name, shape, **options))
            shape = layers[-1].output_shape
        network = Network("small", layers)
        network.initialize(seed)
        return network

    return make


@pytest.fixture
def dataset(make_dataset: Callable[..., Dataset]) -> Dataset:
    """70 training images: at 20 in a batch, three full ones and one of 10."""
    return make_dataset()


@pytest.fixture
def make_trainer(
    make_network: Callable[[], Network], dataset: Dataset
) -> Iterator[Callable[..., Trainer]]:
    """Return a function that makes trainers, all closed in the end."""
    made: list[Trainer] = []

    def make(**settings) -> Trainer:
        defaults = {
            "loss": CrossEntropy(),
            "optimizer": Adam(0.01),
            "batch_size": 20,
            "epochs": 2,
            "seed": 5,
            "threads": 1,
        }
        network = settings.pop("network", None) or make_network()
        data = settings.pop("dataset", dataset)
        made.append(Trainer(network, data, **defaults | settings))
        return made[-1]

    yield make
    for trainer in made:
        trainer.close()
