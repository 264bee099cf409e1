"""Paints frames and links over the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLineF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen

from convviz.plotting import draw_frame

if TYPE_CHECKING:
    from convviz.panels.network.marks import Marks
    from convviz.panels.network.style import Style

STRONG, WEAK = 0.8, 0.28


def paint_marks(painter: QPainter, marks: Marks, style: Style) -> None:
    """Paint links, then the frames of other parts, then those of the selection."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for strong in (False, True):
        color = QColor(style.tokens.link)
        color.setAlphaF(STRONG if strong else WEAK)
        painter.setPen(QPen(color, 1))
        lines = [QLineF(link.start, link.end) for link in marks.links if link.strong is strong]
        if lines:
            painter.drawLines(*lines)
    painter.restore()
    for mark in marks.frames:
        draw_frame(painter, QRectF(mark.rect), mark.kind, style.theme)
