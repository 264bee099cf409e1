"""The network folded to one line: one channel per layer, the columns where they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint

from convviz.panels.network.layout.arrange import TOP, Column, NetworkLayout, arrange
from convviz.panels.network.layout.folded_grid import FoldedGrid
from convviz.panels.network.layout.forms import GAP, fold
from convviz.panels.network.layout.map_grid import MapGrid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convviz.panels.network.layout.grid import Grid
    from convviz.panels.network.layout.station import Station

FOLDED_HEIGHT = 104
"""Pixels of the canvas; 132 with the panel's header."""
PLATE = 60
STRIP, NUMBER_CELL = 34, 12
USUAL_HEIGHT = 400
"""The columns stand where they would at this height."""


def arrange_folded(
    stations: Sequence[Station],
    width: int,
    channels: Mapping[str, int],
    height: int = FOLDED_HEIGHT,
) -> NetworkLayout:
    """Return the folded layout.

    Parameters
    ----------
    stations : sequence of Station
    width : int
        Pixels of the visible canvas.
    channels : mapping of str to int
        The channel that each layer shows; 0 if missing.
    height : int, optional
        Pixels of the visible canvas: the pictures are smaller where it is low.
    """
    usual = arrange(stations, width, USUAL_HEIGHT)
    highest = max((s.shape[1] * s.stride for s in stations if len(s.shape) == 3), default=1)
    factor = max(1, min(PLATE, height - TOP - 1) // highest)
    columns = tuple(
        replace(column, grid=_grid(column, factor, channels), page=0, pages=1)
        for column in usual.columns
    )
    return replace(usual, columns=columns, bottom=TOP + PLATE, folded=True)


def _grid(column: Column, factor: int, channels: Mapping[str, int]) -> Grid | None:
    station, origin = column.station, QPoint(column.x, TOP)
    channel = channels.get(station.name, 0)
    one = range(channel, channel + 1)
    match station.form:
        case "image" | "maps":
            _, height, width = station.shape
            cell = factor * station.stride
            return MapGrid(origin, one, 1, height, width, cell, GAP, height * cell)
        case "bands":
            _, height, width = station.source
            fold_columns, cell = fold(height * width, 20, GAP)
            return FoldedGrid(origin, one, height * width, fold_columns, cell, STRIP)
        case "units":
            fold_columns, cell = fold(station.shape[0], STRIP, GAP)
            return FoldedGrid(origin, range(1), station.shape[0], fold_columns, cell, STRIP)
        case "numbers":
            units = station.shape[0]
            return FoldedGrid(origin, range(1), units, -(-units // 2), NUMBER_CELL, STRIP)
    return None
