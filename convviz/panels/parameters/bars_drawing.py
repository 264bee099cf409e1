"""A vector as bars that stand on zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor

from convviz.plotting import color_table, format_limit

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from convviz.panels.parameters.drawing import Index
    from convviz.panels.parameters.pictures import Picture
    from convviz.theming import Theme

_AXIS_PX = 44.0
_PLOT_PX = 140.0
_LABEL_PX = 14.0
_WIDEST_BAR = 28.0
_TOP_PX = 8.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)


class BarsDrawing:
    """Draw a bar per number, or per block of numbers where there are thousands.

    Parameters
    ----------
    picture : Picture
        With x of shape (n,).
    span : pair of float, optional
        Ends of the axis, around 0; those of the numbers if not given.
    """

    def __init__(self, picture: Picture, span: tuple[float, float] | None = None) -> None:
        self._picture = picture
        self._count = picture.x.size
        self._pitch = _WIDEST_BAR
        finite = picture.x[np.isfinite(picture.x)]
        own = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
        self._low, self._high = own if span is None else span

    @property
    def height(self) -> float:
        """Pixels for the bars and their indices."""
        return _TOP_PX + _PLOT_PX + _LABEL_PX + 4

    def fit(self, room: float, ratio: float) -> None:
        """Make all bars equally wide, at most 28 pixels."""
        self._pitch = min(_WIDEST_BAR, (room - _AXIS_PX - 2) / self._count)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw ground, bars, zero and the axes."""
        plot = self._plot()
        painter.fillRect(plot, theme.tokens.canvas)
        table = color_table(self._picture.scale.kind, theme)
        colors = self._picture.scale.to_index(self._picture.x)
        heights = np.clip(np.nan_to_num(self._picture.x), self._low, self._high)
        for i, x in enumerate(heights.tolist()):
            rect = self._bar(i, x)
            painter.fillRect(rect, QColor.fromRgb(table[int(colors[i])]))
        zero = round(self._y(0.0))
        painter.fillRect(QRectF(plot.x(), zero, plot.width(), 1), theme.tokens.line3)
        self._paint_axes(painter, theme, plot)

    def hit(self, at: QPointF) -> Index | None:
        """Return (i,) of the number at a place."""
        i = int((at.x() - _AXIS_PX) // self._pitch)
        inside = 0 <= i < self._count and _TOP_PX <= at.y() < _TOP_PX + _PLOT_PX
        return (i,) if inside else None

    def part(self, index: Index) -> Index:
        """Return the number itself."""
        return index

    def part_rect(self, part: Index) -> QRectF:
        """Return the column of a number."""
        left = _AXIS_PX + part[0] * self._pitch
        return QRectF(round(left), _TOP_PX, max(3.0, round(self._pitch)), _PLOT_PX)

    def neighbour(self, part: Index, down: int, right: int) -> Index:
        """Return the number beside it."""
        return (min(max(part[0] + right, 0), self._count - 1),)

    def first(self) -> Index:
        """Return the largest number in size."""
        return (int(np.nan_to_num(np.abs(self._picture.x)).argmax()),)

    def _plot(self) -> QRectF:
        return QRectF(_AXIS_PX, _TOP_PX, self._count * self._pitch, _PLOT_PX)

    def _y(self, value: float) -> float:
        span = self._high - self._low
        return _TOP_PX + _PLOT_PX * ((self._high - value) / span if span else 0.5)

    def _bar(self, i: int, x: float) -> QRectF:
        left, right = round(_AXIS_PX + i * self._pitch), round(_AXIS_PX + (i + 1) * self._pitch)
        gap = 1 if self._pitch >= 4 else 0
        top, bottom = sorted((round(self._y(x)), round(self._y(0.0))))
        return QRectF(left, top, max(1, right - left - gap), max(1, bottom - top))

    def _paint_axes(self, painter: QPainter, theme: Theme, plot: QRectF) -> None:
        painter.setFont(theme.numbers(10))
        painter.setPen(theme.tokens.text3)
        for value in {self._high, 0.0, self._low}:
            line = QRectF(0, self._y(value) - 7, _AXIS_PX - 6, _LABEL_PX)
            painter.drawText(line, _RIGHT, format_limit(value) if value else "0")
        widest = 8 * len(str(self._count * self._picture.block[0])) + 10
        every = max(1, int(np.ceil(widest / self._pitch)))
        for i in range(0, self._count, every):
            middle = _AXIS_PX + (i + 0.5) * self._pitch
            rect = QRectF(middle - 20, plot.bottom() + 2, 40, _LABEL_PX)
            painter.drawText(rect, _CENTER, str(i * self._picture.block[0]))
