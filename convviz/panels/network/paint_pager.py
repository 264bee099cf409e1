"""Paints which channels of a layer are shown, and where the page is turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainter, QPen, QPolygonF

from convviz.panels.network.style import CENTER

if TYPE_CHECKING:
    from convviz.panels.network.layout import Column, NetworkLayout
    from convviz.panels.network.style import Style

CHEVRON = 3.5


def paint_pagers(painter: QPainter, layout: NetworkLayout, style: Style) -> None:
    """Paint a pager below every layer that has more than one page."""
    for column in layout.columns:
        if column.has_pager:
            _paint_pager(painter, column, layout, style)


def _paint_pager(
    painter: QPainter, column: Column, layout: NetworkLayout, style: Style
) -> None:
    shown = layout.terms.page(column.station.channels)
    rect = layout.pager_rect(column)
    painter.setFont(style.small)
    painter.setPen(style.tokens.text2)
    painter.drawText(rect, CENTER, f"{shown.start}–{shown[-1]} of {column.station.channels}")
    can = (column.page > 0, column.page + 1 < column.pages)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for possible, x, side in ((can[0], rect.x() + 5, -1), (can[1], rect.right() - 5, 1)):
        color = style.tokens.text1 if possible else style.tokens.line2
        painter.setPen(QPen(color, 1.25))
        painter.drawPolyline(_chevron(x, rect.center().y() + 0.5, side))
    painter.restore()


def _chevron(x: float, y: float, side: int) -> QPolygonF:
    back = x - side * CHEVRON / 2
    tip = x + side * CHEVRON / 2
    return QPolygonF([QPointF(back, y - CHEVRON), QPointF(tip, y), QPointF(back, y + CHEVRON)])
