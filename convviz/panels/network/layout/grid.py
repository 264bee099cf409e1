"""What every arrangement of a layer's cells can answer.

Four questions, one vocabulary: `rect` encloses all that is drawn, `cell_rect` gives the
place of an index, `region_rects` the places of a receptive field, `hit` the index under a
point, and `blits` which part of the layer's picture goes where. A picture has one pixel
per cell and is enlarged by whole factors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PyQt6.QtCore import QRect

if TYPE_CHECKING:
    from PyQt6.QtCore import QPoint

    from engine.inspection import Region

Index = tuple[int, ...]
Blit = tuple[QRect, QRect]
"""Where on the canvas, and from where in the layer's picture."""


class Grid(Protocol):
    """The arrangement of one layer's cells."""

    @property
    def rect(self) -> QRect:
        """Everything that is drawn."""

    @property
    def cell(self) -> int:
        """Side of a cell in pixels, or the height where it is wider than high."""

    def cell_rect(self, index: Index) -> QRect | None:
        """Return the place of a cell; None if it is on another page."""

    def region_rects(self, region: Region) -> dict[int, QRect]:
        """Return the places of a region, by channel, as far as they are on this page."""

    def hit(self, point: QPoint) -> Index | None:
        """Return the index under `point`."""

    def blits(self) -> list[Blit]:
        """Return what goes where."""
