"""Adam as in articles 000 and 004, which have the same function `adamGD`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Array, Parameters
from engine.optimizers import Adam

Step = Callable[[Array, Array], None]
"""Moves parameters, in place, by their gradient."""

MakeStep = Callable[[float, float, float], Step]
"""From the learning rate, beta1 and beta2."""

ALPHA = 0.01
BETAS = [(0.9, 0.999), (0.95, 0.99)]
"""The paper's, and those of article 004."""


def engines(alpha: float, beta1: float, beta2: float) -> Step:
    adam = Adam(alpha, beta1=beta1, beta2=beta2)

    def step(theta: Array, g: Array) -> None:
        shapes = {"x": theta.shape}
        adam.step(Parameters(shapes, theta), Parameters(shapes, g))

    return step


def move(make: MakeStep, betas: tuple[float, float], *gradients: float) -> list[float]:
    """Return by how much each step has moved a single parameter."""
    theta, step, moved = np.zeros(1), make(ALPHA, *betas), []
    for g in gradients:
        before = theta[0]
        step(theta, np.array([g]))
        moved.append(float(theta[0] - before))
    return moved


def check_momentum(make: MakeStep, betas: tuple[float, float]) -> None:
    """After many equal gradients, one of 0 does not stop the parameter at once."""
    *_, last = move(make, betas, *[1.0] * 20, 0.0)
    assert last < -0.5 * ALPHA


def check_first_step(make: MakeStep, betas: tuple[float, float]) -> None:
    """The first step has the length of the learning rate, whatever the betas are."""
    assert move(make, betas, 3.0) == pytest.approx([-ALPHA], rel=1e-3)


def check_scale(make: MakeStep, betas: tuple[float, float]) -> None:
    """Ten thousand times smaller gradients make the same steps."""
    large, small = move(make, betas, 1.0, 0.5, -0.2), move(make, betas, 1e-4, 5e-5, -2e-5)
    assert small == pytest.approx(large, rel=0.01)


def memory(*, anew: bool = False, corrected: bool = True, eps_inside: bool = False) -> MakeStep:
    """Return Adam with one of its three faults."""

    def make(alpha: float, beta1: float, beta2: float) -> Step:
        state = {"t": 0, "m": np.zeros(1), "v": np.zeros(1)}

        def step(theta: Array, g: Array) -> None:
            if anew:
                state.update(t=0, m=np.zeros(1), v=np.zeros(1))
            state["t"] += 1
            m = state["m"] = beta1 * state["m"] + (1 - beta1) * g
            v = state["v"] = beta2 * state["v"] + (1 - beta2) * g**2
            if corrected:
                m, v = m / (1 - beta1 ** state["t"]), v / (1 - beta2 ** state["t"])
            theta -= alpha * m / (np.sqrt(v + 1e-7) if eps_inside else np.sqrt(v) + 1e-8)

        return step

    return make


@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("check", [check_momentum, check_first_step, check_scale])
def test_adam_without_a_fault_passes(check, betas):
    """So what fails below is the fault alone."""
    check(memory(), betas)


@pytest.mark.parametrize("betas", BETAS)
def test_moments_outlive_the_batch(betas):
    """Articles 000 and 004, the zeros at the head of `adamGD`: no batch knows of another."""
    check_momentum(engines, betas)
    with pytest.raises(AssertionError):
        check_momentum(memory(anew=True), betas)


@pytest.mark.parametrize("betas", BETAS)
def test_first_step_is_as_long_as_the_learning_rate(betas):
    """Articles 000 and 004: moments that begin at 0 are not divided by 1 - beta^t."""
    check_first_step(engines, betas)
    with pytest.raises(AssertionError):
        check_first_step(memory(corrected=False), betas)


@pytest.mark.parametrize("betas", BETAS)
def test_small_gradients_step_as_far_as_large_ones(betas):
    """Articles 000 and 004, ``sqrt(s + 1e-7)``: gradients below 0.0003 hardly count."""
    check_scale(engines, betas)
    with pytest.raises(AssertionError):
        check_scale(memory(eps_inside=True), betas)
