"""A body, two sleeves and a neck, the same on both sides."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.garments.canvas import Canvas
from engine.data.garments.dice import Dice
from engine.data.garments.torso import (
    Cut,
    hanging_sleeves,
    long_sleeves,
    paint_torso,
    sew,
    short_sleeves,
)

CUT = Cut(
    x=14.0,
    top=1.0,
    hem=26.0,
    neck=3.0,
    depth=2.0,
    point=0.0,
    shoulder=7.0,
    drop=2.0,
    armpit=9.0,
    chest=6.0,
    waist=5.0,
    bottom=6.0,
    curve=0.0,
)


def width(depth, row: int) -> float:
    """Return how wide a shape is in one row, its edge pixels in part."""
    return float(np.clip(depth[0, row] + 0.5, 0, 1).sum())


def short(cut):
    return short_sleeves(cut, 4.0, 5.0, 5.0)


def long(cut):
    return long_sleeves(cut, 2.5, 4.0, 3.0, 27.0)


@pytest.mark.parametrize("draw", [Cut.body, Cut.neckline, short, long])
def test_both_sides_are_the_same(draw):
    depth = draw(CUT)
    np.testing.assert_allclose(depth, depth[:, :, ::-1], atol=1e-4)


def test_body_is_as_wide_as_it_is_cut():
    body = CUT.body()
    assert width(body, 17) == pytest.approx(2 * CUT.waist, abs=0.1)
    assert width(body, 25) == pytest.approx(2 * CUT.bottom, abs=0.2)
    assert width(body, 27) == 0
    assert width(body, 0) == 0


def test_long_sleeves_leave_a_gap_beside_the_body_and_end_at_the_cuff():
    both = np.maximum(long(CUT), CUT.body())
    row = np.clip(both[0, 22] + 0.5, 0, 1)
    filled = row > 0.5
    assert np.count_nonzero(np.diff(filled.astype(int)) == 1) == 3  # sleeve, body, sleeve
    assert width(long(CUT), 27) == 0


def test_hanging_sleeves_without_play_are_long_sleeves_of_these_measures():
    dice = Dice(np.random.default_rng(0), 3)
    thrown = hanging_sleeves(dice, CUT, gap=(2.5, 2.5), width=(4, 4), cuff=(3, 3), end=(27, 27))
    assert thrown.shape == (3, 28, 28)
    np.testing.assert_allclose(thrown, np.broadcast_to(long(CUT), thrown.shape), atol=1e-5)


def test_sewing_returns_the_grey_of_the_body_and_adds_the_contrast_to_the_sleeves():
    canvas, dice = Canvas(50), Dice(np.random.default_rng(0), 50)
    tone = sew(
        canvas,
        dice,
        CUT,
        long(CUT),
        tones=(0.2, 0.5, 0.7),
        contrast=lambda: dice.between(0.1, 0.1),
        rim=(0, 0),
        seam=(0, 0),
    )
    assert 0.2 <= tone.min() < 0.3
    assert 0.6 < tone.max() <= 0.7
    np.testing.assert_allclose(canvas.grey[:, 15, 14], tone[:, 0, 0], rtol=1e-5)
    np.testing.assert_allclose(canvas.grey[:, 20, 4], tone[:, 0, 0] + 0.1, rtol=1e-5)


def test_short_sleeves_end_above_the_waist():
    assert width(short(CUT), 6) > 0
    assert width(short(CUT), 16) == 0


def test_neck_is_open():
    canvas = Canvas(1)
    paint_torso(canvas, CUT, short(CUT), tone=0.5, sleeve_tone=0.5, rim=0.0, seam=0.0)
    assert canvas.grey[0, 1, 14] == 0
    assert canvas.grey[0, 5, 14] == pytest.approx(0.5)
