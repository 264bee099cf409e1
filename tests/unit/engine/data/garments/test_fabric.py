"""Cloth is a field of differences around 0."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.garments import fabric

PATTERNS = (
    fabric.plain,
    fabric.heather,
    fabric.knit,
    fabric.stripes,
    fabric.pinstripes,
    fabric.checks,
    fabric.blots,
    fabric.blocks,
    fabric.fade,
    fabric.folds,
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.__name__)
def test_pattern_is_a_float32_difference_that_leaves_the_grey_grey(dice, pattern):
    cloth = np.broadcast_to(pattern(dice), (dice.n, 28, 28))
    assert cloth.dtype == np.float32
    assert np.abs(cloth).max() <= 0.55
    assert abs(cloth.mean()) < 0.03


def test_stripes_go_across_and_pinstripes_up(dice):
    assert fabric.stripes(dice).shape == (dice.n, 28, 1)
    assert fabric.pinstripes(dice).shape == (dice.n, 1, 28)


def test_chosen_patterns_come_with_their_weights(dice):
    cloth = fabric.woven(dice, {fabric.plain: 3, fabric.heather: 1})
    assert cloth.shape == (dice.n, 28, 28)
    rough = cloth.std(axis=(1, 2)) > 0
    assert rough.mean() == pytest.approx(0.25, abs=0.08)
