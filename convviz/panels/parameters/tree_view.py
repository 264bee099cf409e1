"""The tree of a file, with a small histogram per array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QModelIndex, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from convviz.panels.parameters.tree_model import (
    NUMBERS,
    STATISTICS_ROLE,
    Column,
    ParamsModel,
)
from engine.checkpoints import Statistics

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from convviz.panels.parameters.tree_rows import Row
    from convviz.theming import Theme

ROW_PX = 23
_WIDTHS = {
    Column.KEY: 128,
    Column.MEANING: 72,
    Column.SHAPE: 72,
    Column.TYPE: 54,
    Column.VALUES: 72,
    **dict.fromkeys(NUMBERS, 58),
}
TREE_PX = sum(_WIDTHS.values()) + 10
"""Width at which all columns are in sight, beside a scroll bar."""
_BARS = 24
_BARS_HEIGHT = 14


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
        self.setModel(model)
        self.setObjectName("ParamsTree")
        self.setAccessibleName("Contents of the file")
        self.setItemDelegate(_RowDelegate(theme, self))
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

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
        if painter is not None and says_what_it_is(words):
            rect = self.visualRect(words).adjusted(3, 0, 0, 0)
            rect.setRight(self.visualRect(index.siblingAtColumn(Column.STD)).right())
            painter.setFont(self._theme.text(11))
            painter.setPen(self._theme.tokens.text2)
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(rect, flags, words.data())

    def select(self, row: Row) -> None:
        """Select a row that was made and bring it into sight."""
        index = self._params_model.index_of(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

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


def says_what_it_is(index: QModelIndex) -> bool:
    """Whether a row is no array and no value, so that only its meaning stands in it."""
    empty = (Column.SHAPE, Column.VALUES)
    return not any(index.siblingAtColumn(column).data() for column in empty)


class _RowDelegate(QStyledItemDelegate):
    """Draw rows of one height, numbers in figures of one width, and histograms."""

    def __init__(self, theme: Theme, view: ParamsTree) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the height of every row."""
        return QSize(super().sizeHint(option, index).width(), ROW_PX)

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Choose font and colour by column."""
        super().initStyleOption(option, index)
        if option is None:
            return
        tokens = self._theme.tokens
        column = Column(index.column())
        is_number = column in NUMBERS
        option.font = self._theme.numbers(11) if is_number else self._theme.text(11)
        quiet = column in {Column.SHAPE, Column.TYPE, Column.VALUES}
        color = tokens.text2 if quiet else tokens.text1
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, color)
        if column is Column.MEANING and says_what_it_is(index):
            option.text = ""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a cell, or the histogram of an array."""
        if painter is None:
            return
        super().paint(painter, option, index)
        if index.column() == Column.VALUES:
            statistics = index.data(STATISTICS_ROLE)
            if isinstance(statistics, Statistics) and statistics.finite:
                chosen = bool(option.state & QStyle.StateFlag.State_Selected)
                self._paint_bars(painter, QRectF(option.rect), statistics, chosen=chosen)

    def _paint_bars(
        self, painter: QPainter, rect: QRectF, statistics: Statistics, *, chosen: bool
    ) -> None:
        counts = statistics.counts
        groups = [int(part.sum()) for part in np.array_split(counts, _BARS)]
        highest = max(groups)
        color = self._theme.tokens.accent if chosen else self._theme.tokens.text2
        left, width = rect.x() + 4, (rect.width() - 14) / len(groups)
        bottom = rect.center().y() + _BARS_HEIGHT / 2
        for i, count in enumerate(groups):
            if count:
                height = max(1.0, round(_BARS_HEIGHT * count / highest))
                x = round(left + i * width)
                right = round(left + (i + 1) * width)
                painter.fillRect(
                    QRectF(x, bottom - height, max(1, right - x - 1), height), color
                )
