from __future__ import annotations

import numpy as np
import pytest

from engine.initializers import he_normal


@pytest.mark.parametrize("fan_in", [25, 800])
def test_weights_have_mean_0_and_variance_2_by_fan_in(rng, fan_in):
    w = np.empty((200, fan_in), np.float32)
    he_normal(w, fan_in, rng)
    spread = np.sqrt(2 / fan_in)
    assert w.mean() == pytest.approx(0, abs=4 * spread / np.sqrt(w.size))
    assert w.std() == pytest.approx(spread, rel=0.05)


def test_rectified_activations_keep_their_size_through_ten_layers(rng):
    x = rng.standard_normal((500, 300))
    for _ in range(10):
        w = np.empty((300, 300))
        he_normal(w, 300, rng)
        x = np.maximum(0, x @ w.T)
    assert (x**2).mean() == pytest.approx(1, rel=0.5)
