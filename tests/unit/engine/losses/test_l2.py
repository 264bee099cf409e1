from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError
from engine.losses import L2

SHAPES = {"conv1.w": (3, 1, 2, 2), "conv1.b": (3,), "dense1.w": (300, 70), "norm.scale": (3,)}


@pytest.fixture
def parameters(rng):
    """Of which one array is longer than the chunks that are worked on."""
    size = Parameters(SHAPES).flat.size
    return Parameters(SHAPES, rng.standard_normal(size))


def test_value_is_half_the_strength_times_the_sum_of_squares(parameters):
    squares = (parameters["conv1.w"] ** 2).sum() + (parameters["dense1.w"] ** 2).sum()
    assert L2(0.05).value(parameters) == pytest.approx(0.5 * 0.05 * squares, rel=1e-12)


def test_penalty_may_be_about_some_layers_only(parameters):
    penalty, gradients = L2(0.05, ("dense1",)), parameters.zeros_like()
    value = penalty.add_gradient(parameters, gradients)
    assert value == pytest.approx(0.025 * (parameters["dense1.w"] ** 2).sum(), rel=1e-12)
    assert value == penalty.value(parameters)
    assert not gradients["conv1.w"].any()


def test_gradient_is_added_to_the_weights_alone(rng, parameters):
    gradients = parameters.zeros_like()
    gradients.flat[...] = rng.standard_normal(gradients.flat.size)
    before = gradients.copy()
    penalty = L2(0.3)
    assert penalty.add_gradient(parameters, gradients) == penalty.value(parameters)
    for name, g in gradients.items():
        added = 0.3 * parameters[name] if name.endswith(".w") else 0
        assert g == pytest.approx(before[name] + added, rel=1e-12)


def test_gradient_is_the_derivative_of_the_value(rng, parameters):
    direction, step = rng.standard_normal(parameters.flat.size), 1e-6
    penalty, gradients = L2(0.05), parameters.zeros_like()
    penalty.add_gradient(parameters, gradients)
    ahead = penalty.value(Parameters(SHAPES, parameters.flat + step * direction))
    behind = penalty.value(Parameters(SHAPES, parameters.flat - step * direction))
    numeric = (ahead - behind) / (2 * step)
    assert gradients.flat @ direction == pytest.approx(numeric, rel=1e-5)


def test_value_and_gradient_are_those_of_pytorch(parameters):
    torch = pytest.importorskip("torch")
    w = torch.tensor(parameters["dense1.w"], requires_grad=True)
    theirs = 0.5 * 0.05 * (w * w).sum()
    theirs.backward()
    penalty, gradients = L2(0.05, ("dense1",)), parameters.zeros_like()
    value = penalty.add_gradient(parameters, gradients)
    assert value == pytest.approx(theirs.item(), rel=1e-12)
    assert gradients["dense1.w"] == pytest.approx(w.grad.numpy(), rel=1e-12)


def test_sum_of_float32_weights_is_exact(parameters):
    rounded = parameters.astype(np.float32)
    exact = rounded.astype(np.float64)
    assert L2(0.05).value(rounded) == L2(0.05).value(exact)


def test_strength_of_0_adds_nothing(parameters):
    gradients = parameters.zeros_like()
    assert L2(0).add_gradient(parameters, gradients) == 0
    assert not gradients.flat.any()


@pytest.mark.parametrize("strength", [-0.1, float("nan"), "strong"])
def test_strength_must_be_at_least_0(strength):
    message = f"l2: strength must be a number of at least 0, got {strength!r}"
    with pytest.raises(SettingError, match=message):
        L2(strength)
