"""What a picture of an array must be able to do; the widget around it is always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF, QRectF
    from PyQt6.QtGui import QPainter

    from convviz.theming import Theme

Index: TypeAlias = tuple[int, ...]
"""Indices of a number, or of a part: of the kernel (f, c), of the row (r,)."""

LEFT_PX = 30.0
TOP_PX = 30.0
"""Room of the axes."""


class Drawing(Protocol):
    """One array, arranged for the room there is."""

    @property
    def height(self) -> float:
        """Pixels it needs, with its axes."""

    def fit(self, room: float, ratio: float) -> None:
        """Arrange it in a width of `room` pixels, each of `ratio` device pixels."""

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw numbers as colours or bars, and the axes."""

    def hit(self, at: QPointF) -> Index | None:
        """Return the index of the number at a place."""

    def part(self, index: Index) -> Index:
        """Return what is selected by a click on a number: its kernel, row or itself."""

    def part_rect(self, part: Index) -> QRectF:
        """Return the place of a part."""

    def neighbour(self, part: Index, down: int, right: int) -> Index:
        """Return the part that an arrow key leads to, at the edge the same one."""

    def first(self) -> Index:
        """Return the part to begin with: the one with the largest number."""
