"""A network that has diverged can be looked at like any other: nothing raises or warns."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.inspection import (
    explain,
    explain_gradient,
    explain_parameter,
    layer_names,
    trace_batch,
)
from engine.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Flatten,
    Pool2D,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    Training,
)

STEPS = [
    (Conv2D, "conv1", {"filters": 3, "size": 3}),
    (BatchNorm, "norm1", {}),
    (ReLU, "relu1", {}),
    (Pool2D, "pool1", {}),
    (Sigmoid, "sigmoid1", {}),
    (Flatten, "flatten", {}),
    (Dense, "dense1", {"units": 4}),
    (Tanh, "tanh1", {}),
    (Dense, "dense2", {"units": 3}),
    (Softmax, "softmax", {}),
]


@pytest.fixture(params=[np.nan, np.inf, -np.inf, 3e38])
def spoiled(request, build_network, rng):
    """A batch half of whose numbers are what no network should come to."""
    network = build_network("spoiled", (1, 10, 10), *STEPS)
    x, labels = rng.random((4, 1, 10, 10), np.float32), np.array([0, 1, 2, 0])
    batch = trace_batch(network, x, labels)

    def half(arrays):
        value = np.float32(request.param)
        return {
            name: np.where(rng.random(array.shape) < 0.5, value, array)
            for name, array in arrays.items()
        }

    return dataclasses.replace(
        batch,
        activations=half(batch.activations),
        gradients=half(batch.gradients),
        parameter_gradients=half(batch.parameter_gradients),
    )


@pytest.mark.parametrize("shards", [(), ((4, Training(0, 0, 0)),)])
def test_all_of_it_can_be_explained(spoiled, some_of, shards):
    batch = dataclasses.replace(spoiled, shards=shards)
    one = batch.sample(1)
    for layer in layer_names(batch.network):
        for index in some_of(one.activations[layer].shape, 12):
            stored = explain(batch.network, one, layer, index).stored
            assert stored == one.activations[layer][index] or np.isnan(stored)
            back = explain_gradient(batch.network, one, layer, index)
            assert isinstance(back.result.agrees, bool)
            assert isinstance(back.result.ulps, float)
            assert batch.sample(1).of_own_loss().over == 1


@pytest.mark.parametrize("shards", [(), ((4, Training(0, 0, 0)),)])
def test_the_largest_of_infinite_terms_are_as_many_as_asked_for(spoiled, some_of, shards):
    batch = dataclasses.replace(spoiled, shards=shards)
    for name in batch.network.trained_names:
        for index in some_of(batch.network.parameters.shapes[name], 6):
            given = explain_parameter(batch.network, batch, name, index)
            assert len(given.largest(3)) <= 3
            assert isinstance(given.rest(given.largest(3)), float)
            assert given.by_sample.shape == (4,)
