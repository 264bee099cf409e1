"""Which entries of each container are shown, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.parameters.columns import NUMBERS, Column
from convviz.panels.parameters.sorting import arrays_of, sorted_entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convviz.panels.parameters.describe import Describer
    from convviz.panels.parameters.facts import StatisticsStore
    from convviz.panels.parameters.search import Found
    from convviz.panels.parameters.tree_rows import Row


class Arrangement:
    """Sort and restrict the rows of a tree.

    Parameters
    ----------
    store : StatisticsStore
        What it does not have yet is asked for, and sorted as the last.

    Attributes
    ----------
    describer : Describer or None
    found : Found or None
        What the rows are restricted to.
    column : Column or None
        None for the order of the file.
    descending : bool
    awaits_statistics : bool
        Whether the order will be another one when the statistics are there.
    """

    def __init__(self, store: StatisticsStore) -> None:
        self._store = store
        self.describer: Describer | None = None
        self.found: Found | None = None
        self.column: Column | None = None
        self.descending = False
        self.awaits_statistics = False

    def arrange(self, row: Row, keep: Iterable[int] = ()) -> None:
        """Put the entries of a container into their order; those to `keep` are made.

        Where none was made yet, they are only chosen: sorting waits for `begin`.
        """
        if row.node.is_container:
            chosen = self._chosen(row)
            row.arrange(self._ordered(row, chosen) if row.children else chosen, keep)

    def begin(self, row: Row) -> None:
        """Put the entries of a container into their order before the first is made."""
        if row.node.is_container and not row.children:
            row.arrange(self._ordered(row, self._chosen(row)))

    def _ordered(self, row: Row, chosen: list[int] | None) -> list[int] | None:
        order = self._sorted(row)
        if chosen is None or order is None:
            return order if chosen is None else chosen
        shown = set(chosen)
        return [number for number in order if number in shown]

    def _sorted(self, row: Row) -> list[int] | None:
        if self.column is None or self.describer is None:
            return None
        if self.column in NUMBERS or self.column is Column.VALUES:
            self.awaits_statistics |= not self._store.ask(arrays_of(row.node))
        return sorted_entries(
            row.node,
            row.place,
            self.column,
            descending=self.descending,
            describer=self.describer,
            store=self._store,
        )

    def _chosen(self, row: Row) -> list[int] | None:
        """Return the entries of a container that a search has found, None for all."""
        if self.found is None:
            return None
        branch = self.found.top
        for number in row.path:
            if number not in branch.below:
                return None
            branch = branch.below[number]
        return branch.numbers
