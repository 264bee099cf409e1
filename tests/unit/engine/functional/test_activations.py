from __future__ import annotations

import doctest
import math

import numpy as np
import pytest

from engine import functional
from engine.errors import SettingError, ShapeError
from engine.functional import activations

NAMES = ["relu", "leaky_relu", "sigmoid", "tanh"]
DEFINITIONS = {
    "relu": lambda x: max(0.0, x),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)),
}


def forward_and_backward(name):
    return getattr(functional, name), getattr(functional, f"{name}_backward")


def away_from_0(rng, shape=(2, 3, 4, 5)):
    """Numbers where no rectifier has its edge."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 4, shape)


def test_examples_of_the_docstrings_hold():
    assert doctest.testmod(activations, extraglobs={"np": np}) == (0, 4)


@pytest.mark.parametrize("name", NAMES)
def test_forward_is_the_definition(rng, name):
    x = rng.uniform(-5, 5, (3, 7))
    expected = np.vectorize(DEFINITIONS[name])(x)
    assert np.allclose(getattr(functional, name)(x), expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", NAMES)
def test_backward_is_the_derivative_of_forward(rng, assert_derivative, name):
    forward, backward = forward_and_backward(name)
    x = away_from_0(rng)
    dy = rng.standard_normal(x.shape)
    assert_derivative(forward, x, dy, backward(dy, forward(x)), rng)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-5)])
def test_results_are_those_of_torch(rng, name, dtype, tolerance):
    torch = pytest.importorskip("torch")
    forward, backward = forward_and_backward(name)
    x, dy = (rng.standard_normal((2, 3, 4, 5)).astype(dtype) for _ in range(2))
    there = torch.tensor(x.astype(np.float64), requires_grad=True)
    module = torch if name in ("sigmoid", "tanh") else torch.nn.functional
    y_there = getattr(module, name)(there)
    y_there.backward(torch.tensor(dy.astype(np.float64)))
    y = forward(x)
    dx = backward(dy, y)
    assert y.dtype == dx.dtype == dtype
    for mine, theirs in [(y, y_there.detach().numpy()), (dx, there.grad.numpy())]:
        assert np.abs(mine - theirs).max() <= tolerance * np.abs(theirs).max()


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_exactly_0_counts_as_not_positive(name):
    forward, backward = forward_and_backward(name)
    at_0 = np.zeros(1)
    slope = {"relu": 0, "leaky_relu": 0.01}[name]
    assert backward(np.ones(1), forward(at_0)) == slope


def test_leaky_relu_has_the_slope_it_is_given():
    x = np.array([-4, 4], np.float32)
    y = functional.leaky_relu(x, 0.25)
    assert y.tolist() == [-1, 4]
    assert functional.leaky_relu_backward(np.ones_like(x), y, 0.25).tolist() == [0.25, 1]


def test_sigmoid_keeps_its_digits_close_to_0():
    assert functional.sigmoid(np.array([-700.0])) == pytest.approx(math.exp(-700), rel=1e-12)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_numbers_overflow_nowhere(name, dtype):
    x = np.array([np.finfo(dtype).min, -1000, 1000, np.finfo(dtype).max], dtype)
    y = getattr(functional, name)(x)
    low = {"sigmoid": 0, "tanh": -1}[name]
    assert y.tolist() == [low, low, 1, 1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(), (0, 3), (0, 1, 4, 4), (1, 1, 1, 1)])
def test_any_shape_will_do(name, shape):
    forward, backward = forward_and_backward(name)
    x = np.full(shape, 0.5)
    y = forward(x)
    assert y.shape == backward(np.ones(shape), np.asarray(y)).shape == shape


@pytest.mark.parametrize("name", NAMES)
def test_memory_order_is_kept_and_inputs_stay_as_they_are(rng, name):
    forward, backward = forward_and_backward(name)
    x = rng.standard_normal((2, 4, 5, 3)).transpose(0, 3, 1, 2)
    copy = x.copy()
    y = forward(x)
    y_copy = y.copy()
    dx = backward(x, y)
    assert y.strides == dx.strides == x.strides
    assert np.array_equal(x, copy)
    assert np.array_equal(y, y_copy)
    assert np.array_equal(forward(np.ascontiguousarray(x)), y)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_arrays_are_refused_in_a_sentence(name):
    forward, backward = forward_and_backward(name)
    x = np.ones((2, 3))
    with pytest.raises(SettingError, match=f"{name}: x must be an .* float64, got 'int64'"):
        forward(x.astype(np.int64))
    with pytest.raises(SettingError, match=f"{name}: x must be an array .* got 'list'"):
        forward([1.0, 2.0])
    rule = f"{name}_backward: dy and y must be both float32 or both float64, got 'float64 and f"
    with pytest.raises(SettingError, match=rule):
        backward(x, x.astype(np.float32))
    rule = rf"{name}_backward: dy must have shape \(2, 3\), got \(3, 2\)"
    with pytest.raises(ShapeError, match=rule):
        backward(x.T, x)


@pytest.mark.parametrize("slope", [-0.1, 1, float("nan"), True, "0.1"])
def test_slope_outside_its_range_is_refused(slope):
    rule = r"slope must be a number in \[0, 1\), got "
    with pytest.raises(SettingError, match=f"leaky_relu: {rule}"):
        functional.leaky_relu(np.ones(2), slope)
    with pytest.raises(SettingError, match=f"leaky_relu_backward: {rule}"):
        functional.leaky_relu_backward(np.ones(2), np.ones(2), slope)
