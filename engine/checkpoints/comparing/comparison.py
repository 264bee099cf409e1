"""Which arrays of two sides belong together, and how far they are from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.comparing.alignment import Alignment
from engine.checkpoints.comparing.alignment import align as alignment_of
from engine.checkpoints.comparing.blocks import blocks_of
from engine.checkpoints.comparing.difference import Difference, measure
from engine.checkpoints.comparing.pairing import paired
from engine.checkpoints.comparing.side import HISTORY, items_beside
from engine.checkpoints.comparing.subtracting import NUMBERS, same_entries
from engine.checkpoints.wording import counted, dimensions

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.checkpoints.comparing.side import Item, Side


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """An array of a and the one of b that it belongs to.

    Attributes
    ----------
    a, b : Item
    difference : Difference or None
        None where there is no difference of numbers: other shapes, or text.
    is_equal : bool
        Whether every entry is the same.
    words : str
        Why there is no difference, or what of the two differs beside numbers, in a
        sentence; "" mostly.
    """

    a: Item
    b: Item
    difference: Difference | None
    is_equal: bool
    words: str = ""

    @property
    def name(self) -> str:
        """What it is called. Foreign text."""
        if self.a.meaning != self.b.meaning and self.a.place == self.b.place:
            return self.a.place
        return self.a.meaning or self.b.meaning or self.a.place


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two sides, array by array.

    Attributes
    ----------
    a, b : Side
        With `alignment`, b has its filters in the new order.
    pairs : tuple of Pair
        In the order of a.
    only_a, only_b : tuple of Item
        What the other one has not.
    alignment : Alignment or None
        None if it was not asked for.
    """

    a: Side
    b: Side
    pairs: tuple[Pair, ...]
    only_a: tuple[Item, ...]
    only_b: tuple[Item, ...]
    alignment: Alignment | None = None

    @property
    def is_equal(self) -> bool:
        """Whether both have the same arrays with the same entries."""
        return not (self.only_a or self.only_b) and all(pair.is_equal for pair in self.pairs)

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The pairs that are not equal."""
        return tuple(pair for pair in self.pairs if not pair.is_equal)

    @property
    def relative(self) -> float:
        """‖b − a‖ / ‖a‖ over all pairs but histories where it is known; NaN if there is none.

        NaN also where squares are beyond float64.
        """
        known = [
            pair.difference
            for pair in self.pairs
            if pair.difference is not None
            and not np.isnan(pair.difference.relative)
            and HISTORY not in {pair.a.meaning, pair.b.meaning}
        ]
        with np.errstate(over="ignore"):
            change = sum(float(np.square(each.by_filter).sum()) for each in known)
            size = sum(float(np.square(each.of_filter).sum()) for each in known)
        if not known or not np.isfinite(change + size):
            return float("nan")
        if not change:
            return 0.0
        return float(np.sqrt(change / size)) if size else float("inf")


def compare(
    a: Side,
    b: Side,
    *,
    align: bool = False,
    go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Comparison:
    """Compare all arrays of two sides.

    Parameters
    ----------
    a, b : Side
    align : bool, default=False
        Whether b's hidden filters are put into the order that is most like a's first.
    go_on : callable, optional
        Asked now and then; False stops the work.
    progress : callable, optional
        Called with (entries compared, entries in all).

    Returns
    -------
    Comparison

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    alignment = alignment_of(a, b, go_on) if align else None
    if alignment is not None:
        b = alignment.applied(b)
    both, only_a, only_b = paired(items_beside(a, b), items_beside(b, a))
    total, done = sum(x.array.size for x, _ in both), 0
    pairs = []
    for x, y in both:
        pairs.append(_compared(x, y, go_on))
        done += x.array.size
        progress(done, total)
    return Comparison(a, b, tuple(pairs), only_a, only_b, alignment)


def _compared(a: Item, b: Item, go_on: Callable[[], bool]) -> Pair:
    x, y = a.array, b.array
    if x.shape != y.shape:
        words = f"A is {dimensions(x.shape)}, B is {dimensions(y.shape)}."
        return Pair(a, b, None, is_equal=False, words=words)
    types = "" if x.dtype == y.dtype else f"A holds {x.dtype}, B holds {y.dtype}."
    if x.dtype.kind in NUMBERS and y.dtype.kind in NUMBERS:
        difference = measure(x, y, go_on)
        return Pair(a, b, difference, difference.is_equal, types)
    if x.dtype.kind != y.dtype.kind:
        return Pair(a, b, None, is_equal=False, words=types)
    parts = (np.count_nonzero(~same_entries(p, q)) for _, p, q in blocks_of(x, y, go_on))
    changed = int(sum(parts))
    words = f"{counted(changed, 'entry').replace('entrys', 'entries')} of text changed."
    return Pair(a, b, None, not changed, words if changed else "Text, the same in both.")
