"""Values as a program would write them, read as a file."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import DEFAULT, Reading, read_layers
from engine.checkpoints.pickles import read_pickle

Read = Callable[..., Reading]


@pytest.fixture
def read() -> Read:
    """Write a value as a pickle and read its layers."""

    def read_value(value: object, protocol: int = 4) -> Reading:
        return read_layers(read_pickle(pickle.dumps(value, protocol), DEFAULT).tree)

    return read_value


@pytest.fixture
def holds() -> Callable[[Reading, list[np.ndarray], list[np.ndarray | None]], None]:
    """Assert that a reading has these weights and biases, in the engine's order of axes."""

    def assert_holds(
        found: Reading, weights: list[np.ndarray], biases: list[np.ndarray | None]
    ) -> None:
        assert len(found.layers) == len(weights)
        for layer, w, b in zip(found.layers, weights, biases, strict=True):
            np.testing.assert_array_equal(layer.weight, w)
            if b is None:
                assert layer.bias is None
            else:
                np.testing.assert_array_equal(layer.bias, b)

    return assert_holds
