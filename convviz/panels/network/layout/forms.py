"""Builds the grid of one layer for a given factor and height, at the origin."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint

from convviz.panels.network.layout.cell_list import CellList
from convviz.panels.network.layout.folded_grid import FoldedGrid
from convviz.panels.network.layout.map_grid import MapGrid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convviz.panels.network.layout.grid import Grid
    from convviz.panels.network.layout.station import Station

GAP = 4
WIDEST_FOLD = 96
NUMBER_HEIGHT, NUMBER_PITCH, TIGHT_PITCH = 24, 28, 14
LABEL_ABOVE, ROOM_ABOVE, ROOM_BESIDE = 14, 34, 8
LABEL_WIDTH = 24
ORIGIN = QPoint(0, 0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What all columns agree on.

    Parameters
    ----------
    factor : int
        Pixels per cell of a map that is as fine as the image.
    pitch : int
        Pixels from one row of maps to the next.
    height : int
        Pixels from the top of the first map to the foot of the last.
    across : mapping of int to int
        Maps side by side, by the number of channels.
    shown : mapping of int to int
        Channels on one page, by the number of channels.
    pages : mapping of int to int
        The page that is open, by the number of channels; 0 if missing.
    """

    factor: int
    pitch: int
    height: int
    across: Mapping[int, int]
    shown: Mapping[int, int]
    pages: Mapping[int, int] = field(default_factory=dict)

    def page(self, channels: int) -> range:
        """Return the channels that are shown of so many."""
        step = self.shown.get(channels, channels)
        start = min(self.pages.get(channels, 0), -(-channels // step) - 1) * step
        return range(start, min(start + step, channels))


def grid_of(station: Station, terms: Terms) -> Grid | None:
    """Return the arrangement of `station`, its top left corner at the origin.

    Maps start at the top; everything else stands in the middle of the height.
    """
    match station.form:
        case "image":
            _, h, w = station.shape
            return MapGrid(
                ORIGIN, range(1), 1, h, w, terms.factor + 1, GAP, h * (terms.factor + 1)
            )
        case "maps":
            return _maps(station, terms)
        case "bands":
            return _bands(station, terms)
        case "units":
            return _units(station.shape[0], terms)
        case "numbers":
            return _numbers(station, terms)
    return None


def _maps(station: Station, terms: Terms) -> MapGrid:
    channels, height, width = station.shape
    cell = terms.factor * station.stride
    across = terms.across.get(channels, 1)
    return MapGrid(ORIGIN, terms.page(channels), across, height, width, cell, GAP, terms.pitch)


def _bands(station: Station, terms: Terms) -> FoldedGrid:
    channels, height, width = station.source
    shown = terms.page(channels)
    pitch = max((terms.height + GAP) // len(shown), 2)
    above = pitch >= ROOM_ABOVE
    room = pitch - GAP - LABEL_ABOVE if above else pitch - min(ROOM_BESIDE, max(1, pitch // 4))
    columns, cell = fold(height * width, max(room, 1), min(GAP, terms.factor + 1))
    top = QPoint(0, LABEL_ABOVE if above else 0)
    return FoldedGrid(top, shown, height * width, columns, cell, pitch)


def fold(units: int, height: int, largest: int) -> tuple[int, int]:
    """Return columns and cell of a band no higher than `height`, cells as large as fit."""
    for cell in range(largest, 0, -1):
        most = height // cell
        even = [rows for rows in range(most, most // 2, -1) if units % rows == 0]
        for rows in [*even, most]:
            if rows and -(-units // rows) * cell <= WIDEST_FOLD:
                return -(-units // rows), cell
    return -(-units // height), 1


def _units(units: int, terms: Terms) -> FoldedGrid:
    columns, cell = _square_fold(units, terms.height, 9 if terms.factor >= 3 else 8)
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
    pitch = min(NUMBER_PITCH, max((terms.height + GAP) // units, TIGHT_PITCH))
    height = pitch - (NUMBER_PITCH - NUMBER_HEIGHT if pitch >= 20 else 1)
    width = 64 if station.kind == "softmax" else 84
    top = (terms.height - (units - 1) * pitch - height) // 2
    return CellList(QPoint(0, max(top, 0)), units, width, height, pitch)


def moved(grid: Grid, x: int, y: int) -> Grid:
    """Return `grid` at another place."""
    assert isinstance(grid, MapGrid | FoldedGrid | CellList), grid
    return replace(grid, origin=grid.origin + QPoint(x, y))
