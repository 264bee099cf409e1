"""The rows of the table: a pair of arrays, or an array that one side has alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from convviz.panels.parameters.compare.words import number, share
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints.comparing import Comparison, Item, Pair


class Column(IntEnum):
    """What the columns say."""

    ARRAY = 0
    SHAPE = 1
    LARGEST = 2
    RELATIVE = 3
    COSINE = 4
    CHANGED = 5


HEADERS = ("array", "shape", "max |Δ|", "relative", "cosine", "changed")
TIPS = (
    "The array, by what it means or by where it is",
    "Its shape in A",
    "The largest change of a number",
    "Norm of the change over the norm of A",
    "Of the angle between A and B: 1 is the same direction",
    "Share of the numbers that are not the same",
)


@dataclass(frozen=True, slots=True, eq=False)
class PairRow:
    """One row.

    Attributes
    ----------
    name : str
        Fit to be shown.
    shape : tuple of int
    pair : Pair or None
        None for an array that only one side has.
    words : str
        What stands instead of numbers; "" if there are some.
    """

    name: str
    shape: tuple[int, ...]
    pair: Pair | None
    words: str = ""

    @property
    def relative(self) -> float:
        """Relative change; NaN where there is none."""
        known = None if self.pair is None else self.pair.difference
        return math.nan if known is None else known.relative

    @property
    def text_of_shape(self) -> str:
        """The shape as it is spoken: 8×1×5×5."""
        return "×".join(map(str, self.shape)) or "single"

    def text(self, column: Column) -> str:
        """Return what stands in a cell."""
        known = None if self.pair is None else self.pair.difference
        if column is Column.ARRAY:
            return self.name
        if column is Column.SHAPE:
            return self.text_of_shape
        if known is None:
            return self.words if column is Column.LARGEST else ""
        if known.is_equal:
            return {Column.LARGEST: "0", Column.CHANGED: "none"}.get(column, "")
        return {
            Column.LARGEST: number(known.largest),
            Column.RELATIVE: share(known.relative),
            Column.COSINE: number(known.cosine),
            Column.CHANGED: share(known.changed_share),
        }[column]

    def key(self, column: Column) -> tuple[int, float, str]:
        """Return what a column is sorted by; rows without numbers come last."""
        known = None if self.pair is None else self.pair.difference
        if column is Column.ARRAY:
            return (0, 0.0, self.name)
        if column is Column.SHAPE:
            return (0, float(math.prod(self.shape)), self.name)
        if known is None:
            return (1, 0.0, self.name)
        value = {
            Column.LARGEST: known.largest,
            Column.RELATIVE: known.relative,
            Column.COSINE: known.cosine,
            Column.CHANGED: known.changed_share,
        }[column]
        return (1, 0.0, self.name) if math.isnan(value) else (0, value, "")


def rows_of(found: Comparison) -> Iterator[PairRow]:
    """Yield the pairs in the order of A, then what only A has, then what only B has."""
    for pair in found.pairs:
        words = "" if pair.difference is not None else pair.words
        yield PairRow(quoted(pair.name), pair.a.array.shape, pair, words)
    for items, words in ((found.only_a, "only in A"), (found.only_b, "only in B")):
        yield from (_alone(item, words) for item in items)


def _alone(item: Item, words: str) -> PairRow:
    return PairRow(quoted(item.name), item.array.shape, None, words)
