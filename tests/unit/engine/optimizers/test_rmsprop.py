from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.optimizers import RMSProp


def test_steps_are_the_equations(theta, steps_of):
    (g1, g2, g3), path = steps_of(RMSProp(0.1, rho=0.7, eps=1e-3))
    v1 = 0.3 * g1**2
    v2 = 0.7 * v1 + 0.3 * g2**2
    v3 = 0.7 * v2 + 0.3 * g3**2
    theta1 = theta.flat - 0.1 * g1 / (np.sqrt(v1) + 1e-3)
    theta2 = theta1 - 0.1 * g2 / (np.sqrt(v2) + 1e-3)
    theta3 = theta2 - 0.1 * g3 / (np.sqrt(v3) + 1e-3)
    assert path == pytest.approx(np.array([theta1, theta2, theta3]), rel=1e-12)


def test_steps_are_those_of_pytorch(steps_of, path_of_pytorch):
    gradients, path = steps_of(RMSProp(0.01, rho=0.95, eps=1e-6), steps=20)
    other = path_of_pytorch(
        gradients, lambda optim, t: optim.RMSprop(t.values(), lr=0.01, alpha=0.95, eps=1e-6)
    )
    assert path == pytest.approx(other, rel=1e-10, abs=1e-12)


def test_first_step_has_the_same_length_for_every_gradient(theta, steps_of):
    (g,), (after,) = steps_of(RMSProp(0.1, rho=0.75), steps=1)
    assert after - theta.flat == pytest.approx(-0.1 * np.sign(g) / 0.5, rel=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rho": 1}, r"rmsprop: rho must be a number in \[0, 1\), got 1"),
        ({"eps": 0}, r"rmsprop: eps must be a number from 1e-38 to 1, got 0"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(options, message):
    with pytest.raises(SettingError, match=message):
        RMSProp(**options)
