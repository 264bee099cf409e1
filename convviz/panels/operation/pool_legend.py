"""Paints what the marks on the maps of a pooling mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPen

from convviz.panels.operation.ink import text_width
from convviz.panels.operation.pool_words import tie_words
from convviz.panels.operation.text_styles import HINT
from convviz.plotting import color_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.pool_maps import PoolMaps

_SIGN = 10
_BETWEEN = 18


def paint_legend(ink: Ink, line: QRectF, pair: PoolMaps) -> None:
    """Write the meaning of each mark into `line`, as many as fit."""
    if pair.gradient and pair.routing.has_winners:
        ink.text(line, "Same cells marked. Every unmarked cell is exactly 0.", HINT)
        return
    x = line.x()
    for draw, words in _items(pair):
        width = _SIGN + 8 + text_width(words, HINT)
        if x + width > line.right():
            return
        draw(ink, QRectF(x, line.center().y() - _SIGN / 2, _SIGN, _SIGN))
        ink.text(QRectF(x + _SIGN + 8, line.y(), width, line.height()), words, HINT)
        x += width + _BETWEEN


def _items(pair: PoolMaps) -> Iterator[tuple[Callable[[Ink, QRectF], None], str]]:
    if pair.routing.has_winners:
        yield _frame, "winner"
    if pair.selected is not None:
        yield _selected, "selected"
    ties = tie_words(pair.routing, pair.channel)
    if ties:
        yield _dashed, ties
    yield _lines, "a line per window, in the colour of what it carries"


def _frame(ink: Ink, rect: QRectF) -> None:
    _box(ink, rect, QPen(ink.tokens.winner, 1))


def _selected(ink: Ink, rect: QRectF) -> None:
    _box(ink, rect, QPen(ink.tokens.mark, 1))


def _dashed(ink: Ink, rect: QRectF) -> None:
    pen = QPen(ink.tokens.winner, 1)
    pen.setDashPattern([2.0, 2.0])
    _box(ink, rect, pen)


def _box(ink: Ink, rect: QRectF, pen: QPen) -> None:
    ink.painter.setPen(pen)
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)
    ink.painter.drawRect(rect.toRect())


def _lines(ink: Ink, rect: QRectF) -> None:
    table = color_table("signed", ink.theme)
    for number, index in enumerate((20, 252, 232)):
        y = round(rect.y()) + 1 + 3 * number
        ink.fill(QRectF(rect.x(), y, _SIGN, 1), QColor.fromRgb(table[index]))
