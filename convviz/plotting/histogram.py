"""A histogram that stands on its colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convviz.plotting.colorbar import BAR_PX, NUMBERS_PX, paint_colorbar
from convviz.plotting.distribution import Distribution
from convviz.plotting.frames import draw_empty
from convviz.plotting.numbers import format_count, format_limit

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent, QResizeEvent

    from convviz.plotting.frames import EmptyKind
    from convviz.plotting.scales import Scale
    from convviz.theming import Theme
    from engine.arrays import Array

_BIN_PX = 5
_CAPTION_PX = 13
_TOP_PX = 14  # room of the moments above the bars
_MOST_BINS = 128


class HistogramView(QWidget):
    """Show how the numbers of an array are distributed over the colours of a scale.

    Exact zeros are no part of the bars: their share is written, and zero has a line.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._x: Array | None = None
        self._scale: Scale | None = None
        self._distribution: Distribution | None = None
        self._empty: tuple[str, EmptyKind] = ("", "nothing yet")
        self._logarithmic = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Histogram")
        theme.changed.connect(self.update)

    @property
    def distribution(self) -> Distribution | None:
        """What is drawn; its bins follow the width."""
        if self._distribution is None and self._x is not None and self._scale is not None:
            bins = min(_MOST_BINS, max(10, self.width() // (2 * _BIN_PX) * 2))
            self._distribution = Distribution.of(self._x, self._scale, bins)
            self.setAccessibleDescription(self._words(self._distribution))
        return self._distribution

    def set_values(self, x: Array, scale: Scale) -> None:
        """Show the numbers of `x`, of any shape, over the range of `scale`."""
        self._x, self._scale, self._distribution = x, scale, None
        self.update()

    def set_distribution(self, distribution: Distribution, scale: Scale) -> None:
        """Show numbers that were counted elsewhere; their bins stay as they are."""
        self._x, self._scale, self._distribution = None, scale, distribution
        self.setAccessibleDescription(self._words(distribution))
        self.update()

    def set_empty(self, text: str, kind: EmptyKind = "nothing yet") -> None:
        """Show no numbers, but in words when there will be some or why there are none."""
        self._x = self._distribution = None
        self._empty = (text, kind)
        self.setAccessibleDescription(text)
        self.update()

    def set_logarithmic(self, *, on: bool) -> None:
        """Make the height of a bar the logarithm of its count."""
        self._logarithmic = on
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for about forty bars."""
        return QSize(200, 110)

    def minimumSizeHint(self) -> QSize:
        """Return room for bars that can still be told apart."""
        return QSize(90, 64)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Count anew, in as many bins as have room."""
        super().resizeEvent(event)
        if self._x is not None:
            self._distribution = None

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw bars, zero, moments and the colour bar."""
        painter = QPainter(self)
        distribution, scale = self.distribution, self._scale
        if distribution is None or scale is None:
            text, kind = self._empty
            draw_empty(painter, QRectF(self.rect()), text, self._theme, kind)
            return
        plot = self._plot_rect()
        painter.fillRect(plot, self._theme.tokens.canvas)
        self._paint_bars(painter, plot, distribution)
        self._paint_lines(painter, plot, distribution)
        self._paint_caption(painter, plot, distribution)
        bar = QRectF(plot.x(), plot.bottom(), plot.width(), BAR_PX + NUMBERS_PX)
        paint_colorbar(painter, bar, scale, self._theme)

    def event(self, event: QEvent | None) -> bool:
        """Answer a wish for a tooltip with the bin under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.describe(event.pos().x()), self)
            return True
        return super().event(event)

    def describe(self, x: float) -> str:
        """Return what stands at `x` pixels from the left."""
        distribution, plot = self.distribution, self._plot_rect()
        if distribution is None or not plot.left() <= x < plot.right():
            return ""
        i = int((x - plot.x()) / plot.width() * len(distribution.counts))
        low, high = distribution.edges(i)
        count = format_count(int(distribution.counts[i]))
        return f"{format_limit(low)} to {format_limit(high)}: {count} values"

    def _plot_rect(self) -> QRectF:
        below = BAR_PX + NUMBERS_PX + _CAPTION_PX + 1
        return QRectF(0, 0, self.width(), max(1, self.height() - below))

    def _heights(self, distribution: Distribution, room: float) -> list[float]:
        counts = distribution.counts.astype(np.float64)
        if self._logarithmic:
            counts = np.log1p(counts)
        highest = counts.max(initial=0)
        return (counts * (room / highest)).tolist() if highest else [0.0] * len(counts)

    def _paint_bars(self, painter: QPainter, plot: QRectF, distribution: Distribution) -> None:
        pitch = plot.width() / len(distribution.counts)
        gap = 1 if pitch >= 4 else 0
        color = self._theme.tokens.line3
        for i, height in enumerate(self._heights(distribution, plot.height() - _TOP_PX)):
            if height > 0:
                left, right = round(i * pitch), round((i + 1) * pitch)
                height = max(1, round(height))
                top = plot.bottom() - height
                painter.fillRect(QRectF(left, top, max(1, right - left - gap), height), color)

    def _paint_lines(self, painter: QPainter, plot: QRectF, distribution: Distribution) -> None:
        """Draw zero, and mean ± standard deviation dotted."""
        tokens, span = self._theme.tokens, distribution.high - distribution.low
        if not span > 0:
            return
        zero = plot.x() - distribution.low / span * plot.width()
        painter.fillRect(QRectF(round(zero), plot.y(), 1, plot.height()), tokens.text3)
        painter.setPen(QPen(tokens.text1, 1, Qt.PenStyle.DotLine))
        for value in (
            distribution.mean - distribution.std,
            distribution.mean + distribution.std,
        ):
            if distribution.low <= value <= distribution.high:
                at = plot.x() + (value - distribution.low) / span * plot.width()
                x = round(at) + 0.5
                painter.drawLine(QPointF(x, plot.y() + _TOP_PX), QPointF(x, plot.bottom()))

    def _paint_caption(
        self, painter: QPainter, plot: QRectF, distribution: Distribution
    ) -> None:
        tokens = self._theme.tokens
        painter.setFont(self._theme.numbers(10))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(tokens.text2)
        top = QRectF(plot.x(), plot.y(), plot.width() - 2, _TOP_PX)
        moments = (
            f"{format_limit(distribution.mean, sign=True)} ± {format_limit(distribution.std)}"
        )
        painter.drawText(top, int(Qt.AlignmentFlag.AlignRight), moments)
        painter.setPen(tokens.text3 if distribution.is_sound else tokens.wrong)
        below = QRectF(plot.x(), self.height() - _CAPTION_PX, plot.width(), _CAPTION_PX)
        text = metrics.elidedText(
            self._words(distribution), Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), text)

    def _words(self, distribution: Distribution) -> str:
        words = [f"{format_count(distribution.size)} values", *distribution.oddities()]
        return ", ".join(words)
