"""Painting from back to front."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import EVERYWHERE, NOWHERE, across, down


@pytest.fixture
def canvas():
    """Two black pictures."""
    return Canvas(2)


FIRST = np.array([True, False]).reshape(2, 1, 1)


def test_paint_covers_what_is_behind(canvas):
    canvas.paint(EVERYWHERE, 0.25)
    canvas.paint(across(10, 20), 0.75)
    assert (canvas.grey[:, :, 10:20] == 0.75).all()
    assert (canvas.grey[:, :, :10] == 0.25).all()
    assert (canvas.cover == 1).all()


def test_edge_within_a_pixel_covers_it_in_part(canvas):
    canvas.paint(across(10.25, 20), 1.0)
    np.testing.assert_allclose(canvas.grey[0, 0, 9:12], [0, 0.75, 1])


def test_nothing_is_painted_nowhere(canvas):
    canvas.paint(NOWHERE, 1.0)
    assert not canvas.grey.any()


def test_where_chooses_pictures(canvas):
    canvas.paint(EVERYWHERE, 0.5, where=FIRST)
    canvas.shade(0.25, where=FIRST)
    assert (canvas.grey[0] == 0.75).all()
    assert not canvas.grey[1].any()


def test_rim_is_brighter_than_the_middle(canvas):
    canvas.paint(np.minimum(across(5, 23), down(5, 23)), 0.4, rim=0.5)
    assert canvas.grey[0, 14, 5] > canvas.grey[0, 14, 14] == pytest.approx(0.4)


def test_shade_changes_only_what_is_painted(canvas):
    canvas.paint(across(10, 20), 0.5)
    canvas.shade(0.25, down(0, 14))
    assert (canvas.grey[:, :14, 10:20] == 0.75).all()
    assert (canvas.grey[:, 14:, 10:20] == 0.5).all()
    assert not canvas.grey[:, :, :10].any()


def test_erased_is_as_if_never_painted(canvas):
    canvas.paint(EVERYWHERE, 0.5)
    canvas.erase(down(0, 14), where=FIRST)
    canvas.shade(0.25)
    assert not canvas.grey[0, :14].any()
    assert (canvas.grey[1] == 0.75).all()
