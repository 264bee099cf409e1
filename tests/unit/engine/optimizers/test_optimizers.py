from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError
from engine.optimizers import SGD, Adam, Momentum, make_optimizer, optimizer_names

SIZE = 40_000
"""Several of the chunks that a step is made in."""


@pytest.fixture
def parameters(rng):
    made = Parameters({"a.w": (SIZE // 10, 9), "a.b": (SIZE // 10,)})
    made.flat[...] = rng.standard_normal(SIZE)
    return made


@pytest.fixture
def gradients(rng, parameters):
    made = parameters.zeros_like()
    made.flat[...] = rng.standard_normal(SIZE)
    return made


def one_after_the_other(optimizer, parameters, gradients, steps=3):
    for _ in range(steps):
        optimizer.step(parameters, gradients)
    return parameters.flat


def test_sgd_moves_by_alpha_times_gradient(parameters, gradients):
    before = parameters.flat.copy()
    SGD(0.5).step(parameters, gradients)
    assert np.allclose(parameters.flat, before - 0.5 * gradients.flat)


def test_first_step_of_momentum_is_one_of_sgd(parameters, gradients):
    twin = parameters.copy()
    Momentum(0.5).step(parameters, gradients)
    SGD(0.5).step(twin, gradients)
    assert np.allclose(parameters.flat, twin.flat)


def test_momentum_grows_to_a_geometric_series(parameters, gradients):
    before = parameters.flat.copy()
    after = one_after_the_other(Momentum(0.1, mu=0.5), parameters, gradients)
    assert np.allclose(after, before - 0.1 * (1 + 1.5 + 1.75) * gradients.flat, atol=1e-5)


def test_first_step_of_adam_is_alpha_times_sign_of_gradient(parameters, gradients):
    before = parameters.flat.copy()
    gradients.flat[:5] = 0
    Adam(0.01).step(parameters, gradients)
    assert np.allclose(parameters.flat, before - 0.01 * np.sign(gradients.flat), atol=1e-5)


def test_adam_is_algorithm_1(rng, parameters):
    """The paper's lines, one by one, in float64."""
    theta, m, v = parameters.flat.astype(np.float64), 0.0, 0.0
    adam = Adam(0.01, beta1=0.8, beta2=0.95, eps=1e-6)
    for t in range(1, 6):
        g = rng.standard_normal(SIZE).astype(np.float32)
        adam.step(parameters, Parameters(parameters.shapes, g))
        m = 0.8 * m + 0.2 * g
        v = 0.95 * v + 0.05 * g.astype(np.float64) ** 2
        theta -= 0.01 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.95**t)) + 1e-6)
    assert np.allclose(parameters.flat, theta, atol=1e-5)


@pytest.mark.parametrize("name", optimizer_names())
def test_every_optimizer_goes_downhill(name):
    bowl = Parameters({"x": (3,)}, np.array([3.0, -2.0, 1.0]))
    optimizer = make_optimizer(name, 0.05)
    for _ in range(300):
        optimizer.step(bowl, Parameters(bowl.shapes, 2 * bowl.flat))
    assert np.abs(bowl.flat).max() < 0.01


@pytest.mark.parametrize("name", optimizer_names())
def test_float32_stays_float32(name, parameters, gradients):
    optimizer = make_optimizer(name, 0.1)
    optimizer.step(parameters, gradients)
    assert {moment.flat.dtype for moment in optimizer.moments} <= {np.dtype(np.float32)}
    assert parameters.flat.dtype == np.float32


@pytest.mark.parametrize("name", optimizer_names())
def test_copy_goes_on_as_the_original_would(name, parameters, gradients):
    optimizer = make_optimizer(name, 0.1)
    one_after_the_other(optimizer, parameters, gradients)
    twin, twin_parameters = optimizer.copy(), parameters.copy()
    after = one_after_the_other(optimizer, parameters, gradients)
    assert np.array_equal(after, one_after_the_other(twin, twin_parameters, gradients))
    assert twin.t == optimizer.t == 6


@pytest.mark.parametrize("name", optimizer_names())
def test_reset_forgets_all_steps(name, parameters, gradients):
    start = parameters.copy()
    optimizer = make_optimizer(name, 0.1)
    first = one_after_the_other(optimizer, parameters, gradients).copy()
    optimizer.reset()
    assert np.array_equal(one_after_the_other(optimizer, start, gradients), first)


def test_factor_scales_the_learning_rate_of_one_step(parameters, gradients):
    twin = parameters.copy()
    SGD(0.5).step(parameters, gradients, factor=0.5)
    SGD(0.25).step(twin, gradients)
    assert np.array_equal(parameters.flat, twin.flat)


def test_learning_rate_may_change_between_steps(parameters, gradients):
    optimizer = SGD(0.5)
    optimizer.learning_rate = 0.25
    before = parameters.flat.copy()
    optimizer.step(parameters, gradients)
    assert np.allclose(parameters.flat, before - 0.25 * gradients.flat)
    assert "0.25" in repr(optimizer)


@pytest.mark.parametrize("rate", [0, -0.1, float("nan"), float("inf")])
def test_learning_rate_must_be_above_0_and_finite(rate):
    with pytest.raises(SettingError, match="adam: learning rate must be a number above 0"):
        Adam(rate)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam(beta1=-0.1), r"adam: beta1 must be in \[0, 1\), got -0.1"),
        (lambda: Adam(beta2=1.0), r"adam: beta2 must be in \[0, 1\), got 1.0"),
        (lambda: Adam(eps=0), "adam: eps must be above 0, got 0"),
        (lambda: Momentum(mu=1), r"momentum: mu must be in \[0, 1\), got 1"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(make, message):
    with pytest.raises(SettingError, match=message):
        make()


def test_unknown_optimizer_is_answered_with_the_known_ones():
    with pytest.raises(SettingError, match="must be one of adam, momentum, sgd, got 'adagrad'"):
        make_optimizer("adagrad", 0.1)
