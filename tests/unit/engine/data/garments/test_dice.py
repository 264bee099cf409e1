"""Chance, one throw for each picture."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.garments.dice import Dice


@pytest.mark.parametrize(
    "throw",
    [
        lambda d: d.between(2, 5),
        lambda d: d.around(2, 5),
        lambda d: d.spread(2, 3, 5),
        lambda d: d.sign(),
    ],
    ids=["between", "around", "spread", "sign"],
)
def test_every_picture_gets_its_own_float32(dice, throw):
    thrown = throw(dice)
    assert (thrown.shape, thrown.dtype) == ((400, 1, 1), np.float32)
    assert len(np.unique(thrown)) >= 2


def test_between_stays_between(dice):
    thrown = dice.between(2, 5)
    assert 2 <= thrown.min() < 2.1
    assert 4.9 < thrown.max() <= 5


def test_around_stays_within_two_deviations(dice):
    thrown = dice.around(10, 3)
    assert 4 <= thrown.min() < thrown.max() <= 16
    assert thrown.mean() == pytest.approx(10, abs=0.5)


def test_spread_divides_throws_evenly(rng):
    thrown = Dice(rng, 4000).spread(0, 1, 10, 100)
    counts = np.histogram(thrown, [0, 1, 10, 100])[0] / 4000
    np.testing.assert_allclose(counts, 1 / 3, atol=0.03)


def test_kind_comes_with_its_weight(rng):
    kinds = Dice(rng, 4000).kind(1, 0, 3)
    shares = np.bincount(kinds.ravel(), minlength=3) / 4000
    np.testing.assert_allclose(shares, [0.25, 0, 0.75], atol=0.03)


def test_chance_comes_with_its_probability(rng):
    dice = Dice(rng, 4000)
    assert dice.chance(0.2).mean() == pytest.approx(0.2, abs=0.03)
    assert not dice.chance(0).any()
    assert dice.chance(1).all()


def test_grain_has_mean_0_and_variance_1(dice):
    grain = dice.grain()
    assert (grain.shape, grain.dtype) == ((400, 28, 28), np.float32)
    assert grain.mean() == pytest.approx(0, abs=0.02)
    assert grain.var() == pytest.approx(1, abs=0.02)


def test_same_seed_throws_the_same():
    first, second = (Dice(np.random.default_rng(7), 5) for _ in range(2))
    np.testing.assert_array_equal(first.grain(), second.grain())
