"""What the tests of the articles share.

Every test holds one fault of an article, rewritten as a small function, against the engine:
a check that the engine passes has to fail for the fault.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Array
from engine.data import Dataset, Split

STEP = 1e-6
"""Of the numerical derivative, in float64."""


@pytest.fixture
def assert_derivative() -> Callable[[Array, Callable[[], float], Array], None]:
    """Return a check that `given` is the derivative of `loss` by the numbers in `at`."""

    def check(given: Array, loss: Callable[[], float], at: Array) -> None:
        numeric = np.zeros_like(at)
        for place in np.ndindex(*at.shape):
            here = at[place]
            at[place] = here + STEP
            ahead = loss()
            at[place] = here - STEP
            behind = loss()
            at[place] = here
            numeric[place] = (ahead - behind) / (2 * STEP)
        assert np.shape(given) == at.shape
        assert np.allclose(given, numeric, rtol=1e-5, atol=1e-7), (
            f"given {np.ravel(given)[:4]}, numerically {numeric.ravel()[:4]}"
        )

    return check


@pytest.fixture
def tiny(rng: np.random.Generator) -> Dataset:
    """70 images of 8×8, of ten classes: noise, but for the class in the first pixels."""

    def split(n: int) -> Split:
        images = rng.integers(0, 17, (n, 1, 8, 8), dtype=np.uint8)
        labels = rng.integers(0, 10, n)
        images[:, 0, 3, 3] = labels
        return Split(images, labels, 16)

    names = tuple(map(str, range(10)))
    return Dataset("tiny", "Tiny", names, split(70), split(20), split(20))
