"""What tests of the public functions may ask for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Array

STEPS = np.array([2e-3, 1e-3, -1e-3, -2e-3])
WEIGHTS = np.array([-1, 8, -8, 1]) / 12e-3
"""Of the five-point rule: its error is of the fourth power of the step."""


@pytest.fixture
def assert_derivative() -> Callable[..., None]:
    """Return a check of a gradient against differences along a random direction."""

    def check(f: Callable[[Array], Array], at: Array, dy: Array, gradient: Array, rng) -> None:
        """`gradient` claims to be that of (f(at) * dy).sum()."""
        direction = rng.standard_normal(at.shape)
        losses = [(f(at + step * direction) * dy).sum() for step in STEPS]
        numeric, exact = WEIGHTS @ losses, (gradient * direction).sum()
        size = np.abs(gradient * direction).sum()
        assert abs(numeric - exact) <= 1e-8 * size, f"numeric {numeric:g}, given {exact:g}"

    return check
