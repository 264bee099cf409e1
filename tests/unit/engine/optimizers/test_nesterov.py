from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError
from engine.optimizers import Momentum, Nesterov


def test_steps_are_the_equations(theta, steps_of):
    (g1, g2, g3), path = steps_of(Nesterov(0.1, mu=0.8))
    v1 = -0.1 * g1
    v2 = 0.8 * v1 - 0.1 * g2
    v3 = 0.8 * v2 - 0.1 * g3
    theta1 = theta.flat + 0.8 * v1 - 0.1 * g1
    theta2 = theta1 + 0.8 * v2 - 0.1 * g2
    theta3 = theta2 + 0.8 * v3 - 0.1 * g3
    assert path == pytest.approx(np.array([theta1, theta2, theta3]), rel=1e-13)


def test_parameters_are_where_the_velocity_of_sutskever_is_about_to_lead(rng):
    """Equations 3 and 4 as they are written, on a valley, with a learning rate that falls."""
    a = rng.standard_normal((6, 6))
    slope = a @ a.T / 6
    start, mu = rng.standard_normal(6), 0.9
    theta, v = start.copy(), np.zeros(6)
    ahead = Parameters({"x": (6,)}, start.copy())
    optimizer = Nesterov(0.1, mu=mu)
    for factor in (1, 1, 0.5, 0.5, 0.1):
        optimizer.step(ahead, Parameters(ahead.shapes, slope @ ahead.flat), factor)
        v = mu * v - 0.1 * factor * slope @ (theta + mu * v)
        theta = theta + v
        assert ahead.flat == pytest.approx(theta + mu * v, rel=1e-12)


def test_steps_are_those_of_pytorch(steps_of, path_of_pytorch):
    gradients, path = steps_of(Nesterov(0.1, mu=0.8), steps=20)
    other = path_of_pytorch(
        gradients,
        lambda optim, t: optim.SGD(t.values(), lr=0.1, momentum=0.8, nesterov=True),
    )
    assert path == pytest.approx(other, rel=1e-10, abs=1e-12)


def test_valley_is_crossed_in_fewer_steps_than_with_momentum_that_looks_back():
    """A steep and a flat direction: plain momentum keeps swinging in the steep one."""
    curvature = np.array([100.0, 1.0])

    def left(optimizer):
        valley = Parameters({"x": (2,)}, np.ones(2))
        for _ in range(100):
            optimizer.step(valley, Parameters(valley.shapes, curvature * valley.flat))
        return np.abs(valley.flat).max()

    assert left(Nesterov(0.01, mu=0.9)) < left(Momentum(0.01, mu=0.9)) / 2


def test_mu_must_be_a_decay():
    with pytest.raises(SettingError, match=r"nesterov: mu must be a number in \[0, 1\), got 1"):
        Nesterov(mu=1)
