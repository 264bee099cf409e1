"""What is known of two arrays after the blocks seen so far.

Sums of squares are kept by row, so that the change of every filter comes from the same pass.
An array with a single axis is one row: its entries are no filters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.comparing.subtracting import same_entries, sizes, subtracted

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.arrays import Shape
    from engine.checkpoints.node import AnyArray

    Floats = npt.NDArray[np.float64]


class Sums:
    """Gather blocks of two arrays.

    Parameters
    ----------
    shape : tuple of int
        Of both arrays.

    Attributes
    ----------
    changed, unusable : int
        Entries that are not the same; those of them that are not finite in both.
    bits_differ : bool
    where : int
        Its place in C order.
    """

    def __init__(self, shape: Shape) -> None:
        rows = shape[0] if len(shape) > 1 else 1
        self._inner = max(1, math.prod(shape) // max(1, rows))
        self._squares_of_change = np.zeros(rows)
        self._squares_of_a = np.zeros(rows)
        self.changed = self.unusable = self.where = 0
        self.bits_differ = self._is_complex = False
        self._largest = 0.0
        self._usable = 0
        self._sum = self._squares_of_b = self._product = 0.0

    def add(self, start: int, a: AnyArray, b: AnyArray) -> None:
        """Add a block; `start` is the place of its first entry in C order."""
        same = same_entries(a, b)
        changed = same.size - int(np.count_nonzero(same))
        self.changed += changed
        self.bits_differ = self.bits_differ or a.tobytes() != b.tobytes()
        self._is_complex = self._is_complex or "c" in {a.dtype.kind, b.dtype.kind}
        x, y = sizes(a), sizes(b)
        change = subtracted(a, b, same) if changed else np.zeros_like(x)
        usable = np.isfinite(x) & np.isfinite(y) & np.isfinite(change)
        if not usable.all():
            self.unusable += int(np.count_nonzero(~usable & ~same))
            x, y, change = (np.where(usable, each, 0.0) for each in (x, y, change))
        self._usable += int(np.count_nonzero(usable))
        with np.errstate(over="ignore", invalid="ignore"):
            self._add_sums(start, x, y, change)

    def row_norms(self) -> tuple[Floats, Floats]:
        """Return ‖b − a‖ and ‖a‖ of every row; read-only."""
        norms = np.sqrt(self._squares_of_change), np.sqrt(self._squares_of_a)
        for norm in norms:
            norm.flags.writeable = False
        return norms

    @property
    def largest(self) -> float:
        """The largest finite size of a change; NaN if there are only others."""
        return math.nan if self._is_unknown else self._largest

    @property
    def mean(self) -> float:
        """Mean of the changes; NaN if there is none that is finite."""
        return self._sum / self._usable if self._usable else math.nan

    @property
    def rms(self) -> float:
        """Root of the mean of their squares, likewise."""
        squares = float(self._squares_of_change.sum())
        return math.sqrt(squares / self._usable) if self._usable else math.nan

    @property
    def relative(self) -> float:
        """Norm of the change over the norm of a; 0 if nothing changed, NaN as `largest`.

        NaN also where squares are beyond float64.
        """
        if not self.changed:
            return 0.0
        with np.errstate(over="ignore"):
            change, a = (float(x.sum()) for x in (self._squares_of_change, self._squares_of_a))
        if self._is_unknown or not change or not math.isfinite(change + a):
            return math.nan
        return math.sqrt(change / a) if a else math.inf

    @property
    def cosine(self) -> float:
        """Of the angle between a and b; NaN if it has none."""
        norms = math.sqrt(float(self._squares_of_a.sum())) * math.sqrt(self._squares_of_b)
        if not norms or self._is_complex or not math.isfinite(norms + self._product):
            return math.nan
        return min(1.0, max(-1.0, self._product / norms)) if self.changed else 1.0

    @property
    def _is_unknown(self) -> bool:
        return 0 < self.changed == self.unusable

    def _add_sums(self, start: int, x: Floats, y: Floats, change: Floats) -> None:
        self._sum += float(change.sum())
        self._squares_of_b += float(np.dot(y, y))
        self._product += float(np.dot(x, y))
        self._add_rows(self._squares_of_a, start, x)
        if not change.any():
            return
        self._add_rows(self._squares_of_change, start, change)
        size = np.abs(change)
        place = int(size.argmax())
        if size[place] > self._largest:
            self._largest, self.where = float(size[place]), start + place

    def _add_rows(self, squares: Floats, start: int, x: Floats) -> None:
        """Add the squares of a block to those of the rows that it belongs to."""
        first, last = start // self._inner, (start + x.size - 1) // self._inner
        begins = np.maximum(np.arange(first, last + 1) * self._inner - start, 0)
        squares[first : last + 1] += np.add.reduceat(x * x, begins)
