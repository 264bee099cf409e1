"""Paints a rectifier as a curve, with the numbers that it meets and the one looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPen, QPolygonF

from convviz.panels.operation.matrix import CAPTION_PX
from convviz.panels.operation.text_styles import NAME, SMALL, SMALL_VALUE
from convviz.plotting import format_limit

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from engine.arrays import Array

_BINS = 48
_HISTOGRAM = 0.28  # of the height
_MARGIN = 14
_RADIUS = 3.5


@dataclass(frozen=True, slots=True, eq=False)
class ActivationCurve:
    """The curve of max(0, x), or of its slope, above the distribution of x.

    Attributes
    ----------
    x : ndarray
        All numbers that the rectifier meets in this map.
    at : float
        The one that is looked at.
    derivative : bool
        Whether the slope is drawn: 0 up to x = 0, then 1.
    """

    x: Array
    at: float
    derivative: bool

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw into `rect`, its caption above like that of a map."""
        caption = QRectF(rect.x(), rect.y(), rect.width(), CAPTION_PX)
        used = ink.text(caption, "f′(x)" if self.derivative else "f(x)", NAME) + 6
        what = "0 up to x = 0, then 1" if self.derivative else "max(0, x)"
        ink.text(caption.adjusted(used, 0, 0, 0), what, SMALL)
        plot = rect.adjusted(0, CAPTION_PX, 0, 0)
        ink.fill(plot, ink.tokens.canvas)
        finite = self.x[np.isfinite(self.x)].astype(np.float64)
        limit = float(np.abs(finite).max(initial=0)) or 1.0
        self._paint_distribution(ink, plot, finite, limit)
        self._paint_axes(ink, plot, limit)
        self._paint_curve(ink, plot, limit)

    @staticmethod
    def _paint_distribution(ink: Ink, plot: QRectF, x: Array, limit: float) -> None:
        """Draw how often each x occurs, in the colours of shut and open."""
        counts, edges = np.histogram(x, bins=_BINS, range=(-limit, limit))
        most = max(1, int(counts.max()))
        width = plot.width() / _BINS
        for bin_, count in enumerate(counts.tolist()):
            if not count:
                continue
            # The root, so that a single cell can be seen beside hundreds.
            height = plot.height() * _HISTOGRAM * (count / most) ** 0.5
            left = plot.x() + bin_ * width
            shut = edges[bin_ + 1] <= 0
            color = ink.tokens.line2 if shut else ink.tokens.line3
            ink.fill(QRectF(left, plot.bottom() - height, width - 1, height), color)

    def _paint_axes(self, ink: Ink, plot: QRectF, limit: float) -> None:
        line = ink.tokens.line2
        ink.fill(QRectF(plot.center().x(), plot.y(), 1, plot.height()), line)
        ink.fill(QRectF(plot.x(), self._zero(plot), plot.width(), 1), line)
        end = format_limit(limit)
        numbers = QRectF(plot.x() + 3, self._zero(plot) + 1, plot.width() - 6, _MARGIN)
        ink.text(numbers, f"−{end}", SMALL_VALUE)
        ink.text(numbers, f"+{end}", SMALL_VALUE, "right")
        ink.text(numbers.translated(numbers.width() / 2 + 4, 0), "0", SMALL_VALUE)

    def _paint_curve(self, ink: Ink, plot: QRectF, limit: float) -> None:
        painter = ink.painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.tokens.text1, 1.5))
        corners = [(-limit, 0.0), (0.0, 0.0)]
        corners += [(0.0, 1.0), (limit, 1.0)] if self.derivative else [(limit, limit)]
        painter.drawPolyline(QPolygonF([self._point(plot, limit, *c) for c in corners]))
        if math.isfinite(self.at):
            self._paint_point(ink, plot, limit)
        painter.restore()

    def _paint_point(self, ink: Ink, plot: QRectF, limit: float) -> None:
        painter, slope = ink.painter, 1.0 if self.at > 0 else 0.0
        point = self._point(plot, limit, self.at, slope if self.derivative else slope * self.at)
        painter.setPen(QPen(ink.tokens.link, 1))
        painter.drawLine(QPointF(point.x(), self._zero(plot)), point)
        painter.drawLine(QPointF(plot.center().x(), point.y()), point)
        painter.setBrush(ink.tokens.mark)
        painter.setPen(QPen(ink.tokens.casing, 1))
        painter.drawEllipse(point, _RADIUS, _RADIUS)

    @staticmethod
    def _zero(plot: QRectF) -> float:
        """Return the height of y = 0: above the distribution and the numbers."""
        return round(plot.bottom() - plot.height() * _HISTOGRAM - _MARGIN)

    def _point(self, plot: QRectF, limit: float, x: float, y: float) -> QPointF:
        across = plot.width() / 2 - 4
        up = self._zero(plot) - plot.y() - _MARGIN
        top = 1.0 if self.derivative else limit
        return QPointF(
            plot.center().x() + x / limit * across, self._zero(plot) + 0.5 - y / top * up
        )
