"""The table of pairs: one line per array, its relative change as a bar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeySequence, QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from convviz.panels.parameters.compare.pair_model import ROW_ROLE, PairModel
from convviz.panels.parameters.compare.pair_rows import Column, PairRow

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent, QPainter, QResizeEvent

    from convviz.theming import Theme
    from engine.checkpoints.comparing import Comparison

ROW_PX = 23
_WIDTHS = dict(zip(Column, (84, 76, 68, 84, 62, 62), strict=True))
TABLE_PX = sum(_WIDTHS.values()) + 12
_LEAST = (Column.COSINE, Column.CHANGED, Column.SHAPE)
"""Columns that go first where there is no room; they are beside the table too."""
_BAR_PX = 3


class PairTable(QTreeView):
    """Show the pairs of a comparison, and let one be chosen.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    row_chosen : PairRow
        What is selected now.
    """

    row_chosen = pyqtSignal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs = PairModel(self)
        self.setModel(self.pairs)
        self.setObjectName("PairTable")
        self.setAccessibleName("Arrays of both")
        self.setItemDelegate(_RowDelegate(theme, self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        header = self.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sortByColumn(-1, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)

    def show_comparison(self, found: Comparison) -> None:
        """Show other pairs; the same array stays selected, else the most changed is."""
        row = self.pairs.row(self.currentIndex())
        self.pairs.show_comparison(found)
        index = self.pairs.place_of(row.name) if row is not None else QModelIndex()
        self.setCurrentIndex(index if index.isValid() else self.pairs.most_changed())
        self.scrollTo(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Tell what is selected now."""
        super().currentChanged(current, previous)
        row = self.pairs.row(current)
        if row is not None:
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy the table; the view knows the other keys."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the whole table on the clipboard as CSV."""
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.pairs.as_csv())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the columns that there is room for, whole."""
        super().resizeEvent(event)
        viewport = self.viewport()
        room = 0 if viewport is None else viewport.width()
        shown = set(Column)
        for column in _LEAST:
            if sum(self.columnWidth(c) or _WIDTHS[c] for c in shown) <= room:
                break
            shown.discard(column)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
        self.updateGeometries()

    def sizeHint(self) -> QSize:
        """Return room for all columns and some rows."""
        return QSize(TABLE_PX, 12 * ROW_PX)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction("Copy table as CSV")
        assert action is not None
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        action.triggered.connect(lambda _: self.copy())
        viewport = self.viewport()
        assert viewport is not None
        menu.popup(viewport.mapToGlobal(at))

    def drawRow(
        self, painter: QPainter | None, options: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row; words instead of numbers run on over their columns."""
        super().drawRow(painter, options, index)
        row = self.pairs.row(index)
        if painter is None or row is None or not row.words:
            return
        rect = self.visualRect(index.siblingAtColumn(Column.LARGEST)).adjusted(6, 0, 0, 0)
        rect.setRight(options.rect.right())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, flags, row.words)


class _RowDelegate(QStyledItemDelegate):
    """Draw rows of one height, numbers in figures of one width, and bars."""

    def __init__(self, theme: Theme, view: PairTable) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the height of every row."""
        return QSize(super().sizeHint(option, index).width(), ROW_PX)

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Choose font and colour by column; words are drawn by the row."""
        super().initStyleOption(option, index)
        row = index.data(ROW_ROLE)
        if option is None or not isinstance(row, PairRow):
            return
        tokens, column = self._theme.tokens, Column(index.column())
        is_number = column >= Column.LARGEST
        option.font = self._theme.numbers(11) if is_number else self._theme.text(11)
        is_same = row.pair is not None and row.pair.is_equal
        quiet = column is Column.SHAPE or is_same
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, tokens.text2 if quiet else tokens.text1)
        if row.words and column is Column.LARGEST:
            option.text = ""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a cell, and below the relative change its bar, full at 100 %."""
        if painter is None:
            return
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        if index.column() != Column.RELATIVE or not isinstance(row, PairRow):
            return
        if math.isnan(row.relative) or not row.relative:
            return
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        color = self._theme.tokens.accent if chosen else self._theme.tokens.text3
        room = rect.width() - 10
        width = max(1.0, round(room * min(1.0, row.relative)))
        painter.fillRect(
            QRectF(rect.right() - 4 - width, rect.bottom() - _BAR_PX, width, _BAR_PX - 1), color
        )
