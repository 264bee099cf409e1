"""Paints an activation as a curve, with the numbers that it meets and the one looked at."""

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
from engine.inspection import curve_of

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from engine.arrays import Array
    from engine.inspection import Elementwise

_BINS = 48
_HISTOGRAM = 0.28  # of the height
_MARGIN = 14
_RADIUS = 3.5
_POINTS = 96  # of a curve: as many as are needed to look round


@dataclass(frozen=True, slots=True, eq=False)
class ActivationCurve:
    """The curve of an activation, or of its slope, above the distribution of x.

    Attributes
    ----------
    layer : layer that treats every number by itself
    x : ndarray
        All numbers that the activation meets in this map.
    at : float
        The one that is looked at.
    formula : str
        The curve in words: "max(0, x)".
    derivative : bool
        Whether the slope is drawn.
    kept : float, default=1
        What a dropout that the network learns with multiplies this number by.
    """

    layer: Elementwise
    x: Array
    at: float
    formula: str
    derivative: bool
    kept: float = 1.0

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw into `rect`, its caption above like that of a map."""
        caption = QRectF(rect.x(), rect.y(), rect.width(), CAPTION_PX)
        used = ink.text(caption, "f′(x)" if self.derivative else "f(x)", NAME) + 6
        ink.text(caption.adjusted(used, 0, 0, 0), self.formula, SMALL)
        plot = rect.adjusted(0, CAPTION_PX, 0, 0)
        ink.fill(plot, ink.tokens.canvas)
        finite = self.x[np.isfinite(self.x)].astype(np.float64)
        limit = float(np.abs(finite).max(initial=0)) or 1.0
        self._paint_distribution(ink, plot, finite, limit)
        curve = self._curve(limit)
        self._paint_axes(ink, plot, curve)
        self._paint_curve(ink, plot, curve)

    def _curve(self, limit: float) -> _Curve:
        """Return the curve from −limit to limit; where it jumps, it does so at 0."""
        step = np.nextafter(0, 1)
        x = np.sort(np.append(np.linspace(-limit, limit, _POINTS), [0, step]))
        y = self._at(x)
        return _Curve(limit, x, y, min(0.0, float(y.min())), float(y.max()) or 1.0)

    def _at(self, x: Array) -> Array:
        y, slope = curve_of(self.layer, x)
        return self.kept * (slope if self.derivative else y)

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

    @staticmethod
    def _paint_axes(ink: Ink, plot: QRectF, curve: _Curve) -> None:
        line = ink.tokens.line2
        ink.fill(QRectF(plot.center().x(), plot.y(), 1, plot.height()), line)
        ink.fill(QRectF(plot.x(), curve.zero(plot), plot.width(), 1), line)
        end = format_limit(curve.limit)
        numbers = QRectF(plot.x() + 3, curve.floor(plot) + 1, plot.width() - 6, _MARGIN)
        ink.text(numbers, f"−{end}", SMALL_VALUE)
        ink.text(numbers, f"+{end}", SMALL_VALUE, "right")
        ink.text(numbers.translated(numbers.width() / 2 + 4, 0), "0", SMALL_VALUE)

    def _paint_curve(self, ink: Ink, plot: QRectF, curve: _Curve) -> None:
        painter = ink.painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.tokens.text1, 1.5))
        points = zip(curve.x.tolist(), curve.y.tolist(), strict=True)
        painter.drawPolyline(QPolygonF([curve.point(plot, x, y) for x, y in points]))
        if math.isfinite(self.at):
            self._paint_point(ink, plot, curve)
        painter.restore()

    def _paint_point(self, ink: Ink, plot: QRectF, curve: _Curve) -> None:
        painter = ink.painter
        (y,) = self._at(np.array([self.at])).tolist()
        point = curve.point(plot, self.at, y)
        painter.setPen(QPen(ink.tokens.link, 1))
        painter.drawLine(QPointF(point.x(), curve.zero(plot)), point)
        painter.drawLine(QPointF(plot.center().x(), point.y()), point)
        painter.setBrush(ink.tokens.mark)
        painter.setPen(QPen(ink.tokens.casing, 1))
        painter.drawEllipse(point, _RADIUS, _RADIUS)


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """A curve over [−limit, limit], and the smallest and largest y that there is room for."""

    limit: float
    x: Array
    y: Array
    low: float
    high: float

    @staticmethod
    def floor(plot: QRectF) -> float:
        """Return the height of the lowest y: above the distribution and the numbers."""
        return round(plot.bottom() - plot.height() * _HISTOGRAM - _MARGIN)

    def zero(self, plot: QRectF) -> float:
        """Return the height of y = 0."""
        return round(self.floor(plot) + self.low * self._pitch(plot))

    def point(self, plot: QRectF, x: float, y: float) -> QPointF:
        """Return where a point of the curve is drawn."""
        across = plot.width() / 2 - 4
        return QPointF(
            plot.center().x() + x / self.limit * across,
            self.zero(plot) + 0.5 - y * self._pitch(plot),
        )

    def _pitch(self, plot: QRectF) -> float:
        """Return the pixels of a y of 1."""
        return (self.floor(plot) - plot.y() - _MARGIN) / (self.high - self.low)
