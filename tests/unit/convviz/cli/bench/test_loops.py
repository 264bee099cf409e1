"""The baseline is honest: slow, and right."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.cli.bench import loops
from convviz.cli.bench.case import Case
from convviz.cli.bench.errors import NoLoopsError
from convviz.cli.bench.loop_training import (
    LoopCost,
    add_gradients,
    measure_loops,
    require_loops,
)
from engine.arrays import Parameters
from engine.layers import Conv2D, Flatten, Pool2D, Softmax
from engine.losses import CrossEntropy
from engine.network import Network
from engine.optimizers import Adam
from engine.presets import load_preset


def gradients_of_engine(network: Network, x, labels) -> tuple[float, dict[str, np.ndarray]]:
    """Return the sum of the losses, and its gradients."""
    z, saved = x, []
    for layer in network.layers[:-1]:
        z, kept = layer.forward(z)
        saved.append(kept)
    losses, dy = CrossEntropy().value_and_gradient(z, labels, over=1)
    gradients = {}
    for layer, kept in zip(reversed(network.layers[:-1]), reversed(saved), strict=True):
        given = layer.backward(dy, kept)
        gradients |= {f"{layer.name}.{s}": g for s, g in given.parameters.items()}
        dy = given.x
    return float(losses.sum()), gradients


def assert_same(network: Network, x, labels) -> None:
    gradients = network.parameters.zeros_like()
    loss = sum(
        add_gradients(network, each, label, gradients)
        for each, label in zip(x, labels, strict=True)
    )
    expected_loss, expected = gradients_of_engine(network, x, labels)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    for name, g in gradients.items():
        np.testing.assert_allclose(g, expected[name], rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", ["conv-net", "digits"])
def test_loops_have_loss_and_gradients_of_the_engine(name, noise_for):
    preset = load_preset(name)
    network, split = preset.build(seed=1).astype(np.float64), noise_for(preset).train
    x = split.x(slice(0, 2)).astype(np.float64)
    assert_same(network, x, split.labels[:2])


def test_loops_have_gradients_of_the_engine_with_strides_and_overlap(rng):
    conv = Conv2D("conv", (2, 10, 9), filters=3, size=(3, 2), stride=(2, 1))
    pool = Pool2D("pool", conv.output_shape, size=3, stride=1)
    flatten = Flatten("flatten", pool.output_shape)
    layers = [conv, pool, flatten, Softmax("softmax", flatten.output_shape)]
    network = Network("net", layers).astype(np.float64)
    network.parameters.flat[...] = rng.standard_normal(network.parameter_count)
    x = rng.standard_normal((2, 2, 10, 9))
    assert_same(network, x, np.array([0, 5]))


def test_adam_by_loops_is_the_engines(rng):
    ours = Parameters({"w": (3, 4)}).astype(np.float64)
    ours.flat[...] = rng.standard_normal(12)
    theirs = ours["w"].copy()
    m, v, optimizer = np.zeros((3, 4)), np.zeros((3, 4)), Adam(0.001)
    for t in (1, 2, 3):
        g = ours.zeros_like()
        g.flat[...] = rng.standard_normal(12)
        optimizer.step(ours, g)
        loops.adam(theirs, g["w"], m, v, t)
    np.testing.assert_allclose(theirs, ours["w"], rtol=1e-12)


@pytest.mark.parametrize(
    ("layer", "what"),
    [
        pytest.param(Conv2D("c", (1, 6, 6), filters=1, size=3, padding=1), "padding", id="pad"),
        pytest.param(
            Conv2D("c", (1, 6, 6), filters=1, size=2, dilation=2), "dilation", id="dilation"
        ),
        pytest.param(
            Pool2D("c", (1, 5, 5), ceil_mode=True),
            "windows over the edge or other than the largest",
            id="edge",
        ),
        pytest.param(
            Pool2D("c", (1, 4, 4), pooling="mean"),
            "windows over the edge or other than the largest",
            id="mean",
        ),
    ],
)
def test_layer_without_loops_is_named(layer, what):
    flatten = Flatten("flatten", layer.output_shape)
    network = Network("net", [layer, flatten, Softmax("softmax", flatten.output_shape)])
    with pytest.raises(NoLoopsError, match=f"^the articles' loops do not do c: {what}$"):
        require_loops(network)


def test_update_is_shared_by_the_samples_of_a_batch():
    assert LoopCost(sample=2.0, update=8.0).per_sample(4) == 4.0


def test_loops_are_measured_on_one_sample_at_least(noise_for):
    preset = load_preset("digits")
    cost = measure_loops(Case(preset, noise_for(preset), 8, 1), seconds=0)
    assert cost.sample > 0
    assert cost.update > 0
