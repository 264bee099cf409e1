"""The search of the panel: looks beside the window, then restricts the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSlot

from convviz.panels.parameters.search import Found, Query, find

if TYPE_CHECKING:
    from convviz.panels.parameters.search_bar import SearchBar
    from convviz.panels.parameters.shown import Shown
    from convviz.panels.parameters.tree_model import ParamsModel
    from convviz.panels.parameters.tree_view import ParamsTree
    from convviz.session import Session
    from convviz.session.jobs import JobControl


class Searching(QObject):
    """Look for what the bar asks, and show it in the tree.

    Parameters
    ----------
    session : Session
        Runs the search.
    bar : SearchBar
    tree : ParamsTree
    model : ParamsModel
    """

    def __init__(
        self, session: Session, bar: SearchBar, tree: ParamsTree, model: ParamsModel
    ) -> None:
        super().__init__(tree)
        self._session, self._bar, self._tree, self._model = session, bar, tree, model
        self._shown: Shown | None = None
        self._job: JobControl | None = None
        self._current: int | None = None
        self._goes_on_by = 0
        bar.asked.connect(self._on_asked)
        bar.next_asked.connect(self._on_next_asked)
        bar.left.connect(tree.setFocus)

    def begin(self, shown: Shown) -> None:
        """Look through another file from now on; what was looked for is forgotten."""
        self._cancel()
        self._shown, self._current = shown, None
        self._bar.clear()

    def follow(self, shown: Shown) -> None:
        """Look through the same things at another moment from now on."""
        self._shown = shown

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._goes_on_by = 0

    @pyqtSlot(str)
    def _on_asked(self, text: str) -> None:
        self._cancel()
        self._current = None
        shown = self._shown
        if shown is None or not text:
            self._tree.restrict(None)
            return
        query = Query.of(text)

        def look(control: JobControl) -> Found:
            return find(shown.tree, shown.reading, query, lambda: not control.cancelled)

        self._job = self._session.start_job("Searching the file", look, self._show)

    @pyqtSlot(int)
    def _on_next_asked(self, by: int) -> None:
        found = self._model.found
        if self._job is not None:
            self._goes_on_by = by
        elif found is not None and found.hits:
            first = 0 if by > 0 else -1
            at = first if self._current is None else self._current + by
            self._current = at % len(found.hits)
            self._tree.go_to(found.hits[self._current])
            self._bar.tell(found, self._current)

    def _show(self, found: Found) -> None:
        self._job = None
        self._tree.restrict(found)
        self._bar.tell(found)
        if self._goes_on_by:
            self._on_next_asked(self._goes_on_by)
            self._goes_on_by = 0
