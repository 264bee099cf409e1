"""Dice for tests that draw."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.garments.dice import Dice


@pytest.fixture
def dice(rng: np.random.Generator) -> Dice:
    """Dice for 400 pictures."""
    return Dice(rng, 400)
