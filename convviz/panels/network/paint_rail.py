"""Paints the rail: a lane forward and a lane backward, joined at the loss.

Both are filled as far as the batch has come; what has just run is an arrow in the accent
colour, what comes next an outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QPainter, QPolygonF

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor

    from convviz.panels.network.layout import NetworkLayout
    from convviz.panels.network.style import Style
    from engine.training import Operation

FORWARD_Y, BACKWARD_Y = 22, 27
LANE = 2
ARROW_LENGTH, ARROW_REACH = 8, 5
JOIN = 4


def paint_rail(
    painter: QPainter,
    layout: NetworkLayout,
    lit: Operation | None,
    upcoming: Operation | None,
    style: Style,
    *,
    complete: bool,
) -> None:
    """Paint the rail.

    Parameters
    ----------
    painter : QPainter
    layout : NetworkLayout
    lit, upcoming : Operation or None
        What has just run, what comes next.
    style : Style
    complete : bool
        Whether a whole batch has run if nothing is lit; else none has.
    """
    left, start = layout.columns[0].x, layout.columns[1].x
    right = layout.columns[-1].right
    forward, backward = reached(layout, lit, complete=complete)
    done, waiting = style.tokens.text3, style.tokens.line
    _lane(painter, left, right, FORWARD_Y, waiting)
    _lane(painter, start, right, BACKWARD_Y, waiting)
    _lane(painter, left, forward, FORWARD_Y, done)
    _lane(painter, backward, right, BACKWARD_Y, done)
    joined = done if forward >= right else waiting
    height = BACKWARD_Y + LANE - FORWARD_Y
    painter.fillRect(QRect(right - LANE, FORWARD_Y, LANE, height), joined)
    if upcoming is not None:
        _paint_upcoming(painter, layout, upcoming, style)
    if lit is not None:
        _paint_lit(painter, layout, lit, style)


def reached(layout: NetworkLayout, lit: Operation | None, *, complete: bool) -> tuple[int, int]:
    """Return how far right the forward lane is filled, and from where the backward lane."""
    left, right = layout.columns[0].x, layout.columns[-1].right
    if lit is None:
        return (right, layout.columns[1].x) if complete else (left, right)
    column = layout.column(lit.layer)
    match lit.phase:
        case "forward":
            return (column.right if column else left), right
        case "loss":
            return right, right
        case "backward":
            return right, (column.x if column else right)
    return right, layout.columns[1].x


def _lane(painter: QPainter, left: int, right: int, y: int, color: QColor) -> None:
    painter.fillRect(QRect(left, y, max(right - left, 0), LANE), color)


def _paint_upcoming(
    painter: QPainter, layout: NetworkLayout, upcoming: Operation, style: Style
) -> None:
    column = layout.column(upcoming.layer)
    if column is None:
        return
    y = BACKWARD_Y if upcoming.phase == "backward" else FORWARD_Y
    rect = QRect(column.x, y - 1, column.width, LANE + 2)
    painter.fillRect(rect, style.tokens.accent)
    painter.fillRect(rect.adjusted(1, 1, -1, -1), style.tokens.canvas)


def _paint_lit(painter: QPainter, layout: NetworkLayout, lit: Operation, style: Style) -> None:
    column = layout.column(lit.layer)
    if column is None:
        return
    back = lit.phase == "backward"
    width = column.width - (JOIN if lit.phase == "loss" else 0)
    lane = QRect(column.x, (BACKWARD_Y if back else FORWARD_Y) - 1, width, LANE + 2)
    painter.fillRect(lane, style.tokens.canvas)
    body = (
        lane.adjusted(ARROW_LENGTH, 0, 0, 0) if back else lane.adjusted(0, 0, -ARROW_LENGTH, 0)
    )
    painter.fillRect(body, style.tokens.accent)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.tokens.accent)
    painter.drawPolygon(_arrow_head(QRectF(lane), back=back))
    painter.restore()


def _arrow_head(lane: QRectF, *, back: bool) -> QPolygonF:
    tip = lane.left() if back else lane.right()
    foot = tip + (ARROW_LENGTH if back else -ARROW_LENGTH)
    y = lane.center().y()
    return QPolygonF(
        [QPointF(tip, y), QPointF(foot, y - ARROW_REACH), QPointF(foot, y + ARROW_REACH)]
    )
