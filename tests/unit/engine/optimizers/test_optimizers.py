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


def test_steps_of_sgd_are_the_equation(theta, steps_of):
    (g1, g2, g3), path = steps_of(SGD(0.1))
    theta1 = theta.flat - 0.1 * g1
    theta2 = theta1 - 0.1 * g2
    assert path == pytest.approx(np.array([theta1, theta2, theta2 - 0.1 * g3]), rel=1e-13)


def test_steps_of_momentum_are_the_equations(theta, steps_of):
    (g1, g2, g3), path = steps_of(Momentum(0.1, mu=0.8))
    v1 = -0.1 * g1
    v2 = 0.8 * v1 - 0.1 * g2
    v3 = 0.8 * v2 - 0.1 * g3
    expected = [theta.flat + v1, theta.flat + v1 + v2, theta.flat + v1 + v2 + v3]
    assert path == pytest.approx(np.array(expected), rel=1e-12)


def test_steps_of_adam_are_algorithm_1(theta, steps_of):
    gradients, path = steps_of(Adam(0.01, beta1=0.95, beta2=0.99, eps=1e-6))
    here, m, v, expected = theta.flat.copy(), 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = 0.95 * m + 0.05 * g
        v = 0.99 * v + 0.01 * g**2
        here = here - 0.01 * (m / (1 - 0.95**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-6)
        expected.append(here)
    assert path == pytest.approx(np.array(expected), rel=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "make"),
    [
        (SGD(0.1), lambda optim, t: optim.SGD(t.values(), lr=0.1)),
        (Momentum(0.1, 0.8), lambda optim, t: optim.SGD(t.values(), lr=0.1, momentum=0.8)),
        (
            Adam(0.005, 0.95, 0.99, 1e-7),
            lambda optim, t: optim.Adam(t.values(), lr=0.005, betas=(0.95, 0.99), eps=1e-7),
        ),
    ],
    ids=["sgd", "momentum", "adam"],
)
def test_steps_are_those_of_pytorch(optimizer, make, steps_of, path_of_pytorch):
    gradients, path = steps_of(optimizer.copy(), steps=20)
    assert path == pytest.approx(path_of_pytorch(gradients, make), rel=1e-10, abs=1e-12)


def test_adam_in_float32_is_algorithm_1_but_for_rounding(rng, parameters):
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
def test_every_optimizer_comes_to_rest_at_the_bottom(name):
    bowl = Parameters({"x": (3,)}, np.array([3.0, -2.0, 1.0]))
    optimizer = make_optimizer(name, 0.05)
    for k in range(300):
        optimizer.step(bowl, Parameters(bowl.shapes, 2 * bowl.flat), factor=1 - k / 300)
    assert np.abs(bowl.flat).max() < 0.01


@pytest.mark.parametrize("name", optimizer_names())
def test_what_has_no_gradient_stays_where_it_is(name, rng):
    """The running mean and variance of a batch normalisation lie among the parameters."""
    made = Parameters({"a.w": (5,), "n.mean": (5,), "n.variance": (5,)})
    made.flat[...] = rng.standard_normal(15)
    before, gradients = made.copy(), made.zeros_like()
    optimizer = make_optimizer(name, 0.1)
    for _ in range(3):
        gradients["a.w"][...] = rng.standard_normal(5)
        optimizer.step(made, gradients)
    assert np.array_equal(made["n.mean"], before["n.mean"])
    assert np.array_equal(made["n.variance"], before["n.variance"])
    assert not np.array_equal(made["a.w"], before["a.w"])


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
        (lambda: Adam(beta1=-0.1), r"adam: beta1 must be a number in \[0, 1\), got -0.1"),
        (lambda: Adam(beta2=1.0), r"adam: beta2 must be a number in \[0, 1\), got 1.0"),
        (lambda: Adam(eps=0), r"adam: eps must be a number from 1e-38 to 1, got 0"),
        (lambda: Momentum(mu=1), r"momentum: mu must be a number in \[0, 1\), got 1"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(make, message):
    with pytest.raises(SettingError, match=message):
        make()


def test_unknown_optimizer_is_answered_with_the_known_ones():
    known = "adam, adamw, momentum, nesterov, rmsprop, sgd"
    with pytest.raises(SettingError, match=f"name must be one of {known}, got 'adagrad'"):
        make_optimizer("adagrad", 0.1)


def test_options_are_the_settings_of_the_class():
    adam = make_optimizer("adam", 0.005, beta1=0.95, beta2=0.99)
    assert (adam.learning_rate, adam.beta1, adam.beta2, adam.eps) == (0.005, 0.95, 0.99, 1e-8)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("momentum", {"rho": 0.9}, "momentum: options must be among mu, got 'rho'"),
        ("adam", {"mu": 1}, "adam: options must be among beta1, beta2, eps, got 'mu'"),
        ("sgd", {"mu": 0.9}, "sgd: takes no options, got 'mu'"),
        ("adam", {"beta1": "0.9"}, r"adam: beta1 must be a number in \[0, 1\), got '0.9'"),
    ],
)
def test_wrong_option_is_refused_in_a_sentence(name, options, message):
    with pytest.raises(SettingError, match=rf"^{message}$"):
        make_optimizer(name, 0.1, **options)
