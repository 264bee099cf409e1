"""Paints what only the ends of the network have: the sample's name and the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect

from convviz.panels.network.layout import TOP, CellList, FoldedGrid, MapGrid
from convviz.panels.network.style import LEFT
from convviz.panels.network.words import band_text
from convviz.plotting import format_count, format_exponent, format_value

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style

LINE = 14
PIN = 12


def paint_sample(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint which sample it is, what it shows and what it is taken for."""
    grid = scene.layout.columns[0].grid
    if grid is None:
        return
    rect, trace = grid.rect, scene.frame.trace
    folded = scene.layout.folded
    x, y = (rect.right() + 9, rect.y()) if folded else (rect.x(), rect.bottom() + 9)
    width = scene.layout.columns[1].x - x - 4
    if not folded:
        icon = style.theme.icon("pin", "link").pixmap(PIN, PIN)
        painter.drawPixmap(QPoint(x, y + 1), icon)
    painter.setFont(style.theme.numbers(11, 500))
    painter.setPen(style.tokens.text1)
    indent = 0 if folded else PIN + 3
    index = f"#{format_count(scene.frame.sample.index)}"
    painter.drawText(QRect(x + indent, y, width, LINE), LEFT, index)
    painter.setFont(style.caption)
    painter.setPen(style.tokens.text3 if folded else style.tokens.text2)
    painter.drawText(QRect(x, y + LINE, width, LINE), LEFT, scene.classes[trace.label])
    if scene.has_begun:
        guess = int(trace.probabilities.argmax())
        right = guess == trace.label
        painter.setPen(style.tokens.right if right else style.tokens.wrong)
        text = f"{'✓' if right else '✗'} {scene.classes[guess]}"
        painter.drawText(QRect(x, y + 2 * LINE, width, LINE), LEFT, text)


def paint_loss(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint the loss level with the truth that it is the logarithm of."""
    *_, before, loss = scene.layout.columns
    trace = scene.frame.trace
    y = TOP + LINE
    if isinstance(before.grid, CellList):
        cell = before.grid.cell_rect((trace.label,))
        y = cell.center().y()
        start = cell.right() + 5
        painter.fillRect(QRect(start, y, loss.x - 4 - start, 1), style.tokens.line3)
    painter.setFont(style.loss)
    painter.setPen(style.tokens.text1)
    painter.drawText(QRect(loss.x, y - 9, loss.width, 18), LEFT, format_value(trace.loss, 4))
    if not scene.layout.folded:
        painter.setFont(style.small)
        painter.setPen(style.tokens.text2)
        text = f"−ln {probability_text(float(trace.probabilities[trace.label]))}"
        painter.drawText(QRect(loss.x, y + 9, loss.width, LINE), LEFT, text)


def probability_text(p: float) -> str:
    """Return a probability with three decimals, or with a power of ten where they are 0."""
    return format_value(p, 3) if p >= 0.0005 else format_exponent(p, sign=False)


def paint_channels(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint which channel of each layer the folded network shows."""
    painter.setFont(style.caption)
    for column in scene.layout.columns[1:]:
        if isinstance(column.grid, MapGrid):
            rect = column.grid.rect
            painter.setPen(style.tokens.text1)
            place = QRect(rect.right() + 9, rect.y(), column.right - rect.right(), 16)
            painter.drawText(place, LEFT, f"channel {column.grid.channels.start}")
        elif isinstance(column.grid, FoldedGrid) and column.station.form == "bands":
            rect = column.grid.rect
            painter.setPen(style.tokens.text3)
            place = QRect(rect.x(), rect.bottom() + 3, column.width, 16)
            painter.drawText(place, LEFT, band_text(column.grid, column.grid.channels.start))
