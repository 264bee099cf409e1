"""Where image, bars and words stand."""

from __future__ import annotations

import itertools

import pytest

from convviz.panels.predictions.layout import TextWidths, arrange

TEXTS = TextWidths(name=64, number=44, word=62)


@pytest.mark.parametrize(("width", "side"), [(416, 112), (356, 84)])
def test_the_image_is_enlarged_by_a_whole_factor(width, side):
    image = arrange(width, 158, (28, 28), 10, TEXTS).image
    assert (image.width(), image.height()) == (side, side)


def test_a_small_image_is_enlarged_more():
    assert arrange(416, 158, (8, 8), 10, TEXTS).image.width() == 112


@pytest.mark.parametrize("width", [300, 356, 416, 700])
@pytest.mark.parametrize("height", [150, 158, 300])
def test_nothing_overlaps(width, height):
    layout = arrange(width, height, (28, 28), 10, TEXTS)
    for row in layout.rows:
        parts = [layout.image, row.name, row.bar, row.number, row.word]
        for left, right in itertools.pairwise(parts):
            assert left.right() < right.x()
        assert row.word.right() < width
        assert row.name.bottom() < layout.words.y() + 1
    for above, below in zip(layout.rows, layout.rows[1:], strict=False):
        assert above.name.bottom() < below.name.y()
