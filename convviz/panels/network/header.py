"""The header's line: what network it is, what has just run, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter
from PyQt6.QtWidgets import QSizePolicy, QWidget

from convviz.panels.network.style import CENTER, LEFT

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor, QFont, QPaintEvent

    from convviz.theming import Theme

HEIGHT, PILL_HEIGHT, PILL_MARGIN, SPACE = 24, 20, 8, 16


@dataclass(frozen=True, slots=True)
class HeaderText:
    """What the line says: name, pill, sentence, what comes next, and what the maps are of."""

    title: str = ""
    pill: str = ""
    sentence: str = ""
    upcoming: str = ""
    maps: str = ""

    def __str__(self) -> str:
        words = (self.title, f"{self.pill} {self.sentence}".strip(), self.upcoming, self.maps)
        return ". ".join(word for word in words if word)


class HeaderLine(QWidget):
    """Paint one line that gives up its end, never its pill, where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = HeaderText()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Network")
        theme.changed.connect(self.update)

    @property
    def text(self) -> HeaderText:
        """What the line says."""
        return self._text

    def show_text(self, text: HeaderText) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setToolTip(str(text))
            self.setAccessibleDescription(str(text))
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for a usual line."""
        return QSize(640, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return room for the pill."""
        return QSize(80, HEIGHT)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint title, pill, sentence and what comes next."""
        painter = QPainter(self)
        tokens = self._theme.tokens
        plain, medium = self._theme.text(11), self._theme.text(11)
        x = self._paint_words(painter, 0, self._text.title, plain, tokens.text2) + SPACE
        if self._text.pill:
            x = self._paint_pill(painter, x, medium) + SPACE // 2
        x = self._paint_words(painter, x, self._text.sentence, plain, tokens.text2)
        for words in (self._text.upcoming, self._text.maps):
            x = self._paint_words(painter, x + SPACE // 2, words, plain, tokens.text3)

    def _paint_pill(self, painter: QPainter, x: int, font: QFont) -> int:
        width = QFontMetrics(font).horizontalAdvance(self._text.pill) + 2 * PILL_MARGIN
        rect = QRect(x, (self.height() - PILL_HEIGHT) // 2, width, PILL_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.accentbg)
        painter.drawRoundedRect(QRectF(rect), 4, 4)
        painter.restore()
        painter.setFont(font)
        painter.setPen(self._theme.tokens.accent)
        painter.drawText(rect, CENTER, self._text.pill)
        return rect.right() + 1

    def _paint_words(
        self, painter: QPainter, x: int, words: str, font: QFont, color: QColor
    ) -> int:
        """Paint as much of `words` as fits and return where they end."""
        room = self.width() - x
        if room <= 0 or not words:
            return x
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(QRect(x, 0, room, self.height()), LEFT, shown)
        return x + metrics.horizontalAdvance(shown)
