"""Places of a picture that answer to the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QPointF, QRectF

    from convviz.plotting import CellGrid
    from convviz.session import Selection


@dataclass(frozen=True, slots=True)
class Target:
    """What lies under the pointer.

    Attributes
    ----------
    place : Selection or None
        The place in the network: pointed at when hovered, selected when clicked.
    chosen : Selection or None
        What a click selects, if that is another place than the one pointed at.
    term : int or None
        The term of the sum that a click expands, rather than leaving the cell.
    tip : str
        The value with all its digits, for the tooltip.
    """

    place: Selection | None = None
    chosen: Selection | None = None
    term: int | None = None
    tip: str = ""

    @property
    def selects(self) -> Selection | None:
        """What a click selects."""
        return self.chosen or self.place


class Areas:
    """Collects, while a picture is painted, what its places mean."""

    def __init__(self) -> None:
        self._rects: list[tuple[QRectF, Target]] = []
        self._grids: list[tuple[CellGrid, Callable[[int, int], Target | None]]] = []

    def add(self, rect: QRectF, target: Target) -> None:
        """Note a place."""
        self._rects.append((rect, target))

    def add_cells(self, grid: CellGrid, target: Callable[[int, int], Target | None]) -> None:
        """Note a matrix; `target` is asked for a cell when it is pointed at."""
        self._grids.append((grid, target))

    def at(self, position: QPointF) -> Target | None:
        """Return what lies at a place; cells lie above what is around them."""
        for grid, target in reversed(self._grids):
            cell = grid.hit(position.x(), position.y())
            if cell is not None and (found := target(*cell)) is not None:
                return found
        for rect, target_here in reversed(self._rects):
            if rect.contains(position):
                return target_here
        return None
