"""What tests of losses may ask for."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Array, Labels


@pytest.fixture
def scores(rng: np.random.Generator) -> tuple[Array, Labels]:
    """Scores of six samples and four classes in float64, and true classes."""
    return rng.standard_normal((6, 4)), rng.integers(0, 4, 6)
