"""Small data for measurements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.data import Dataset, Split
from engine.presets import Preset

SAMPLES = 40


@pytest.fixture
def noise_for(rng: np.random.Generator) -> Callable[[Preset], Dataset]:
    """Return a function that makes a data set of random images that a preset takes."""

    def make(preset: Preset) -> Dataset:
        images = rng.integers(0, 256, (SAMPLES, *preset.input_shape), dtype=np.uint8)
        split = Split(images, rng.integers(0, preset.classes, SAMPLES))
        classes = tuple(f"class {k}" for k in range(preset.classes))
        return Dataset("noise", "Noise", classes, split, split, split)

    return make
