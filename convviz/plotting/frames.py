"""Frames around cells and regions, and what stands where there is nothing to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QPainter, QPen

if TYPE_CHECKING:
    from convviz.theming import Theme

FrameKind = Literal["selected", "hovered", "same_sum", "winner", "tie"]
EmptyKind = Literal["nothing yet", "not applicable"]

_CASING_INSIDE_ABOVE = 6  # pixels; on smaller cells it would hide the value


@dataclass(frozen=True, slots=True)
class CellFrame:
    """A frame around a cell, or around a region that starts there.

    Parameters
    ----------
    row, column : int
    rows, columns : int, default=1
    kind : {"selected", "hovered", "same_sum", "winner", "tie"}
        "same_sum" is for other parts of the sum that is looked at; "tie" is dashed.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    kind: FrameKind = "selected"


def draw_frame(painter: QPainter, rect: QRectF, kind: FrameKind, theme: Theme) -> None:
    """Draw a frame just inside `rect`; casings lie outside, and inside if there is room."""
    tokens = theme.tokens
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    match kind:
        case "selected":
            _draw_sides(painter, rect.adjusted(-1, -1, 1, 1), tokens.casing)
            if min(rect.width(), rect.height()) > _CASING_INSIDE_ABOVE:
                _draw_sides(painter, rect.adjusted(1, 1, -1, -1), tokens.casing)
            _draw_sides(painter, rect, tokens.mark)
        case "hovered":
            _draw_sides(painter, rect.adjusted(-1, -1, 1, 1), tokens.canvas)
            _draw_sides(painter, rect, tokens.text1)
        case "same_sum":
            _draw_sides(painter, rect, tokens.mark2)
        case "winner":
            _draw_sides(painter, rect, tokens.winner)
        case "tie":
            pen = QPen(tokens.winner, 1)
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()


def draw_focus(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Outline what the keyboard acts on."""
    _draw_sides(painter, rect, theme.tokens.accent)


def draw_empty(
    painter: QPainter, rect: QRectF, text: str, theme: Theme, kind: EmptyKind = "nothing yet"
) -> None:
    """Draw why there is nothing: a dashed outline with when it comes, or a hatched area.

    Parameters
    ----------
    painter : QPainter
    rect : QRectF
    text : str
        When it will come, or why it does not apply; wrapped inside `rect`.
    theme : Theme
    kind : {"nothing yet", "not applicable"}
    """
    painter.save()
    if kind == "not applicable":
        draw_hatching(painter, rect, theme)
    else:
        pen = QPen(theme.tokens.line2, 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setFont(theme.text(11))
    painter.setPen(theme.tokens.text3)
    inside = rect.adjusted(8, 4, -8, -4)
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    if kind == "not applicable":
        ground = painter.boundingRect(inside, flags, text).adjusted(-6, -3, 6, 3)
        painter.fillRect(ground, theme.tokens.panel)
    painter.drawText(inside, flags, text)
    painter.restore()


def draw_hatching(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Fill `rect` with the hatching that says: does not apply here."""
    painter.fillRect(rect, theme.tokens.canvas)
    painter.setBrushOrigin(rect.topLeft())
    painter.fillRect(rect, QBrush(theme.tokens.line2, Qt.BrushStyle.BDiagPattern))
    painter.setBrushOrigin(QPointF())


def _draw_sides(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Fill the four sides, one pixel each: sharper than a pen at every scale factor."""
    x, y, width, height = rect.getRect()
    painter.fillRect(QRectF(x, y, width, 1), color)
    painter.fillRect(QRectF(x, y + height - 1, width, 1), color)
    painter.fillRect(QRectF(x, y + 1, 1, height - 2), color)
    painter.fillRect(QRectF(x + width - 1, y + 1, 1, height - 2), color)
