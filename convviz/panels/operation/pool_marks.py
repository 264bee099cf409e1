"""Marks on the maps of a pooling: windows, winners, and lines from map to map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from convviz.plotting import color_table, draw_frame

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.plotting import CellGrid, Scale
    from engine.arrays import Array
    from engine.inspection import Routing

FRAMES_FROM_PX = 5
_LINES_FROM_PX = 8


def paint_window_lines(ink: Ink, grid: CellGrid, routing: Routing) -> None:
    """Separate the windows by lines, where they stand side by side and cells are not tiny."""
    tiled = all(axis.stride >= axis.size for axis in (routing.rows, routing.columns))
    if not tiled or grid.cell_width < _LINES_FROM_PX:
        return
    color, whole = ink.tokens.line, grid.rect
    for i in range(1, routing.rows.count):
        y = grid.cell(i * routing.rows.stride - routing.rows.before, 0).y()
        ink.fill(QRectF(whole.x(), y, whole.width(), 1), color)
    for j in range(1, routing.columns.count):
        x = grid.cell(0, j * routing.columns.stride - routing.columns.before).x()
        ink.fill(QRectF(x, whole.y(), 1, whole.height()), color)


def paint_winners(ink: Ink, grid: CellGrid, routing: Routing, channel: int) -> None:
    """Frame the winner of every window, dashed where it won a tie."""
    if not routing.has_winners or grid.cell_width < FRAMES_FROM_PX:
        return
    tied = routing.tied[channel] > 1
    pen = QPen(ink.tokens.winner, 1)
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)
    for which, dashes in ((~tied, None), (tied, [2.0, 2.0])):
        if dashes is not None:
            pen.setDashPattern(dashes)
        ink.painter.setPen(pen)
        rows = routing.winner_rows[channel][which].tolist()
        columns = routing.winner_columns[channel][which].tolist()
        places = set(zip(rows, columns, strict=True))
        inset = 1.5 if grid.cell_width >= 12 else 0.5
        for place in places:
            rect = grid.cell(*place).adjusted(inset, inset, -inset, -inset)
            ink.painter.drawRect(rect)


def paint_links(ink: Ink, strip: QRectF, y: Array, scale: Scale) -> None:
    """Draw one line per window, in the colour of the value it carries; zero is invisible.

    The windows of a row lie one below the other within the height of that row.
    """
    ink.fill(strip, ink.tokens.canvas)
    table = color_table(scale.kind, ink.theme)
    index = scale.to_index(y)
    pitch = strip.height() / y.size
    for place in np.flatnonzero(y).tolist():
        top = strip.y() + (place + 0.5) * pitch
        color = QColor.fromRgb(table[int(index.flat[place])])
        ink.fill(QRectF(strip.x(), top, strip.width(), 1), color)


def paint_window(
    ink: Ink, grid: CellGrid, window: tuple[range, range], winner: tuple[int, int] | None
) -> None:
    """Frame the window that is selected, and the cell that has won it."""
    rows, columns = window
    pen = QPen(ink.tokens.link, 1)
    pen.setDashPattern([3.0, 2.0])
    ink.painter.setPen(pen)
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)
    rect = grid.cell(rows.start, columns.start, len(rows), len(columns))
    ink.painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    if winner is not None:
        draw_frame(ink.painter, grid.cell(*winner), "selected", ink.theme)


def paint_link(ink: Ink, start: QPointF, strip: QRectF, end: QRectF, y: float) -> None:
    """Draw the line of the selected window, from its winner to the pooled cell.

    It crosses the strip between the maps at the height `y` and then runs below the cells
    of the pooled row, so that it hides no number.
    """
    corner = QPointF(end.x(), end.bottom() - 0.5)
    path = QPolygonF(
        [
            start,
            QPointF(strip.x(), y),
            QPointF(strip.right() - 4, y),
            QPointF(strip.right() + 2, corner.y()),
            corner,
        ]
    )
    ink.painter.save()
    ink.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)
    ink.painter.setPen(QPen(ink.tokens.link, 1))
    ink.painter.drawPolyline(path)
    ink.painter.restore()
