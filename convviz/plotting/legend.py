"""One entry of a legend: the line as it is drawn, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetricsF, QPainter, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme

LegendKind = Literal["train", "validation", "raw"]
_LINES = {"train": "solid", "validation": "dashed", "raw": "pale"}
_LINE_PX = 18
_SPACE_PX = 5
_HEIGHT_PX = 16


class LegendEntry(QWidget):
    """Show a short piece of a curve beside its name.

    Parameters
    ----------
    theme : Theme
    kind : {"train", "validation", "raw"}
        Solid, dashed with a point, or solid and pale.
    text : str
    """

    def __init__(
        self, theme: Theme, kind: LegendKind, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._kind, self._text = theme, kind, text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text}: {_LINES[kind]} line")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return room for line and name."""
        width = QFontMetricsF(self._theme.text(11)).horizontalAdvance(self._text)
        return QSize(int(_LINE_PX + _SPACE_PX + width) + 1, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the line and the name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, middle = self._theme.tokens, self.height() // 2
        dashed = self._kind == "validation"
        color = {"train": tokens.train, "validation": tokens.val, "raw": tokens.raw}[self._kind]
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(color, 2, style, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(0, middle), QPointF(_LINE_PX, middle))
        if dashed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QPointF(_LINE_PX / 2, middle), 2, 2)
        painter.setPen(tokens.text2)
        painter.setFont(self._theme.text(11))
        rest = QRectF(self.rect()).adjusted(_LINE_PX + _SPACE_PX, 0, 0, 0)
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), self._text)
