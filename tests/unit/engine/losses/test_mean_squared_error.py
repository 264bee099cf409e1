from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.layers import Softmax
from engine.losses import MeanSquaredError


def test_loss_is_the_mean_square_of_p_minus_y(scores):
    z, labels = scores
    p, _ = Softmax("softmax", (4,)).forward(z)
    losses = MeanSquaredError().per_sample(z, labels)
    assert losses == pytest.approx(((p - np.eye(4)[labels]) ** 2).mean(axis=1), rel=1e-12)


def test_gradient_of_probabilities_is_2_p_minus_y_by_the_classes():
    p = np.array([[0.25, 0.75], [1.0, 0.0]])
    dp = MeanSquaredError().gradient_of_probabilities(p, np.array([0, 1]))
    assert dp.tolist() == [[-0.75, 0.75], [1, -1]]


def test_certain_and_right_sample_has_all_digits_of_its_small_loss_and_gradient():
    """In float32, where 1 - p of the true class would have none of them left."""
    x = 17
    losses, (dz,) = MeanSquaredError().value_and_gradient(
        np.array([[x, 0.0]], np.float32), np.array([0])
    )
    e = float(np.exp(-float(x)))
    other = Fraction(e) / (1 + Fraction(e))
    assert losses[0] == pytest.approx(float(other**2), rel=1e-6)
    slope = float(2 * other**2 * (1 - other))  # d(other²)/d(other) times that of the softmax
    assert dz == pytest.approx([-slope, slope], rel=1e-6)
