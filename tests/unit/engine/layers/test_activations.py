"""Sigmoid, Tanh and LeakyReLU."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import SettingError
from engine.layers import LeakyReLU, Sigmoid, Tanh

X = np.array([[-3.0, -0.5, 0.0, 0.5, 3.0]])


def both_ways(layer, x):
    """Return y, and dL/dx for a dy of ones."""
    y, saved = layer.forward(x)
    return y, layer.backward(np.ones_like(x), saved).x


def test_sigmoid_is_one_by_one_and_exp_of_minus_x():
    y, dx = both_ways(Sigmoid("sigmoid", (5,)), X)
    expected = [1 / (1 + math.exp(-x)) for x in X[0]]
    assert y[0] == pytest.approx(expected, rel=1e-14)
    assert dx[0] == pytest.approx([p * (1 - p) for p in expected], rel=1e-14)


def test_tanh_is_the_quotient_of_hyperbolic_sine_and_cosine():
    y, dx = both_ways(Tanh("tanh", (5,)), X)
    assert y[0] == pytest.approx([math.sinh(x) / math.cosh(x) for x in X[0]], rel=1e-14)
    assert dx[0] == pytest.approx([1 / math.cosh(x) ** 2 for x in X[0]], rel=1e-14)


def test_leaky_relu_lets_a_part_of_the_negative_through():
    y, dx = both_ways(LeakyReLU("leaky", (5,), slope=0.1), X)
    assert y[0] == pytest.approx([-0.3, -0.05, 0, 0.5, 3])
    assert dx[0].tolist() == [0.1, 0.1, 0.1, 1, 1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("layer", "ends"),
    [
        (Sigmoid("sigmoid", (2,)), [0, 1]),
        (Tanh("tanh", (2,)), [-1, 1]),
        (LeakyReLU("leaky", (2,)), [-10, 1000]),
    ],
)
def test_huge_numbers_overflow_nothing(dtype, layer, ends):
    y, dx = both_ways(layer, np.array([[-1000, 1000]], dtype))
    assert y[0] == pytest.approx(ends)
    assert np.isfinite(dx).all()


def test_sigmoid_keeps_the_digits_of_what_is_close_to_0():
    (y,), _ = both_ways(Sigmoid("sigmoid", (1,)), np.array([[-80.0]], np.float32))
    assert y[0] == pytest.approx(math.exp(-80), rel=1e-5)


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (Sigmoid("a", (3, 4, 5)), "sigmoid"),
        (Tanh("a", (3, 4, 5)), "tanh"),
        (LeakyReLU("a", (3, 4, 5), slope=0.2), "leaky_relu"),
    ],
)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-5)])
def test_forward_and_backward_are_those_of_pytorch(rng, layer, name, dtype, tolerance):
    torch = pytest.importorskip("torch")
    function = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.2),
    }[name]
    x, dy = (3 * rng.standard_normal((2, 6, 3, 4, 5))).astype(dtype)
    theirs = torch.tensor(x, requires_grad=True)
    out = function(theirs)
    out.backward(torch.tensor(dy))
    y, saved = layer.forward(x)
    assert y == pytest.approx(out.detach().numpy(), rel=tolerance, abs=tolerance)
    dx = layer.backward(dy, saved).x
    assert dx == pytest.approx(theirs.grad.numpy(), rel=tolerance, abs=tolerance)


def test_slope_is_told_in_words():
    leaky = LeakyReLU("leaky", (5,), slope=0.25)
    assert leaky.arithmetic() == "max(0.25 x, x)"
    assert leaky.note() == "negative × 0.25"


@pytest.mark.parametrize("slope", [-0.1, 1, "steep"])
def test_slope_that_is_no_slope_is_refused(slope):
    with pytest.raises(SettingError, match=r"leaky1: slope must be a number in \[0, 1\), got"):
        LeakyReLU("leaky1", (5,), slope=slope)
