from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import SettingError
from engine.layers import Dropout, Training

HERE = Training(seed=7, step=11, shard=2)


def left_out(training=HERE, place=0, rate=0.5):
    """Return which of 1 000 numbers are left out."""
    dropout = Dropout("drop1", (1000,), rate=rate).bound_to({}, place)
    return dropout.forward_in_training(np.ones((1, 1000)), training)[0] == 0


def test_outside_of_training_it_changes_nothing_either_way(rng):
    dropout = Dropout("drop1", (2, 3, 4))
    x = rng.standard_normal((5, 2, 3, 4))
    y, saved = dropout.forward(x)
    assert np.array_equal(y, x)
    assert np.array_equal(dropout.backward(x, saved).x, x)


@pytest.mark.parametrize("rate", [0, 0.2, 0.5, 0.9])
def test_in_training_a_share_is_left_out_and_the_mean_preserved(rate):
    dropout = Dropout("drop1", (100, 100), rate=rate)
    x = np.ones((16, 100, 100))
    y, _ = dropout.forward_in_training(x, HERE)
    assert set(np.unique(y)) <= {0, 1 / (1 - rate)}
    spread = np.sqrt(rate / (1 - rate) / y.size)
    assert y.mean() == pytest.approx(1, abs=4 * spread)


def test_what_was_left_out_gets_no_gradient_and_the_rest_its_own_scale(rng):
    dropout = Dropout("drop1", (50,), rate=0.2)
    x, dy = rng.standard_normal((2, 4, 50))
    y, saved = dropout.forward_in_training(x, HERE)
    k = np.where(y == 0, 0, 1 / 0.8)
    assert y == pytest.approx(x * k)
    assert dropout.backward(dy, saved).x == pytest.approx(dy * k)


def test_same_place_in_the_same_training_leaves_out_the_same_numbers():
    assert np.array_equal(left_out(), left_out())


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"training": replace(HERE, seed=8)},
        {"training": replace(HERE, step=12)},
        {"training": replace(HERE, shard=3)},
        {"training": Training(seed=7, step=2, shard=11)},
        {"place": 1},
    ],
)
def test_another_seed_step_shard_or_layer_leaves_out_others(elsewhere):
    differing = (left_out(**elsewhere) != left_out()).mean()
    assert differing == pytest.approx(0.5, abs=0.1)


def test_numbers_left_out_do_not_follow_the_first_values_of_the_parameters():
    start = np.random.default_rng((0, 0)).random((1, 1000), np.float32) < 0.5
    assert (left_out(Training(0, 0, 0)) != start).mean() == pytest.approx(0.5, abs=0.1)


def test_every_precision_leaves_out_the_same_numbers():
    dropout = Dropout("drop1", (1000,))
    single, double = (
        dropout.forward_in_training(np.ones((1, 1000), dtype), HERE)[0]
        for dtype in (np.float32, np.float64)
    )
    assert np.array_equal(single, double)


def test_higher_rate_leaves_out_more_of_the_same():
    assert not (left_out(rate=0.2) & ~left_out(rate=0.6)).any()


def test_rate_is_told_in_words():
    dropout = Dropout("drop1", (5,), rate=0.25)
    assert dropout.arithmetic() == "x / 0.75 or 0"
    assert dropout.note() == "while learning"


@pytest.mark.parametrize("rate", [-0.1, 1, "half", True])
def test_rate_that_is_no_share_is_refused(rate):
    with pytest.raises(SettingError, match=r"drop1: rate must be a number in \[0, 1\), got"):
        Dropout("drop1", (5,), rate=rate)
