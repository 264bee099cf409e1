from __future__ import annotations

import numpy as np
import pytest

from engine.layers import Softmax
from engine.losses import LOSSES, CrossEntropy


@pytest.fixture
def scores(rng):
    return rng.standard_normal((6, 4)), rng.integers(0, 4, 6)


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


def test_gradient_is_the_derivative_of_the_mean_loss(rng, scores):
    z, labels = scores
    direction, step = rng.standard_normal(z.shape), 1e-6
    loss = CrossEntropy()
    ahead = loss.per_sample(z + step * direction, labels).mean()
    behind = loss.per_sample(z - step * direction, labels).mean()
    _, dz = loss.value_and_gradient(z, labels)
    assert (dz * direction).sum() == pytest.approx((ahead - behind) / (2 * step), rel=1e-6)


def test_gradient_is_that_of_softmax_and_logarithm_one_after_the_other(scores):
    z, labels = scores
    softmax = Softmax("softmax", (4,))
    p, saved = softmax.forward(z)
    dp = CrossEntropy().gradient_of_probabilities(p, labels) / len(z)
    _, dz = CrossEntropy().value_and_gradient(z, labels)
    assert np.allclose(softmax.backward(dp, saved).x, dz)


def test_gradient_of_probabilities_is_minus_one_by_that_of_the_true_class():
    p = np.array([[0.25, 0.75], [1.0, 0.0]])
    dp = CrossEntropy().gradient_of_probabilities(p, np.array([0, 1]))
    assert dp.tolist() == [[-4, 0], [0, -np.inf]]


def test_shards_of_a_batch_share_its_mean(scores):
    z, labels = scores
    loss = CrossEntropy()
    parts = [
        loss.value_and_gradient(z[s], labels[s], over=6)[1] for s in (np.s_[:4], np.s_[4:])
    ]
    assert np.allclose(np.concatenate(parts), loss.value_and_gradient(z, labels)[1])


def test_hopeless_scores_give_a_finite_loss_and_a_gradient():
    losses, dz = CrossEntropy().value_and_gradient(
        np.array([[2000.0, 0.0]], np.float32), np.array([1])
    )
    assert losses.tolist() == [2000]
    assert dz.tolist() == [[1, -1]]


def test_float32_stays_float32(rng):
    z = rng.random((3, 4), np.float32)
    losses, dz = CrossEntropy().value_and_gradient(z, np.array([0, 1, 2]), over=7)
    assert (losses.dtype, dz.dtype) == (np.float32, np.float32)


def test_presets_find_it_by_its_name():
    assert LOSSES["cross-entropy"] is CrossEntropy
