"""The painted predictions: the image, a bar per class, and the best in words."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter
from PyQt6.QtWidgets import QWidget

from convviz.panels.predictions.layout import PredictionLayout, Row, TextWidths, arrange
from convviz.panels.predictions.words import best_text, description, loss_text, word_of
from convviz.plotting import Scale, draw_map, format_value, map_image

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor, QPaintEvent

    from convviz.theming import Theme
    from engine.inspection import Trace

DIGITS = 4
WIDEST_WORD = "✗ predicted"
WIDEST_NUMBER = "5.6×10⁻⁸"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What is shown: a trace, what its classes are called, and whether it is chance."""

    trace: Trace
    classes: tuple[str, ...]
    untrained: bool


class PredictionBars(QWidget):
    """Paint a verdict; every number as wide as every other, so that nothing jumps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._verdict: Verdict | None = None
        self.setAccessibleName("Predictions")

    @property
    def verdict(self) -> Verdict | None:
        """What is shown."""
        return self._verdict

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show another verdict, or none."""
        self._verdict = verdict
        self.update()

    def describe(self) -> None:
        """Tell those who do not see the bars what they show."""
        if self._verdict is not None:
            words = description(self._verdict.trace, self._verdict.classes)
            self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:
        """Return room for ten classes."""
        return QSize(416, 162)

    def minimumSizeHint(self) -> QSize:
        """Return room for ten classes in narrow rows."""
        return QSize(300, 150)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint image, bars and words."""
        if self._verdict is None:
            return
        painter = QPainter(self)
        verdict, layout = self._verdict, self._layout(self._verdict)
        x = verdict.trace.activations["input"]
        image = map_image(x[0], Scale("image", 1.0), self._theme)
        draw_map(painter, QRectF(layout.image), image)
        for unit, row in enumerate(layout.rows):
            self._paint_row(painter, row, unit, verdict)
        self._paint_words(painter, layout.words, verdict)

    def _layout(self, verdict: Verdict) -> PredictionLayout:
        bold = QFontMetrics(self._theme.text(11, 600))
        texts = TextWidths(
            max(bold.horizontalAdvance(name) for name in verdict.classes) + 2,
            QFontMetrics(self._theme.numbers(11, 600)).horizontalAdvance(WIDEST_NUMBER) + 2,
            QFontMetrics(self._theme.text(10)).horizontalAdvance(WIDEST_WORD) + 2,
        )
        height, width = verdict.trace.activations["input"].shape[1:]
        return arrange(
            self.width(), self.height(), (height, width), len(verdict.classes), texts
        )

    def _paint_row(self, painter: QPainter, row: Row, unit: int, verdict: Verdict) -> None:
        tokens, trace = self._theme.tokens, verdict.trace
        p = float(trace.probabilities[unit])
        word = word_of(unit, trace, untrained=verdict.untrained)
        weight = 600 if word else 400
        painter.setPen(tokens.text1 if word else tokens.text2)
        font = self._theme.text(11, weight)
        painter.setFont(font)
        name = QFontMetrics(font).elidedText(
            verdict.classes[unit], Qt.TextElideMode.ElideRight, row.name.width()
        )
        painter.drawText(row.name, _RIGHT, name)
        painter.setFont(self._theme.numbers(11, weight))
        painter.drawText(row.number, _LEFT, format_value(p, DIGITS))
        color = self._color(unit, word, trace)
        painter.fillRect(row.bar, tokens.raised)
        painter.fillRect(_filled(row.bar, p), color)
        if word:
            painter.setFont(self._theme.text(10))
            painter.setPen(color)
            painter.drawText(row.word, _LEFT, word)

    def _color(self, unit: int, word: str, trace: Trace) -> QColor:
        tokens = self._theme.tokens
        if unit == trace.label:
            return tokens.right
        return tokens.wrong if word else tokens.text3

    def _paint_words(self, painter: QPainter, rect: QRect, verdict: Verdict) -> None:
        loss = loss_text(verdict.trace)
        font = self._theme.numbers(11)
        metrics = QFontMetrics(font)
        width = rect.width() - metrics.horizontalAdvance(loss) - 12
        best = best_text(verdict.trace, verdict.classes)
        painter.setFont(font)
        painter.setPen(self._theme.tokens.text2)
        shown = metrics.elidedText(best, Qt.TextElideMode.ElideRight, width)
        painter.drawText(rect, _LEFT, shown)
        painter.setPen(self._theme.tokens.text3)
        painter.drawText(rect, _RIGHT, loss)


def _filled(bar: QRect, p: float) -> QRectF:
    """Return the filled part of a bar: never less than one pixel wide, none for NaN."""
    width = 0.0 if isnan(p) else max(1.0, p * bar.width())
    return QRectF(bar.x(), bar.y(), width, bar.height())


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
