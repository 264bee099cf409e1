"""How the cells of the tree are drawn: numbers in even figures, arrays as small histograms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QModelIndex, QRectF, QSize
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convviz.panels.parameters.columns import NUMBERS, Column
from convviz.panels.parameters.tree_model import STATISTICS_ROLE
from engine.checkpoints import Statistics

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from convviz.theming import Theme

ROW_PX = 23
_BARS = 24
_BARS_HEIGHT = 14
_QUIET = frozenset({Column.SHAPE, Column.TYPE, Column.VALUES, Column.ORDER})


def says_what_it_is(index: QModelIndex) -> bool:
    """Whether a row is no array and no value, so that only its meaning stands in it."""
    empty = (Column.SHAPE, Column.VALUES)
    return not any(index.siblingAtColumn(column).data() for column in empty)


class RowDelegate(QStyledItemDelegate):
    """Draw rows of one height, numbers in figures of one width, and histograms.

    Parameters
    ----------
    theme : Theme
    view : QWidget
    """

    def __init__(self, theme: Theme, view: QWidget) -> None:
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
        option.font = self._theme.numbers(11) if column in NUMBERS else self._theme.text(11)
        color = tokens.text2 if column in _QUIET else tokens.text1
        if column is Column.ODD and option.text not in {"", "0"}:
            color = tokens.wrong
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
        left, width = rect.x() + 4, (min(rect.width(), 80) - 14) / len(groups)
        bottom = rect.center().y() + _BARS_HEIGHT / 2
        for i, count in enumerate(groups):
            if count:
                height = max(1.0, round(_BARS_HEIGHT * count / highest))
                x = round(left + i * width)
                right = round(left + (i + 1) * width)
                painter.fillRect(
                    QRectF(x, bottom - height, max(1, right - x - 1), height), color
                )
