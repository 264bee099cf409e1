"""Places of a picture that answer to the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QPointF, QRectF

    from convviz.panels.operation.subject import Detail
    from convviz.plotting import CellGrid
    from convviz.session import Selection


@dataclass(frozen=True, slots=True)
class Target:
    """What lies under the pointer.

    Attributes
    ----------
    place : Selection or None
        The place in the network: pointed at when hovered; selected when clicked, unless
        there is a term.
    chosen : Selection or None
        What a click selects, if that is another place than the one pointed at.
    term : int or None
        The term of the sum that a click expands, rather than leaving the cell.
    detail : Detail or None
        The parameter or input that a click looks at, rather than leaving the cell.
    checks : bool
        Whether a click checks the gradient that is shown.
    tip : str
        The value with all its digits, for the tooltip.
    """

    place: Selection | None = None
    chosen: Selection | None = None
    term: int | None = None
    detail: Detail | None = None
    checks: bool = False
    tip: str = ""

    @property
    def selects(self) -> Selection | None:
        """What a click selects, if it does nothing else."""
        return None if self.does_something_else else self.chosen or self.place

    @property
    def does_something_else(self) -> bool:
        """Whether a click stays with the cell: expands a term, looks at a detail, checks."""
        return self.term is not None or self.detail is not None or self.checks


class Areas:
    """Collects, while a picture is painted, what its places mean."""

    def __init__(self) -> None:
        self._lookups: list[Callable[[QPointF], Target | None]] = []

    def add_lookup(self, lookup: Callable[[QPointF], Target | None]) -> None:
        """Note a part of the picture; `lookup` is asked what is at a position."""
        self._lookups.append(lookup)

    def add(self, rect: QRectF, target: Target) -> None:
        """Note a place."""
        self.add_lookup(lambda position: target if rect.contains(position) else None)

    def add_cells(self, grid: CellGrid, target: Callable[[int, int], Target | None]) -> None:
        """Note a matrix; `target` is asked for the cell that is pointed at."""

        def lookup(position: QPointF) -> Target | None:
            cell = grid.hit(position.x(), position.y())
            return None if cell is None else target(*cell)

        self.add_lookup(lookup)

    def at(self, position: QPointF) -> Target | None:
        """Return what lies at a position; what was painted last lies above."""
        for lookup in reversed(self._lookups):
            target = lookup(position)
            if target is not None:
                return target
        return None
