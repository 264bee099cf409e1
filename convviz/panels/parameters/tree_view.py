"""The tree of a file, with a small histogram per array."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTreeView, QWidget

from convviz.panels.parameters.columns import Column
from convviz.panels.parameters.row_delegate import RowDelegate, says_what_it_is
from convviz.panels.parameters.tree_header import TreeHeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QPainter

    from convviz.panels.parameters.search import Branch, Found
    from convviz.panels.parameters.tree_model import ParamsModel
    from convviz.panels.parameters.tree_rows import Row
    from convviz.theming import Theme

_MOST_UNFOLDED = 200


class ParamsTree(QTreeView):
    """Show what is in a file, and let one thing of it be chosen.

    Parameters
    ----------
    model : ParamsModel
    theme : Theme

    Signals
    -------
    row_chosen : Row
        What is selected now.
    """

    row_chosen = pyqtSignal(object)

    def __init__(self, model: ParamsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._params_model = model
        self._theme = theme
        self._unfolded_before: list[Row] = []
        self.columns = TreeHeader(self)
        self.setHeader(self.columns)
        self.setModel(model)
        self.setObjectName("ParamsTree")
        self.setAccessibleName("Contents of the file")
        self.setItemDelegate(RowDelegate(theme, self))
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.columns.setSectionsClickable(True)  # a tree takes it away from its header
        self.columns.fit()
        self.columns.sorted.connect(self._on_sorted)

    @property
    def current_row(self) -> Row | None:
        """What is selected."""
        return self._params_model.row_at(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Tell what is selected now."""
        super().currentChanged(current, previous)
        row = self._params_model.row_at(current)
        if row is not None:
            self.row_chosen.emit(row)

    def drawRow(
        self, painter: QPainter | None, options: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row; the words about a container run on over its empty columns."""
        super().drawRow(painter, options, index)
        words = index.siblingAtColumn(Column.MEANING)
        hidden = self.isColumnHidden(Column.MEANING)
        if painter is not None and not hidden and says_what_it_is(words):
            rect = self.visualRect(words).adjusted(3, 0, 0, 0)
            rect.setRight(self.columns.length())
            painter.setFont(self._theme.text(11))
            painter.setPen(self._theme.tokens.text2)
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(rect, flags, words.data())

    def select(self, row: Row) -> None:
        """Select a row that was made and bring it into sight."""
        index = self._params_model.index_of(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_to(self, path: Sequence[int]) -> None:
        """Select what the numbers of entries lead to, and bring it into sight."""
        index = self._params_model.index_at(path)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def restrict(self, found: Found | None) -> None:
        """Show only what was found, unfolded, or everything again as it was."""
        current = self.current_row
        path = None if current is None else current.path
        if self._params_model.found is None:
            self._unfolded_before = self._unfolded()
        self._params_model.restrict(found)
        if found is None:
            for row in self._unfolded_before:
                self.expand(self._params_model.index_at(row.path))
            if path is not None:
                self.go_to(path)
        else:
            self._unfold_found(found)

    def unfold(self) -> Row | None:
        """Unfold down to the first array and return its row, or the top one."""
        index = self._params_model.index(0, 0)
        row = self._params_model.row_at(index)
        while row is not None and row.node.is_container and len(row.node):
            self._params_model.fetchMore(index)
            self.expand(index)
            inside = [c for c in row.children if c.node.array is not None or len(c.node)]
            if not inside:
                return row
            row = inside[0]
            index = self._params_model.index_of(row)
        return row

    def _unfolded(self) -> list[Row]:
        root = self._params_model.root
        rows = [] if root is None else root.made_rows()
        return [row for row in rows if self.isExpanded(self._params_model.index_of(row))]

    def _unfold_found(self, found: Found) -> None:
        waiting: list[tuple[tuple[int, ...], Branch]] = [((), found.top)]
        for path, branch in waiting:
            self.expand(self._params_model.index_at(path))
            room = max(0, _MOST_UNFOLDED - len(waiting))
            inside = list(branch.below.items())[:room]
            waiting += [((*path, number), below) for number, below in inside]

    @pyqtSlot(int, Qt.SortOrder)
    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        self._params_model.sort(column, order)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
