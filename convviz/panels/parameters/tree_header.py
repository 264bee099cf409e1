"""The header of the tree: what is shown as far as there is room, and sorting by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QHeaderView, QMenu, QWidget

from convviz.panels.parameters.columns import HEADERS, MOMENTS, WIDTHS, Column, columns_that_fit

if TYPE_CHECKING:
    from PyQt6.QtGui import QContextMenuEvent, QResizeEvent

    from convviz.settings import WindowSettings

_RIGHT_PX = 8
_WIDEST = {
    **dict.fromkeys(MOMENTS, 72),
    Column.TYPE: 66,
    Column.MEANING: 130,
    Column.KEY: 320,
}
"""Pixels up to which columns take what is left, the first ones first."""


class TreeHeader(QHeaderView):
    """Hide the least important columns where there is no room, sort by the one clicked.

    Signals
    -------
    sorted : int, Qt.SortOrder
        The column to sort by, -1 for the order of the file.
    """

    sorted = pyqtSignal(int, Qt.SortOrder)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._settings: WindowSettings | None = None
        self._chosen: dict[Column, bool] = {}
        self._by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._is_fitting = False
        self._set_by_hand: set[int] = set()
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(40)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionClicked.connect(self._on_clicked)
        self.sectionResized.connect(self._on_resized)

    def remember(self, settings: WindowSettings) -> None:
        """Take the columns from the settings, and keep them there."""
        self._settings = settings
        known = {column.name: column for column in Column}
        chosen = settings.parameters_columns
        self._chosen = {known[name]: on for name, on in chosen.items() if name in known}
        self.fit()

    def choose(self, column: Column, *, shown: bool) -> None:
        """Show or hide a column whatever the room is."""
        self._chosen[column] = shown
        self._keep()

    def choose_as_fits(self) -> None:
        """Show again what there is room for, in its first width."""
        self._chosen.clear()
        self._set_by_hand.clear()
        self._keep()

    def fit(self) -> None:
        """Show the columns that there is room for, and give the rest to the names."""
        if not self.count():
            return
        viewport = self.viewport()
        assert viewport is not None
        room = viewport.width() - _RIGHT_PX
        shown = columns_that_fit(room, self._chosen)
        self._is_fitting = True
        for column in Column:
            self.setSectionHidden(column, column not in shown)
            if column not in self._set_by_hand:
                self.resizeSection(column, WIDTHS[column])
        left = room - sum(self.sectionSize(column) for column in shown)
        for column, widest in _WIDEST.items():
            if column in shown and column not in self._set_by_hand and left > 0:
                wider = min(left, widest - WIDTHS[column])
                self.resizeSection(column, WIDTHS[column] + wider)
                left -= wider
        self._is_fitting = False

    def make_menu(self) -> QMenu:
        """Return the menu of columns; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for column in Column:
            if column is Column.KEY:
                continue
            action = menu.addAction(HEADERS[column])
            assert action is not None
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(column))
            action.toggled.connect(lambda on, column=column: self.choose(column, shown=on))
        menu.addSeparator()
        reset = menu.addAction("What there is room for")
        assert reset is not None
        reset.triggered.connect(self.choose_as_fits)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer the columns."""
        if event is not None:
            self.make_menu().popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the columns into the new width."""
        super().resizeEvent(event)
        self.fit()

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.parameters_columns = {
                column.name: on for column, on in self._chosen.items()
            }
        self.fit()

    @pyqtSlot(int)
    def _on_clicked(self, column: int) -> None:
        """Sort upwards, at the next click downwards, then as in the file."""
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if self._by == (column, descending):
            self._by = (-1, ascending)
        else:
            is_second = self._by == (column, ascending)
            self._by = (column, descending if is_second else ascending)
        self.setSortIndicatorShown(self._by[0] >= 0)
        if self._by[0] >= 0:
            self.setSortIndicator(*self._by)
        self.sorted.emit(*self._by)

    @pyqtSlot(int, int, int)
    def _on_resized(self, column: int, before: int, after: int) -> None:
        if not self._is_fitting and before and after:
            self._set_by_hand.add(column)
