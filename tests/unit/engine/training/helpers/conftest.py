"""Shards of a small batch, and trainings with helpers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.data import Dataset
from engine.layers import Training
from engine.losses import CrossEntropy
from engine.network import Network
from engine.training import Trainer
from engine.training.shard import Shard, shard_samples


@pytest.fixture
def make_shards(
    make_network: Callable[[], Network], dataset: Dataset
) -> Callable[..., list[Shard]]:
    """Return a function that cuts the first training images into shards."""
    network, loss = make_network(), CrossEntropy()

    def make(samples: int = 40, kind: type[Shard] = Shard) -> list[Shard]:
        length = shard_samples(samples)
        parts = np.split(np.arange(samples), range(length, samples, length))
        return [
            kind(network, loss, dataset.train, part, samples, Training(1, 2, place))
            for place, part in enumerate(parts)
        ]

    return make


@pytest.fixture
def hash_after() -> Callable[[Trainer], str]:
    """Return a function that trains to the end and gives the hash of the parameters."""

    def train(trainer: Trainer) -> str:
        for _ in trainer.events():
            pass
        return trainer.network.parameters.sha256()

    return train
