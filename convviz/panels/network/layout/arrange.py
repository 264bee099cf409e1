"""Puts the columns of a network side by side.

The columns share the width evenly; names, rail, maps, captions and colour bars have their
heights from the grid of 4 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize

from convviz.panels.network.layout.cell_list import CellList
from convviz.panels.network.layout.fit import (
    LEAST_COLUMN_GAP,
    MARGIN,
    column_width,
    fit,
    least_height,
)
from convviz.panels.network.layout.forms import IMAGE_CAPTION, grid_of, moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convviz.panels.network.layout.grid import Grid, Index
    from convviz.panels.network.layout.station import Station
    from convviz.panels.network.layout.terms import Terms

TOP = 36
FOOT = 64
PAGER = 18
CAPTION_GAP = 8
WIDEST_COLUMN_GAP = 128
MISS = 4
"""Pixels beside a picture that still belong to it: who clicks there meant a cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One layer on the canvas.

    Parameters
    ----------
    station : Station
    x, width : int
        Pixels.
    grid : Grid or None
        Where its cells are; None for the loss.
    page, pages : int
        Which of how many pages of maps is open.
    """

    station: Station
    x: int
    width: int
    grid: Grid | None
    page: int = 0
    pages: int = 1

    @property
    def has_pager(self) -> bool:
        """Whether its pages are turned below it; bands follow the maps before."""
        return self.pages > 1 and self.station.form == "maps"

    @property
    def right(self) -> int:
        """The first pixel right of the column."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """Where everything is.

    Parameters
    ----------
    columns : tuple of Column
        Input, layers, loss.
    terms : Terms
        What they agree on.
    width : int
        Pixels of the canvas; more than the window's if it must be scrolled.
    bottom : int
        Foot of the maps, or of the pager below them.
    folded : bool
        Whether only one channel per layer is shown.
    """

    columns: tuple[Column, ...]
    terms: Terms
    width: int
    bottom: int
    folded: bool = False

    @property
    def sample_rect(self) -> QRect:
        """Return where the first line about the sample stands: below or beside the image."""
        grid = self.columns[0].grid
        rect = grid.rect if grid is not None else QRect()
        corner = (
            rect.topRight() + QPoint(9, 0) if self.folded else rect.bottomLeft() + QPoint(0, 9)
        )
        right = self.columns[1].x - MARGIN // 2
        return QRect(corner, QSize(max(right - corner.x(), 0), 14))

    def caption_width(self, place: int) -> int:
        """Return the pixels that the captions of a column may take: up to the next ones."""
        column, last = self.columns[place], place == len(self.columns) - 1
        end = self.width if last else self.columns[place + 1].x - CAPTION_GAP
        return max(end - column.x, column.width)

    def shares_rows(self, column: Column) -> bool:
        """Whether the column before has numbers too, and so tells the rows of both."""
        place = self.columns.index(column)
        return place > 0 and self.columns[place - 1].station.form == "numbers"

    def column(self, name: str) -> Column | None:
        """Return the column of a layer."""
        return next((c for c in self.columns if c.station.name == name), None)

    def column_at(self, x: int) -> Column | None:
        """Return the column over `x`."""
        return next((c for c in self.columns if c.x <= x < c.right), None)

    @property
    def name_height(self) -> int:
        """Pixels from the top that belong to names and rail."""
        return TOP

    def pager_rect(self, column: Column) -> QRect:
        """Return where a column's pages are turned."""
        return QRect(column.x, self.bottom - PAGER + 2, column.width, PAGER - 2)

    def page_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the channels and the page that a click at `point` asks for."""
        for column in self.columns:
            rect = self.pager_rect(column)
            if column.has_pager and rect.contains(point):
                page = column.page + (1 if point.x() > rect.center().x() else -1)
                return column.station.channels, min(max(page, 0), column.pages - 1)
        return None

    def is_between_cells(self, point: QPoint) -> bool:
        """Whether `point` is in a gap of a layer's picture, or just missed its edge."""
        rects = (column.grid.rect for column in self.columns if column.grid is not None)
        return any(rect.adjusted(-MISS, -MISS, MISS, MISS).contains(point) for rect in rects)

    def hit(self, point: QPoint) -> tuple[str, Index] | None:
        """Return layer and index of the cell under `point`."""
        for column in self.columns:
            if column.grid is not None and column.grid.rect.contains(point):
                index = column.grid.hit(point)
                return None if index is None else (column.station.name, index)
        return None


def fits_unfolded(stations: Sequence[Station], height: int) -> bool:
    """Whether a canvas of `height` pixels has room for every row of the columns."""
    return height >= TOP + least_height(stations) + FOOT


def arrange(
    stations: Sequence[Station], width: int, height: int, pages: Mapping[int, int] | None = None
) -> NetworkLayout:
    """Return the layout of a network on a canvas of `width` × `height` pixels.

    Parameters
    ----------
    stations : sequence of Station
        In the order of the forward pass.
    width, height : int
        Pixels of the visible canvas.
    pages : mapping of int to int, optional
        The open page of layers with so many channels.
    """
    terms = fit(stations, width, height - TOP - FOOT)
    if terms.shown:
        terms = fit(stations, width, height - TOP - FOOT - PAGER)
    terms = _with_pages(terms, pages or {})
    widths = [column_width(station, terms) for station in stations]
    spare = (width - 2 * MARGIN - sum(widths)) / max(len(stations) - 1, 1)
    gap = max(LEAST_COLUMN_GAP, min(spare, WIDEST_COLUMN_GAP))
    columns, taken = [], 0
    for place, (station, w) in enumerate(zip(stations, widths, strict=True)):
        columns.append(_column(station, terms, MARGIN + taken + round(place * gap), w))
        taken += w
    bottom = TOP + terms.height + (PAGER if terms.shown else 0)
    return NetworkLayout(tuple(columns), terms, max(columns[-1].right + MARGIN, width), bottom)


def _with_pages(terms: Terms, pages: Mapping[int, int]) -> Terms:
    return replace(terms, pages=dict(pages))


def _column(station: Station, terms: Terms, x: int, width: int) -> Column:
    grid = grid_of(station, terms)
    if grid is None:
        return Column(station, x, width, None)
    y = TOP
    if station.form == "image":
        y += max(terms.height - grid.rect.height() - IMAGE_CAPTION, 0) // 2
    if isinstance(grid, CellList):
        grid = replace(grid, width=width)
    channels = station.channels
    step = terms.shown.get(channels, channels)
    page = terms.page(channels).start // step
    return Column(station, x, width, moved(grid, x, y), page, -(-channels // step))
