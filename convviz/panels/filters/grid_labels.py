"""Writes the axes of the kernels: filters at the left, input channels and biases above."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, Qt

from convviz.panels.filters.grid_layout import LABEL_PX, LINE_PX
from convviz.plotting import format_limit

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from convviz.panels.filters.grid_layout import GridLayout
    from convviz.plotting import Scale
    from convviz.theming import Theme

_LABEL_EVERY_PX = 18


def paint_filters(painter: QPainter, layout: GridLayout, filters: range, theme: Theme) -> None:
    """Write the number of each filter in sight."""
    painter.setFont(theme.numbers(10))
    painter.setPen(theme.tokens.text3)
    flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    for f in filters:
        strip = layout.strip(f)
        label = QRectF(strip.x(), strip.y(), LABEL_PX - 6, strip.height())
        painter.drawText(label, flags, str(f))


def paint_head(painter: QPainter, layout: GridLayout, biases: Scale, theme: Theme) -> None:
    """Write the axis of input channels and the limit of the biases above each column."""
    painter.setPen(theme.tokens.text3)
    limit = format_limit(biases.limit)
    for strip in range(min(layout.strips, layout.filters)):
        base = layout.head - 4
        painter.setFont(theme.numbers(10))
        painter.drawText(QPointF(layout.bias(strip).x() + 3, base), f"b  ±{limit}")
        if layout.shape[0] > 1:
            _paint_channels(painter, layout, strip, theme)


def _paint_channels(painter: QPainter, layout: GridLayout, strip: int, theme: Theme) -> None:
    pitch = layout.kernel_size[0] + layout.gap
    every = max(1, math.ceil(_LABEL_EVERY_PX / pitch))
    for channel in range(0, layout.shape[0], every):
        kernel = layout.kernel(strip, channel).adjusted(-8, 0, 8, 0)
        label = QRectF(kernel.x(), LINE_PX, kernel.width(), LINE_PX - 2)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), str(channel))
    painter.setFont(theme.text(10))
    painter.drawText(QPointF(layout.kernel(strip, 0).x(), LINE_PX - 4), "input channel")
