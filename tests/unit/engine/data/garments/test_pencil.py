"""Depths are distances to the edge, positive inside."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.garments.pencil import (
    X,
    Y,
    across,
    arch,
    bend,
    down,
    ease,
    ellipse,
    line,
    share,
    stroke,
)


def area(depth) -> float:
    """Return how many pixels a shape covers, its edge pixels in part."""
    return float(np.clip(depth + 0.5, 0, 1).sum())


def test_bend_goes_through_its_knots_and_is_level_beyond():
    s = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0], np.float32)
    broken = bend(s, (0, 10.0), (1, 20.0), (3, 0.0))
    np.testing.assert_allclose(broken, [10, 10, 15, 20, 10, 0, 0])


def test_bend_differs_from_picture_to_picture():
    ends = np.array([2.0, 4.0], np.float32).reshape(2, 1, 1)
    edge = bend(Y, (0, 0.0), (28, ends))
    assert edge.shape == (2, 28, 1)
    np.testing.assert_allclose(edge[1], 2 * edge[0])


def test_share_and_ease_run_from_0_to_1():
    s = np.linspace(-1, 5, 61, dtype=np.float32)
    for function in (share, ease):
        t = function(s, 1, 3)
        assert (t[s <= 1] == 0).all()
        assert (t[s >= 3] == 1).all()
        assert (np.diff(t) >= 0).all()
        assert t[30] == pytest.approx(0.5, abs=1e-5)


def test_ease_is_level_at_its_ends():
    near = np.array([0.01, 0.99], np.float32)
    assert (np.abs(ease(near, 0, 1) - [0, 1]) < 1e-3).all()


def test_across_and_down_are_exact_between_pixels():
    box = np.minimum(across(4.25, 10.0), down(3.0, 5.5))
    assert area(box) == pytest.approx(5.75 * 2.5, abs=0.3)
    assert area(across(4.25, 10.0)) == pytest.approx(5.75)
    assert across(4, 10)[0, 0, 6] == 2.5


def test_ellipse_covers_pi_times_its_radii():
    assert area(ellipse(14, 14, 9, 6)) == pytest.approx(np.pi * 9 * 6, rel=0.02)


def test_arch_is_the_upper_half_of_a_line():
    whole = line(ellipse(14, 14, 8, 8), 2)
    half = arch(14, 14, 8, 8, 2)
    assert area(half) == pytest.approx(area(whole) / 2, rel=0.1)
    assert (half[0, 15:] <= 0).all()


@pytest.mark.parametrize("end", [(20.0, 6.0), (6.0, 20.0), (18.0, 17.0)])
def test_stroke_covers_length_times_width(end):
    length = np.hypot(end[0] - 6, end[1] - 6)
    assert area(stroke((6, 6), end, 3)) == pytest.approx((length + 1) * 3, rel=0.06)


def test_tapered_stroke_covers_its_mean_width():
    tapered = stroke((6, 14), (20, 14), 2, end_width=6)
    assert area(tapered) == pytest.approx(15 * 4, rel=0.05)


def test_bow_moves_the_middle_of_a_stroke_and_not_its_ends():
    straight, bowed = (stroke((4, 14.5), (25, 14.5), 2, bow=bow) for bow in (0, 4))
    middle, end = (0, slice(None), 14), (0, slice(None), 4)
    assert abs(int(bowed[middle].argmax()) - int(straight[middle].argmax())) == 4
    assert abs(int(bowed[end].argmax()) - int(straight[end].argmax())) <= 1


def test_stroke_in_distances_from_the_middle_is_two_strokes():
    both = stroke((4, 6), (8, 20), 2, x=np.abs(X - 14))
    np.testing.assert_allclose(both, both[:, :, ::-1], atol=1e-5)
