"""The rows of the tree: made when they are first seen, some hundreds at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.checkpoints.params import place_of
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.checkpoints import Node

PAGE = 200


@dataclass(slots=True, eq=False)
class Row:
    """A node at its place.

    Attributes
    ----------
    whole : Node or None
        What is shown, if it is known already; entries are looked up when they are seen.
    name : str
        Of the file, for the row of all of it. Foreign text.
    number : int
        Which entry of its container it is.
    parent : Row or None
    index : int
        Its number among the siblings that are shown.
    order : sequence of int or None
        Numbers of the entries that are shown, in that order; None for all, as in the file.
    children : list of Row
        Those that were made so far, in the order shown.
    made : dict of int to Row
        All that were ever made, by their number, also those that are not shown now.
    """

    whole: Node | None = None
    name: str = ""
    number: int = 0
    parent: Row | None = None
    index: int = 0
    order: Sequence[int] | None = None
    children: list[Row] = field(default_factory=list)
    made: dict[int, Row] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        """What is shown."""
        if self.whole is None:
            assert self.parent is not None
            self.whole = self.parent.node.child(self.number)
        return self.whole

    @property
    def count(self) -> int:
        """How many entries are shown, made or not."""
        return len(self.node) if self.order is None else len(self.order)

    @property
    def is_complete(self) -> bool:
        """Whether all children that are shown are made."""
        return len(self.children) >= self.count

    @property
    def label(self) -> str:
        """What the file calls it, fit to be shown."""
        above = self.parent
        return quoted(self.name if above is None else above.node.label(self.number))

    @property
    def place(self) -> str:
        """Where it is in the file, like ``[0][3]``."""
        above = self.parent
        return "" if above is None else place_of(above.place, above.node, self.number)

    @property
    def path(self) -> tuple[int, ...]:
        """Numbers of the entries that lead here from the top."""
        return () if self.parent is None else (*self.parent.path, self.number)

    def make_more(self, to: int = 0) -> None:
        """Make the next page of children, or all up to the one at `to`."""
        start = len(self.children)
        for index in range(start, min(max(start + PAGE, to + 1), self.count)):
            self.children.append(self._child(index))

    def arrange(self, order: Sequence[int] | None, keep: Iterable[int] = ()) -> None:
        """Show the entries in another order, or others of them.

        As many rows are made as were before, and those of the entries to `keep`.
        """
        kept = set(keep)
        numbers = range(len(self.node)) if order is None else order
        places = (i for i, number in enumerate(numbers) if number in kept) if kept else ()
        last = max(places, default=-1)
        count = max(len(self.children), last + 1)
        self.order = order
        self.children = [self._child(index) for index in range(min(count, self.count))]

    def made_rows(self) -> list[Row]:
        """Return this row and all below it that were ever made."""
        found = [self]
        for row in found:
            found += row.made.values()
        return found

    def replace(self, node: Node) -> None:
        """Put another node of the same structure in its place."""
        self.whole = node
        for number, child in self.made.items():
            if child.whole is not None:
                child.replace(node.child(number))

    def _child(self, index: int) -> Row:
        number = index if self.order is None else self.order[index]
        row = self.made.get(number)
        if row is None:
            row = self.made[number] = Row(None, "", number, self)
        row.index = index
        return row
