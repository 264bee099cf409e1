"""Draws the words, lines and bars of the operation view in the theme's fonts and colours."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from convviz.panels.operation.areas import Areas
from convviz.plotting import color_table, whole_cell
from convviz.theming import fonts

if TYPE_CHECKING:
    from convviz.panels.operation.text_styles import TextStyle
    from convviz.session.selection_reach import Reach
    from convviz.theming import Theme
    from convviz.theming.tokens import Tokens

Side = Literal["left", "center", "right"]

_ONE_LINE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_FLAGS: dict[Side, int] = {
    "left": _ONE_LINE | Qt.AlignmentFlag.AlignLeft.value,
    "center": _ONE_LINE | Qt.AlignmentFlag.AlignHCenter.value,
    "right": _ONE_LINE | Qt.AlignmentFlag.AlignRight.value,
}
_WRAPPED = (
    Qt.AlignmentFlag.AlignLeft.value
    | Qt.AlignmentFlag.AlignTop.value
    | Qt.TextFlag.TextWordWrap.value
)
_HEAD = 3.5  # pixels from the tip of an arrow to the ends of its head


@lru_cache(maxsize=64)
def _font(style: TextStyle) -> QFont:
    make = fonts.number_font if style.figures else fonts.text_font
    return make(style.px, style.weight)


@lru_cache(maxsize=64)
def _metrics(style: TextStyle) -> QFontMetricsF:
    return QFontMetricsF(_font(style))


# Most words are the same in every frame, and measuring takes as long as drawing.
@lru_cache(maxsize=4096)
def text_width(text: str, style: TextStyle) -> float:
    """Return how wide a text is, in pixels."""
    return _metrics(style).horizontalAdvance(text)


class Ink:
    """A painter that knows the theme, and notes what its places mean.

    Parameters
    ----------
    painter : QPainter
    theme : Theme
    reach : Reach, optional
        What belongs to the place that is pointed at anywhere in the window.

    Attributes
    ----------
    areas : Areas
        What the places of the picture mean to the pointer.
    """

    def __init__(self, painter: QPainter, theme: Theme, reach: Reach | None = None) -> None:
        self.painter = painter
        self.theme = theme
        self.reach = reach
        self.areas = Areas()
        device = painter.device()
        self.ratio = device.devicePixelRatioF() if device is not None else 1.0

    @property
    def tokens(self) -> Tokens:
        """Colours of the theme."""
        return self.theme.tokens

    def cell(self, pixels: float) -> float:
        """Return the largest size up to `pixels` that is sharp on this screen."""
        return whole_cell(pixels, self.ratio)

    def text(self, rect: QRectF, text: str, style: TextStyle, side: Side = "left") -> float:
        """Write one line into the middle of the height of `rect`; return its width.

        What is too long is cut, with an ellipsis.
        """
        width = text_width(text, style)
        if width > rect.width() + 0.5:
            width = rect.width()
            text = _metrics(style).elidedText(text, Qt.TextElideMode.ElideRight, width)
        self.painter.setFont(_font(style))
        self.painter.setPen(getattr(self.tokens, style.color))
        self.painter.drawText(rect, _FLAGS[side], text)
        return width

    def paragraph(self, rect: QRectF, text: str, style: TextStyle) -> float:
        """Write text that wraps at the width of `rect`; return the height it took."""
        self.painter.setFont(_font(style))
        self.painter.setPen(getattr(self.tokens, style.color))
        self.painter.drawText(rect, _WRAPPED, text)
        return paragraph_height(text, style, rect.width())

    def fill(self, rect: QRectF, color: QColor) -> None:
        """Fill a rectangle."""
        self.painter.fillRect(rect, color)

    def rule(self, x: float, y: float, width: float, color: QColor | None = None) -> None:
        """Draw a horizontal line of one pixel."""
        self.fill(QRectF(x, y, width, 1), color or self.tokens.line2)

    def bar(self, rect: QRectF, value: float, limit: float) -> None:
        """Draw a signed bar from the middle of `rect`, half as wide as it for `limit`."""
        middle = rect.center().x()
        self.fill(QRectF(middle, rect.y() - 3, 1, rect.height() + 6), self.tokens.line2)
        if not limit or math.isnan(value):
            return  # neither has a length
        length = min(abs(value) / limit, 1.0) * rect.width() / 2
        if value:
            length = max(length, 1.0)
        start = middle if value > 0 else middle + 1 - length
        self.fill(QRectF(start, rect.y(), length, rect.height()), self.sign_color(value))

    def sign_color(self, value: float) -> QColor:
        """Return the end of the signed colours that the sign of `value` belongs to."""
        table = color_table("signed", self.theme)
        return QColor.fromRgb(table[252 if value > 0 else 0])

    def arrow(self, start: QPointF, end: QPointF) -> None:
        """Draw a thin horizontal arrow."""
        self.painter.save()
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(QPen(self.tokens.text3, 1))
        head = _HEAD if end.x() < start.x() else -_HEAD
        self.painter.drawLine(QLineF(start, end))
        for rise in (-_HEAD, _HEAD):
            self.painter.drawLine(QLineF(end, end + QPointF(head, rise)))
        self.painter.restore()


def paragraph_height(text: str, style: TextStyle, width: float) -> float:
    """Return the height of text that wraps at `width`."""
    room = QRectF(0, 0, width, 10_000)
    return _metrics(style).boundingRect(room, _WRAPPED, text).height()
