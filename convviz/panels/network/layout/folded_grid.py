"""Vectors folded into rows of cells, in one band or one band per channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from convviz.panels.network.layout.grid import Blit, Index
    from engine.inspection import Region


@dataclass(frozen=True, slots=True)
class FoldedGrid:
    """A vector folded into rows of cells; a flattened layer has one band per channel.

    Parameters
    ----------
    origin : QPoint
        Top left corner of the first band.
    channels : range
        Bands of this page; `range(1)` for a vector that comes from no maps.
    units : int
        Values of one band.
    columns : int
        Cells in a row of a band.
    cell : int
        Pixels per cell.
    pitch : int
        Pixels from one band to the next.
    labels_above : bool, default=False
        Whether there is room above each band for its indices; else they stand beside.
    """

    origin: QPoint
    channels: range
    units: int
    columns: int
    cell: int
    pitch: int
    labels_above: bool = False

    @property
    def rows(self) -> int:
        """Rows of cells in a band."""
        return -(-self.units // self.columns)

    def band(self, channel: int) -> QRect:
        """Return the place of one band of this page."""
        y = self.origin.y() + self.channels.index(channel) * self.pitch
        return QRect(self.origin.x(), y, self.columns * self.cell, self.rows * self.cell)

    @property
    def rect(self) -> QRect:
        """Everything that is drawn."""
        height = (len(self.channels) - 1) * self.pitch + self.rows * self.cell
        return QRect(self.origin.x(), self.origin.y(), self.columns * self.cell, height)

    def cell_rect(self, index: Index) -> QRect | None:
        """Return the place of unit (i,)."""
        channel, unit = divmod(index[0], self.units)
        if channel not in self.channels:
            return None
        band = self.band(channel)
        row, column = divmod(unit, self.columns)
        s = self.cell
        return QRect(band.x() + column * s, band.y() + row * s, s, s)

    def region_rects(self, region: Region) -> dict[int, QRect]:
        """Return every band for more than one unit, else the unit's place."""
        if len(region.channels) > 1:
            return {channel: self.band(channel) for channel in self.channels}
        rect = self.cell_rect((region.channels.start,))
        return {} if rect is None else {region.channels.start: rect}

    def hit(self, point: QPoint) -> Index | None:
        """Return (i,) under `point`."""
        if not self.rect.contains(point):
            return None
        place, y = divmod(point.y() - self.origin.y(), self.pitch)
        unit = y // self.cell * self.columns + (point.x() - self.origin.x()) // self.cell
        return (self.channels[place] * self.units + unit,) if unit < self.units else None

    def blits(self) -> list[Blit]:
        """Return the rows of every band."""
        parts: list[Blit] = []
        for channel in self.channels:
            corner, top = self.band(channel).topLeft(), channel * self.rows
            parts += _folded_blits(corner, self.units, self.columns, self.cell, top)
        return parts


def _folded_blits(origin: QPoint, units: int, columns: int, cell: int, top: int) -> list[Blit]:
    """Return the full rows of a folded vector, and the shorter last row."""
    full, rest = divmod(units, columns)
    x, y = origin.x(), origin.y()
    parts = []
    if full:
        parts.append((QRect(x, y, columns * cell, full * cell), QRect(0, top, columns, full)))
    if rest:
        below = y + full * cell
        parts.append((QRect(x, below, rest * cell, cell), QRect(0, top + full, rest, 1)))
    return parts
