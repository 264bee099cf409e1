from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError
from engine.optimizers import Adam, AdamW


def test_steps_are_the_equations(theta, steps_of):
    alpha, decay = 0.1, 0.5
    gradients, path = steps_of(AdamW(alpha, 0.8, 0.9, 1e-6, weight_decay=decay))
    decays = np.concatenate([np.full(15, decay), np.zeros(9)])  # of a.w alone
    here, m, v, expected = theta.flat.copy(), 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = 0.8 * m + 0.2 * g
        v = 0.9 * v + 0.1 * g**2
        m_hat, v_hat = m / (1 - 0.8**t), v / (1 - 0.9**t)
        here = here - alpha * (m_hat / (np.sqrt(v_hat) + 1e-6) + decays * here)
        expected.append(here)
    assert path == pytest.approx(np.array(expected), rel=1e-12)


def test_steps_are_those_of_pytorch_without_decay_of_all_but_weights(steps_of, path_of_pytorch):
    gradients, path = steps_of(AdamW(0.01, 0.95, 0.99, 1e-7, weight_decay=0.3), steps=20)

    def make(optim, tensors):
        others = [tensors["a.b"], tensors["b.scale"]]
        groups = [{"params": [tensors["a.w"]]}, {"params": others, "weight_decay": 0.0}]
        return optim.AdamW(groups, lr=0.01, betas=(0.95, 0.99), eps=1e-7, weight_decay=0.3)

    assert path == pytest.approx(path_of_pytorch(gradients, make), rel=1e-10, abs=1e-12)


def test_without_decay_it_is_adam(theta, rng):
    gradients = Parameters(theta.shapes, rng.standard_normal(24))
    twin = theta.copy()
    AdamW(weight_decay=0).step(theta, gradients)
    Adam().step(twin, gradients)
    assert np.array_equal(theta.flat, twin.flat)


def test_schedule_scales_the_decay_too(theta):
    before = theta.copy()
    AdamW(0.1, weight_decay=0.5).step(theta, theta.zeros_like(), factor=0.2)
    assert theta["a.w"] == pytest.approx(before["a.w"] * (1 - 0.1 * 0.2 * 0.5))
    assert np.array_equal(theta["a.b"], before["a.b"])
    assert np.array_equal(theta["b.scale"], before["b.scale"])


@pytest.mark.parametrize("decay", [-0.1, float("nan"), float("inf"), "much", True])
def test_decay_must_be_a_number_of_at_least_0(decay):
    message = f"adamw: weight_decay must be a number of at least 0, got {decay!r}"
    with pytest.raises(SettingError, match=message):
        AdamW(weight_decay=decay)
