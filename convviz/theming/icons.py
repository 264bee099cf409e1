"""Icons that follow the theme: glyphs of the Phosphor font, drawn in a token's colour.

An icon is drawn anew each time it is shown, from outlines. So one `QIcon` is right in
both themes and sharp at every scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import qtawesome
from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap, QPolygonF

if TYPE_CHECKING:
    from collections.abc import Callable

# The names are those of the pictures in the design; Phosphor calls some of them otherwise.
_PHOSPHOR = {
    "play": "play",
    "pause": "pause",
    "skip-forward": "skip-forward",
    "fast-forward": "fast-forward",
    "rotate-ccw": "arrow-counter-clockwise",
    "search": "magnifying-glass",
    "sun": "sun",
    "moon": "moon",
    "circle-question-mark": "question",
    "chevron-down": "caret-down",
    "chevron-right": "caret-right",
    "pin": "push-pin",
    "lock": "lock-simple",
    "lock-open": "lock-simple-open",
    "copy": "copy",
    "maximize-2": "arrows-out-simple",
    "minimize-2": "arrows-in-simple",
    "folder-open": "folder-open",
    "git-compare-arrows": "git-diff",
    "file-search": "file-search",
    "download": "download-simple",
    "info": "info",
    "check": "check",
    "x": "x",
    "triangle-alert": "warning",
    "octagon-x": "x-circle",
}
_STEP_FORWARD = "step-forward"

ICON_NAMES = (*_PHOSPHOR, _STEP_FORWARD)


class ThemedIconEngine(QIconEngine):
    """Draw one icon in the colour that the theme has at that moment.

    Parameters
    ----------
    name : str
        One of `ICON_NAMES`.
    color : callable
        Asked for the colour, given whether the icon is disabled.
    """

    def __init__(self, name: str, color: Callable[[bool], QColor]) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(
        self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        """Draw the icon as large as fits into `rect`, in its middle."""
        assert painter is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._color(mode is QIcon.Mode.Disabled)
        if self._name == _STEP_FORWARD:
            _draw_step_forward(painter, QRectF(rect), color)
        else:
            _draw_glyph(painter, rect, _PHOSPHOR[self._name], color)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on a transparent ground, `size` in device pixels."""
        if size.isEmpty():  # a button that a moving layout has squeezed
            return QPixmap()
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """Return another engine for the same icon."""
        return ThemedIconEngine(self._name, self._color)


def _draw_glyph(painter: QPainter, rect: QRect, glyph: str, color: QColor) -> None:
    painter.setFont(qtawesome.font("ph", min(rect.width(), rect.height())))
    painter.setPen(color)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, qtawesome.charmap(f"ph.{glyph}"))


def _draw_step_forward(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Draw a bar and a triangle: Phosphor has one with the bar behind, not before."""
    side = min(rect.width(), rect.height())
    painter.translate(rect.center() - QPointF(side / 2, side / 2))
    painter.scale(side / 256, side / 256)  # the grid on which Phosphor is drawn
    pen = QPen(color, 16)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawLine(56, 40, 56, 216)
    painter.drawPolygon(QPolygonF([QPointF(88, 48), QPointF(88, 208), QPointF(216, 128)]))
