"""What tests of the public functions may ask for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Array

STEPS = np.array([2e-3, 1e-3, -1e-3, -2e-3])
WEIGHTS = np.array([-1, 8, -8, 1]) / 12e-3
"""Of the five-point rule: its error is of the fourth power of the step."""

LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "C": np.ascontiguousarray,
    "F": np.asfortranarray,
    "channels-last": lambda x: np.moveaxis(np.moveaxis(x, 1, -1).copy(), -1, 1),
    "backwards": lambda x: x[..., ::-1].copy()[..., ::-1],
    "every-other": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
}


@pytest.fixture(scope="session")
def assert_derivative() -> Callable[..., None]:
    """Return a check of a gradient against differences along a random direction."""

    def check(f: Callable[[Array], Array], at: Array, dy: Array, gradient: Array, rng) -> None:
        """`gradient` claims to be that of (f(at) * dy).sum()."""
        direction = rng.uniform(-1, 1, at.shape)
        losses = [(f(at + step * direction) * dy).sum() for step in STEPS]
        numeric, exact = WEIGHTS @ losses, (gradient * direction).sum()
        size = np.abs(gradient * direction).sum()
        rounding = 1e-12 * np.abs(f(at) * dy).sum()
        words = f"numeric {numeric:g}, given {exact:g}"
        assert abs(numeric - exact) <= 1e-8 * size + rounding, words

    return check


@pytest.fixture(scope="session")
def assert_close() -> Callable[..., None]:
    """Return a check of arrays against exact ones, relative to the largest of each."""

    def check(arrays, exact, tolerance: float) -> None:
        for a, e in zip(arrays, exact, strict=True):
            assert a.shape == e.shape
            largest = np.abs(e).max(initial=0)
            assert np.abs(a - e).max(initial=0) <= tolerance * largest

    return check


@pytest.fixture(scope="session")
def laid_out() -> Callable[[Array, str], Array]:
    """Return a function that gives the same numbers in another memory order, read-only."""

    def lay_out(x: Array, layout: str) -> Array:
        same = LAYOUTS[layout](x).view()
        same.flags.writeable = False
        return same

    return lay_out
