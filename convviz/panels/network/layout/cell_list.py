"""A short vector: one cell with its number per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from convviz.panels.network.layout.grid import Blit, Index
    from engine.inspection import Region


@dataclass(frozen=True, slots=True)
class CellList:
    """A short vector as one cell with its number per row.

    Parameters
    ----------
    origin : QPoint
        Top left corner of the first cell.
    units : int
        Length of the vector.
    width, height : int
        Pixels of a cell.
    pitch : int
        Pixels from one cell to the next.
    """

    origin: QPoint
    units: int
    width: int
    height: int
    pitch: int

    @property
    def cell(self) -> int:
        """Height of a cell."""
        return self.height

    @property
    def rect(self) -> QRect:
        """Everything that is drawn."""
        height = (self.units - 1) * self.pitch + self.height
        return QRect(self.origin.x(), self.origin.y(), self.width, height)

    def cell_rect(self, index: Index) -> QRect:
        """Return the place of unit (i,)."""
        y = self.origin.y() + index[0] * self.pitch
        return QRect(self.origin.x(), y, self.width, self.height)

    def region_rects(self, region: Region) -> dict[int, QRect]:
        """Return the whole for more than one unit, else the unit's place."""
        first = region.channels.start
        return {first: self.rect if len(region.channels) > 1 else self.cell_rect((first,))}

    def hit(self, point: QPoint) -> Index | None:
        """Return (i,) under `point`."""
        if not self.rect.contains(point):
            return None
        unit, y = divmod(point.y() - self.origin.y(), self.pitch)
        return (unit,) if y < self.height else None

    def blits(self) -> list[Blit]:
        """Return one pixel per cell; the picture is one pixel wide."""
        return [(self.cell_rect((i,)), QRect(0, i, 1, 1)) for i in range(self.units)]
