"""Builds the grid of one layer for a given factor and height, at the origin."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint

from convviz.panels.network.layout.cell_list import CellList
from convviz.panels.network.layout.folded_grid import FoldedGrid
from convviz.panels.network.layout.map_grid import MapGrid

if TYPE_CHECKING:
    from convviz.panels.network.layout.grid import Grid
    from convviz.panels.network.layout.station import Station
    from convviz.panels.network.layout.terms import Terms

GAP = 4
LARGEST_CELL = 9
WIDEST_FOLD = 100
MUCH_SMALLER = 0.6
NUMBER_GAP, NUMBER_PITCH, AIRY_PITCH, TIGHT_PITCH = 4, 28, 20, 12
IMAGE_CAPTION = 52
"""Pixels below the image for three lines about the sample."""
LABEL_ABOVE, ROOM_ABOVE, ROOM_BESIDE = 14, 34, 8
DIGIT_WIDTH = 7
ORIGIN = QPoint(0, 0)


def grid_of(station: Station, terms: Terms) -> Grid | None:
    """Return the arrangement of `station`, measured from the top of the maps.

    Everything stands in the middle of the height; its left edge is 0.
    """
    match station.form:
        case "image":
            return _image(station, terms)
        case "maps":
            return _maps(station, terms)
        case "bands":
            return _bands(station, terms)
        case "units":
            return _units(station.shape[0], terms)
        case "numbers":
            return _numbers(station, terms)
    return None


def _image(station: Station, terms: Terms) -> MapGrid:
    """Return the image, larger than the maps if that leaves room for what is said of it."""
    _, height, width = station.shape
    room = (terms.height - IMAGE_CAPTION) // height
    cell = max(1, min(terms.factor + 1, room))
    return MapGrid(ORIGIN, range(1), 1, height, width, cell, GAP, height * cell)


def _maps(station: Station, terms: Terms) -> MapGrid:
    channels, height, width = station.shape
    return MapGrid(
        QPoint(0, terms.top),
        terms.page(channels),
        terms.across.get(channels, 1),
        height,
        width,
        terms.cell(station),
        GAP,
        terms.pitches.get(channels, 1),
    )


def label_width(station: Station, terms: Terms) -> int:
    """Return the pixels for indices beside the bands; above them they take none."""
    if station.form != "bands" or _label_above(station, terms):
        return 0
    return GAP + DIGIT_WIDTH * len(str(station.shape[0] - 1))


def _label_above(station: Station, terms: Terms) -> bool:
    return _band_pitch(station, terms) >= ROOM_ABOVE


def _band_pitch(station: Station, terms: Terms) -> int:
    return max((terms.height + GAP) // len(terms.page(station.channels)), 2)


def _bands(station: Station, terms: Terms) -> FoldedGrid:
    channels, height, width = station.source
    shown = terms.page(channels)
    pitch, above = _band_pitch(station, terms), _label_above(station, terms)
    room = pitch - GAP - LABEL_ABOVE if above else pitch - min(ROOM_BESIDE, max(1, pitch // 4))
    columns, cell = fold(height * width, max(room, 1), min(terms.factor + 1, LARGEST_CELL))
    taken = (len(shown) - 1) * pitch + -(-height * width // columns) * cell
    top = LABEL_ABOVE if above else 0
    if len(shown) == 1:
        top = (terms.height - taken) // 2
    return FoldedGrid(QPoint(0, top), shown, height * width, columns, cell, pitch, above)


def fold(units: int, height: int, largest: int = LARGEST_CELL) -> tuple[int, int]:
    """Return columns and cell of a band no higher than wide, cells as large as fit.

    A band without a shorter last row is preferred if its cells are not much smaller.
    """
    sizes = range(largest, 0, -1)
    any_fold = next(filter(None, (_folded(units, height, cell) for cell in sizes)), None)
    if any_fold is None:
        return -(-units // min(height, math.isqrt(units))), 1
    least = math.ceil(any_fold[1] * MUCH_SMALLER)
    evens = (
        _folded(units, height, cell, even=True) for cell in range(any_fold[1], least - 1, -1)
    )
    return next(filter(None, evens), any_fold)


def _folded(
    units: int, height: int, cell: int, *, even: bool = False
) -> tuple[int, int] | None:
    """Return columns and cell with as many rows as fit; None if it is still too wide."""
    most = min(height // cell, math.isqrt(units))
    for rows in range(most, most // 2, -1):
        columns = -(-units // rows)
        if columns * cell <= WIDEST_FOLD and not (even and units % rows):
            return columns, cell
    return None


def _units(units: int, terms: Terms) -> FoldedGrid:
    columns, cell = _square_fold(
        units, terms.height, LARGEST_CELL if terms.factor >= 3 else LARGEST_CELL - 1
    )
    height = -(-units // columns) * cell
    top = QPoint(0, (terms.height - height) // 2)
    return FoldedGrid(top, range(1), units, columns, cell, height)


def _square_fold(units: int, height: int, largest: int) -> tuple[int, int]:
    """Return columns (a multiple of 8) and cell of a vector, cells as large as fit."""
    columns = min(8, units)
    for cell in range(largest, 1, -1):
        least = -(-units // max(height // cell, 1))
        columns = min(-(-least // 8) * 8, units)
        if columns * cell <= WIDEST_FOLD:
            return columns, cell
    return columns, 2


def _numbers(station: Station, terms: Terms) -> CellList:
    units = station.shape[0]
    airy = (terms.height + NUMBER_GAP) // units
    gap = NUMBER_GAP if airy >= AIRY_PITCH else 1
    pitch = min(NUMBER_PITCH, max((terms.height + gap) // units, TIGHT_PITCH))
    height = pitch - gap
    width = 64 if station.kind == "softmax" else 84
    top = (terms.height - (units - 1) * pitch - height) // 2
    return CellList(QPoint(0, max(top, 0)), units, width, height, pitch)


def moved(grid: Grid, x: int, y: int) -> Grid:
    """Return `grid` at another place."""
    assert isinstance(grid, MapGrid | FoldedGrid | CellList), grid
    return replace(grid, origin=grid.origin + QPoint(x, y))
