"""Numbers at the ends of float32: nothing raises or warns, and sums still reconcile."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.inspection import (
    explain,
    explain_gradient,
    explain_parameter,
    explain_update,
    layer_names,
    plan_update,
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
from engine.losses import LOSSES
from engine.optimizers import make_optimizer, optimizer_names
from engine.presets import load_preset

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


@pytest.mark.parametrize("loss", LOSSES)
def test_gradients_too_small_for_a_float32_reconcile_with_what_became_of_them(
    loss, rng, some_of
):
    network = load_preset("digits").build(1)
    network.parameters["dense2.w"][...] *= 300  # so sure of itself that others get nearly 0
    x = rng.random((20, *network.input_shape), np.float32)
    labels = network.forward(x).argmax(axis=1)
    labels[:3] = (labels[:3] + 1) % network.classes
    batch, sizes = trace_batch(network, x, labels, LOSSES[loss]()), []
    for n in range(20):
        one = batch.sample(n)
        for layer in layer_names(network):
            for index in some_of(one.activations[layer].shape, 10, seed=n):
                result = explain_gradient(network, one, layer, index).result
                assert result.agrees
                sizes.append(abs(result.computed))
        for k in range(network.classes):
            terms = explain(network, one, "softmax", (k,))
            assert terms.result.agrees
            assert terms.loss.agrees
    assert any(0 < size < np.finfo(np.float32).tiny for size in sizes)


@pytest.mark.parametrize("name", optimizer_names())
def test_updates_by_tiny_gradients_reconcile(name, build_network, rng):
    network = build_network("tiny", (1, 10, 10), *STEPS)
    optimizer = make_optimizer(name, 0.01)
    for step in range(4):
        gradients = {
            name: (rng.normal(size=w.shape) * 10.0 ** rng.uniform(-30, 2, w.shape)).astype("f4")
            * (step != 2)
            for name, w in network.parameters.items()
            if name in network.trained_names
        }
        update = plan_update(network, optimizer, gradients)
        optimizer.step(network.parameters, update.gradients)
        for parameter in network.trained_names:
            for index in np.ndindex(network.parameters.shapes[parameter]):
                terms = explain_update(update, parameter, index)
                sums = [terms.g, terms.result, *(moment.after for moment in terms.moments)]
                assert all(one.agrees for one in sums), terms
