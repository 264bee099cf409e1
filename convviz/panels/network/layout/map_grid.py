"""Maps of one layer, some across and the rest down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from convviz.panels.network.layout.grid import Blit, Index
    from engine.inspection import Region


@dataclass(frozen=True, slots=True)
class MapGrid:
    """Maps of (C, H, W), some across and the rest down, channel by channel.

    Parameters
    ----------
    origin : QPoint
        Top left corner of the first map.
    channels : range
        Those of this page.
    across : int
        Maps side by side.
    height, width : int
        Cells of a map.
    cell : int
        Pixels per cell.
    gap : int
        Pixels between maps that stand side by side.
    pitch : int
        Pixels from one row of maps to the next.
    """

    origin: QPoint
    channels: range
    across: int
    height: int
    width: int
    cell: int
    gap: int
    pitch: int

    def plate(self, channel: int) -> QRect | None:
        """Return the place of one map; None if it is on another page."""
        if channel not in self.channels:
            return None
        row, column = divmod(self.channels.index(channel), self.across)
        w, h = self.width * self.cell, self.height * self.cell
        x = self.origin.x() + column * (w + self.gap)
        return QRect(x, self.origin.y() + row * self.pitch, w, h)

    @property
    def rect(self) -> QRect:
        """Everything that is drawn."""
        across = min(self.across, len(self.channels))
        down = -(-len(self.channels) // self.across)
        w = across * (self.width * self.cell + self.gap) - self.gap
        return QRect(
            self.origin.x(),
            self.origin.y(),
            w,
            (down - 1) * self.pitch + self.height * self.cell,
        )

    def cell_rect(self, index: Index) -> QRect | None:
        """Return the place of cell (channel, row, column), or of map (channel,)."""
        plate = self.plate(index[0])
        if plate is None or len(index) == 1:
            return plate
        s = self.cell
        return QRect(plate.x() + index[2] * s, plate.y() + index[1] * s, s, s)

    def region_rects(self, region: Region) -> dict[int, QRect]:
        """Return the places of a region, by channel."""
        rects = {}
        for channel in region.channels:
            plate = self.plate(channel)
            if plate is not None:
                rects[channel] = self._part(plate, region.rows, region.columns)
        return rects

    def _part(self, plate: QRect, rows: range, columns: range) -> QRect:
        s = self.cell
        return QRect(
            plate.x() + columns.start * s,
            plate.y() + rows.start * s,
            len(columns) * s,
            len(rows) * s,
        )

    def hit(self, point: QPoint) -> Index | None:
        """Return (channel, row, column) under `point`."""
        x, y = point.x() - self.origin.x(), point.y() - self.origin.y()
        across, x = divmod(x, self.width * self.cell + self.gap)
        down, y = divmod(y, self.pitch)
        row, column = y // self.cell, x // self.cell
        place = down * self.across + across
        inside = (
            row < self.height
            and column < self.width
            and 0 <= across < self.across
            and down >= 0
        )
        return (
            (self.channels[place], row, column)
            if inside and place < len(self.channels)
            else None
        )

    def blits(self) -> list[Blit]:
        """Return one part per map; the picture is all channels, one below the other."""
        plates = ((channel, self.plate(channel)) for channel in self.channels)
        return [
            (plate, QRect(0, channel * self.height, self.width, self.height))
            for channel, plate in plates
            if plate is not None
        ]
