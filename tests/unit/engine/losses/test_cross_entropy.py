from __future__ import annotations

import numpy as np
import pytest

from engine.layers import Softmax
from engine.losses import CrossEntropy


def test_loss_is_minus_the_logarithm_of_the_true_probability(scores):
    z, labels = scores
    p, _ = Softmax("softmax", (4,)).forward(z)
    losses = CrossEntropy().per_sample(z, labels)
    assert losses == pytest.approx(-np.log(p[np.arange(6), labels]))


def test_gradient_is_p_minus_y_by_n(scores):
    z, labels = scores
    p, _ = Softmax("softmax", (4,)).forward(z)
    _, dz = CrossEntropy().value_and_gradient(z, labels)
    assert np.allclose(dz, (p - np.eye(4)[labels]) / 6)


def test_gradient_of_probabilities_is_minus_one_by_that_of_the_true_class():
    p = np.array([[0.25, 0.75], [1.0, 0.0]])
    dp = CrossEntropy().gradient_of_probabilities(p, np.array([0, 1]))
    assert dp.tolist() == [[-4, 0], [0, -np.inf]]


def test_hopeless_scores_give_a_finite_loss_and_a_gradient():
    losses, dz = CrossEntropy().value_and_gradient(
        np.array([[2000.0, 0.0]], np.float32), np.array([1])
    )
    assert losses.tolist() == [2000]
    assert dz.tolist() == [[1, -1]]
