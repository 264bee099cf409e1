from __future__ import annotations

import itertools

import pytest

from convviz.plotting import CellGrid, MosaicGrid, whole_cell


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("pixels", [3.0, 7.5, 22.0])
def test_a_cell_is_a_whole_number_of_device_pixels(pixels: float, ratio: float) -> None:
    cell = whole_cell(pixels, ratio)
    assert cell * ratio == pytest.approx(round(cell * ratio))
    assert 1 / ratio <= cell <= max(pixels, 1 / ratio)


def test_every_cell_of_a_mosaic_is_hit_at_its_middle() -> None:
    grid = MosaicGrid(channels=5, columns=2, height=3, width=4, gap=4, cell=2.5)
    for c, r, k in itertools.product(range(5), range(3), range(4)):
        centre = grid.cell_rect(c, r, k).center()
        assert grid.hit(centre.x(), centre.y()) == (c, r, k)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        pytest.param(11, 3, id="gap-between-maps"),
        pytest.param(3, 8.5, id="gap-between-rows"),
        pytest.param(16, 20, id="place-of-a-missing-map"),
        pytest.param(-1, 3, id="left"),
        pytest.param(500, 3, id="right"),
    ],
)
def test_beside_the_maps_nothing_is_hit(x: float, y: float) -> None:
    grid = MosaicGrid(channels=5, columns=2, height=3, width=4, gap=4, cell=2.5)
    assert grid.hit(x, y) is None


def test_the_size_of_a_mosaic_has_no_gap_at_its_ends() -> None:
    grid = MosaicGrid(channels=8, columns=2, height=24, width=24, gap=4, cell=3)
    assert grid.size == (2 * 72 + 4, 4 * 72 + 3 * 4)
    assert grid.rect(7).bottomRight().x() == grid.size[0]


def test_every_cell_of_a_matrix_is_hit_at_its_middle() -> None:
    grid = CellGrid(rows=3, columns=5, cell_width=40, cell_height=22, x=7, y=9)
    for r, c in itertools.product(range(3), range(5)):
        centre = grid.cell(r, c).center()
        assert grid.hit(centre.x(), centre.y()) == (r, c)
    assert grid.hit(6.9, 20) is None
    assert grid.hit(20, 9 + 3 * 22 + 1) is None
