"""Layers that treat every number by itself: activations, dropout, batch normalisation."""

import math

import numpy as np
import pytest

from engine.inspection import (
    ActivationValue,
    NormValue,
    curve_of,
    explain,
    name_before,
    receptive_field,
    trace,
)
from engine.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Pool2D,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

MIXING = [
    (Conv2D, "conv1", {"filters": 3, "size": 3}),
    (Pool2D, "pool1", {}),
    (Flatten, "flatten", {}),
    (Dense, "dense1", {"units": 4}),
    (Softmax, "softmax", {}),
]
BETWEEN = {
    "conv1": [
        (BatchNorm, "norm1", {"eps": 0.01}),
        (LeakyReLU, "leaky1", {"slope": 0.25}),
        (Sigmoid, "sigmoid1", {}),
    ],
    "flatten": [
        (BatchNorm, "norm2", {}),
        (Tanh, "tanh1", {}),
        (ReLU, "relu1", {}),
        (Dropout, "drop1", {}),
    ],
}
FORMULAS = {
    "leaky1": lambda x: x if x > 0 else 0.25 * x,
    "sigmoid1": lambda x: 1 / (1 + math.exp(-x)),
    "tanh1": math.tanh,
    "relu1": lambda x: max(0, x),
    "drop1": lambda x: x,
}


@pytest.fixture
def network(build_network):
    """A network with a layer of every such kind, its statistics as if it had learned."""
    steps = []
    for step in MIXING:
        steps += [step, *BETWEEN.get(step[1], [])]
    network = build_network("every", (2, 10, 11), *steps)
    rng = np.random.default_rng(3)
    for name in ("norm1", "norm2"):
        for statistic in ("gamma", "beta", "mean", "variance"):
            array = network.parameters[f"{name}.{statistic}"]
            array[...] = rng.uniform(0.5, 1.5, array.shape)
    return network


@pytest.fixture
def seen(network):
    """A sample's trace, forward and back."""
    return trace(network, np.random.default_rng(7).random((2, 10, 11), np.float32), 2)


def values(network, seen, layer):
    """Yield every explanation of a layer with what goes in and comes out of its cell."""
    source = name_before(network, layer)
    for index in np.ndindex(seen.activations[layer].shape):
        yield (
            explain(network, seen, layer, index),
            float(seen.activations[source][index]),
            float(seen.activations[layer][index]),
        )


@pytest.mark.parametrize("layer", FORMULAS)
def test_an_activation_is_explained_by_its_function(network, seen, layer):
    for value, x, y in values(network, seen, layer):
        assert isinstance(value, ActivationValue)
        assert (value.x, value.stored) == (x, y)
        assert value.stored == pytest.approx(FORMULAS[layer](x), rel=1e-6)


@pytest.mark.parametrize("layer", FORMULAS)
def test_its_slope_is_what_a_gradient_is_multiplied_by(network, seen, layer):
    for value, x, _ in values(network, seen, layer):
        f = FORMULAS[layer]
        numeric = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
        assert value.slope == pytest.approx(numeric, rel=1e-4, abs=1e-7)
        assert value.dx == pytest.approx(value.slope * value.dy, rel=1e-5)


@pytest.mark.parametrize("layer", FORMULAS)
def test_its_curve_is_the_function_and_its_slope(network, layer):
    x = np.linspace(-3, 3, 30)
    y, slope = curve_of(network.layer(layer), x)
    assert y == pytest.approx([FORMULAS[layer](number) for number in x])
    ahead, _ = curve_of(network.layer(layer), x + 1e-6)
    assert slope == pytest.approx((ahead - y) / 1e-6, abs=1e-5)


def test_only_a_rectifier_is_a_gate(network, seen):
    gates = [layer for layer in FORMULAS if next(values(network, seen, layer))[0].is_gate]
    assert gates == ["relu1"]


@pytest.mark.parametrize(
    ("layer", "index", "equation"),
    [
        ("leaky1", (1, 2, 3), "leaky1[1, 2, 3] = max(0.25 · norm1[1, 2, 3], norm1[1, 2, 3])"),
        ("sigmoid1", (2, 0, 5), "sigmoid1[2, 0, 5] = 1 / (1 + exp(−leaky1[2, 0, 5]))"),
        ("tanh1", (7,), "tanh1[7] = tanh norm2[7]"),
        ("drop1", (3,), "drop1[3] = relu1[3]"),
        ("norm2", (3,), "norm2[3] = γ[3] · (flatten[3] − mean[3]) / √(var[3] + ε) + β[3]"),
    ],
)
def test_equation_has_the_indices_of_the_cell(network, seen, layer, index, equation):
    assert explain(network, seen, layer, index).equation == equation


@pytest.mark.parametrize("layer", ["norm1", "norm2"])
def test_a_normalisation_is_explained_by_its_running_values(network, seen, layer):
    eps = {"norm1": 0.01, "norm2": 1e-5}[layer]
    for value, x, y in values(network, seen, layer):
        assert isinstance(value, NormValue)
        p = {
            name: float(array[value.index[0]])
            for name, array in network.layer(layer).parameters.items()
        }
        r = 1 / math.sqrt(p["variance"] + eps)
        expected = p["gamma"] * (x - p["mean"]) * r + p["beta"]
        assert value.stored == y
        assert value.result.computed == pytest.approx(expected, rel=1e-12)
        assert value.result.agrees
        assert value.dx == pytest.approx(p["gamma"] * r * value.dy, rel=1e-5)


def test_a_negative_variance_has_no_root_and_no_exception(network, seen):
    network.parameters["norm2.variance"][...] = -1
    assert math.isnan(explain(network, seen, "norm2", (0,)).result.computed)


def test_the_gradients_of_a_trace_are_derivatives_of_its_loss(network):
    network = network.astype(np.float64)
    rng = np.random.default_rng(5)
    x, direction = rng.random((2, 2, 10, 11))
    step = 1e-6
    ahead, behind = (trace(network, x + s * direction, 1).loss for s in (step, -step))
    slope = float((trace(network, x, 1).gradients["input"] * direction).sum())
    assert slope == pytest.approx((ahead - behind) / (2 * step), rel=1e-4)


def test_they_change_no_receptive_field(network, build_network):
    plain = build_network("plain", (2, 10, 11), *MIXING)
    for layer in ("pool1", "dense1"):
        index = (1,) * len(plain.layer(layer).output_shape)
        ours, theirs = (receptive_field(n, layer, index) for n in (network, plain))
        assert {name: ours[name] for name in theirs} == theirs


def test_weights_behind_them_still_belong_to_the_maps_that_were_flattened(network, seen):
    folded = explain(network, seen, "dense1", (1,)).folded
    assert (folded.source, folded.shape) == ("pool1", (3, 4, 4))
