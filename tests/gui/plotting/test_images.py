from __future__ import annotations

import itertools

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter, qAlpha

from convviz.plotting import (
    MosaicGrid,
    Scale,
    color_table,
    draw_map,
    draw_mosaic,
    luminance_text,
    map_image,
    mosaic_image,
    tiles_image,
)
from convviz.plotting.scales import luminance
from convviz.theming import Theme


@pytest.mark.parametrize("kind", ["signed", "positive", "image"])
def test_a_table_has_253_colours_and_three_reserved_ones(
    either_theme: Theme, kind: str
) -> None:
    table = color_table(kind, either_theme)
    tokens = either_theme.tokens
    assert len(table) == 256
    assert table[253:] == [c.rgb() for c in (tokens.nan, tokens.posinf, tokens.neginf)]


def test_ends_and_middle_are_those_of_the_design(theme: Theme) -> None:
    signed = [QColor(c).name() for c in color_table("signed", theme)]
    assert (signed[0], signed[126], signed[252]) == ("#1981fa", "#221f21", "#e65042")


@pytest.mark.parametrize("kind", ["signed", "positive", "image"])
def test_numbers_can_be_read_on_every_colour(either_theme: Theme, kind: str) -> None:
    table = color_table(kind, either_theme)
    for index in range(253):
        cell, text = luminance(QColor(table[index])), luminance(luminance_text(index, table))
        assert (max(cell, text) + 0.05) / (min(cell, text) + 0.05) >= 4.5


def test_a_map_has_one_pixel_per_number(theme: Theme, rng: np.random.Generator) -> None:
    x = rng.standard_normal((5, 7)).astype(np.float32)
    scale = Scale.of(x)
    image, table = map_image(x, scale, theme), color_table("signed", theme)
    assert (image.width(), image.height()) == (7, 5)
    for r, c in itertools.product(range(5), range(7)):
        assert image.pixel(c, r) == table[scale.to_index(x)[r, c]]


def test_a_map_owns_its_memory(theme: Theme) -> None:
    x = np.ones((4, 4), np.float32)
    image = map_image(x, Scale("signed", 1.0), theme)
    before = image.copy()
    x[:] = -1
    assert image == before


def test_a_mosaic_puts_channels_row_by_row(theme: Theme, rng: np.random.Generator) -> None:
    maps = rng.standard_normal((5, 3, 4)).astype(np.float32)
    scale = Scale.of(maps)
    image = mosaic_image(maps, 2, 1, scale, theme)
    table = color_table("signed", theme)
    assert (image.width(), image.height()) == (4 * 2 + 1, 3 * 3 + 2)
    for c, r, k in itertools.product(range(5), range(3), range(4)):
        pixel = image.pixel(c % 2 * 5 + k, c // 2 * 4 + r)
        assert pixel == table[scale.to_index(maps)[c, r, k]]


def test_gaps_and_missing_maps_of_a_mosaic_are_transparent(theme: Theme) -> None:
    image = mosaic_image(np.ones((3, 2, 2), np.float32), 2, 1, Scale("signed", 1.0), theme)
    assert [qAlpha(image.pixel(x, y)) for x, y in ((2, 0), (0, 2), (4, 4))] == [0, 0, 0]


def test_enlarged_cells_have_one_colour_up_to_their_edges(theme: Theme) -> None:
    x = np.array([[1.0, -1.0], [0.0, 1.0]], np.float32)
    canvas = QImage(20, 20, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    draw_map(painter, QRectF(0, 0, 20, 20), map_image(x, Scale.of(x), theme))
    painter.end()
    names = {canvas.pixelColor(px, py).name() for px in range(10) for py in range(10)}
    assert names == {"#e65042"}
    assert canvas.pixelColor(10, 9).name() == "#1981fa"


def test_a_drawn_mosaic_stands_where_its_grid_says(
    theme: Theme, rng: np.random.Generator
) -> None:
    maps = rng.standard_normal((3, 2, 2)).astype(np.float32)
    scale, grid = Scale.of(maps), MosaicGrid(3, 2, 2, 2, gap=4, cell=3)
    canvas = QImage(40, 40, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    draw_mosaic(painter, QPointF(5, 5), mosaic_image(maps, 2, 0, scale, theme), grid)
    painter.end()
    table = color_table("signed", theme)
    for c, r, k in itertools.product(range(3), range(2), range(2)):
        centre = grid.cell_rect(c, r, k).center() + QPointF(5, 5)
        shown = canvas.pixel(int(centre.x()), int(centre.y()))
        assert shown == table[scale.to_index(maps)[c, r, k]]


def test_tiles_are_cut_off_at_the_edges_of_the_picture(theme: Theme) -> None:
    maps = np.ones((4, 2, 2), np.float32)
    corners = [(-3, 0), (8, 9), (-40, 3), (4, 50)]
    image = tiles_image(maps, corners, 2, (10, 10), Scale("signed", 1.0), theme)
    inked = {(x, y) for x in range(10) for y in range(10) if qAlpha(image.pixel(x, y))}
    assert inked == {(0, y) for y in range(4)} | {(8, 9), (9, 9)}
