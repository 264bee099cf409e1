"""A vector as rows of cells, so that it can be seen at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array

_WIDTHS = (8, 16, 32, 64, 128, 256)


@dataclass(frozen=True, slots=True)
class Folding:
    """How `units` cells are laid out in rows.

    Attributes
    ----------
    units : int
    columns : int
        Cells in a row; the last row may be shorter.
    """

    units: int
    columns: int

    @classmethod
    def of(cls, units: int) -> Folding:
        """Return rows about twice as wide as they are many."""
        wanted = (2 * units) ** 0.5
        columns = min(_WIDTHS, key=lambda width: abs(width - wanted))
        return cls(units, min(columns, units))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return -(-self.units // self.columns)

    def fold(self, x: Array) -> Array:
        """Return a vector as an array of rows and columns, 0 where there is no unit."""
        folded = np.zeros(self.rows * self.columns, x.dtype)
        folded[: self.units] = x
        return folded.reshape(self.rows, self.columns)

    def unit(self, row: int, column: int) -> int | None:
        """Return the unit in a cell, None behind the last."""
        unit = row * self.columns + column
        return unit if unit < self.units else None

    def cell(self, unit: int) -> tuple[int, int]:
        """Return (row, column) of a unit."""
        return divmod(unit, self.columns)
