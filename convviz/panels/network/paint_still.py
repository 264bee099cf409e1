"""Paints what stays from frame to frame: names, captions, labels."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, Qt

from convviz.panels.network.layout import CellList, FoldedGrid, MapGrid
from convviz.panels.network.paint_pager import paint_pagers
from convviz.panels.network.paint_rail import paint_rail
from convviz.panels.network.stations import shape_text
from convviz.panels.network.style import LEFT, LINE, NAME_GAP, RIGHT, elided
from convviz.panels.network.words import band_text
from convviz.plotting import format_count

if TYPE_CHECKING:
    from PyQt6.QtGui import QFontMetrics, QPainter

    from convviz.panels.network.layout import Column
    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style

NAMES = 20
CAPTION_1, CAPTION_2 = 8, 22
LABEL_EVERY = 11
INDEX_WIDTH = 22
PIN = 12
LEAST_SPACE = 4
USUAL = ("no padding", "stride 1")
"""What a reader takes for granted: it would be worse to lose a dilation."""


def paint_still(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint everything that is not about values."""
    layout = scene.layout
    paint_rail(painter, layout, scene.lit, scene.upcoming, style, complete=scene.has_begun)
    for column in layout.columns:
        _paint_name(painter, column, scene, style)
    _paint_sample(painter, scene, style)
    if layout.folded:
        _paint_channels(painter, scene, style)
        return
    for place, column in enumerate(layout.columns):
        _paint_caption(painter, place, scene, style)
        if isinstance(column.grid, FoldedGrid) and column.station.form == "bands":
            _paint_band_labels(painter, column.grid, style)
        elif isinstance(column.grid, CellList) and not layout.shares_rows(column):
            _paint_indices(painter, column.grid, style)
    paint_pagers(painter, layout, style)


def _paint_name(painter: QPainter, column: Column, scene: Scene, style: Style) -> None:
    """Paint the name, lit if it is the layer's turn, and the shape."""
    station = column.station
    lit = scene.lit is not None and scene.lit.layer == station.name
    painter.setFont(style.name)
    painter.setPen(style.tokens.accent if lit else style.tokens.text1)
    rect = QRect(column.x, 0, column.width, NAMES)
    painter.drawText(rect, LEFT, station.name)
    painter.setFont(style.shape)
    painter.setPen(style.tokens.text3)
    painter.drawText(rect.adjusted(NAME_GAP, 0, 0, 0), RIGHT, shape_text(station.shape))


def _paint_sample(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint which sample it is and what it shows."""
    rect = scene.layout.sample_rect
    indent = 0
    if not scene.layout.folded and scene.frame.batch_sample is None:
        icon = style.theme.icon("pin", "link").pixmap(PIN, PIN)
        painter.drawPixmap(rect.topLeft() + QPoint(0, 1), icon)
        indent = PIN + 3
    painter.setFont(style.strong)
    painter.setPen(style.tokens.text1)
    index = f"#{format_count(scene.frame.sample.index)}"
    painter.drawText(rect.adjusted(indent, 0, 0, 0), LEFT, index)
    painter.setFont(style.caption)
    painter.setPen(style.tokens.text2)
    name = scene.classes[scene.frame.trace.label]
    painter.drawText(rect.translated(0, LINE), LEFT, elided(painter, name, rect.width()))


def _paint_caption(painter: QPainter, place: int, scene: Scene, style: Style) -> None:
    column = scene.layout.columns[place]
    width = scene.layout.caption_width(place)
    first, second = scene.captions[column.station.name]
    painter.setFont(style.caption)
    metrics = painter.fontMetrics()
    if fitted(first, width, metrics) != first and " = " in first:
        first, right = first.split(" = ")
        second = f"= {right}"
    line = QRect(column.x, scene.layout.bottom + CAPTION_1, width + 2, LINE)
    painter.setPen(style.tokens.text2)
    painter.drawText(line, LEFT, fitted(first, width, metrics))
    remark = fitted(second, width, metrics)
    # Half a remark says less than none; the tooltip has it.
    if column.station.name not in scene.remarks and not remark.endswith("…"):
        painter.setPen(style.tokens.text3)
        painter.drawText(line.translated(0, CAPTION_2 - CAPTION_1), LEFT, remark)


def fitted(text: str, width: int, metrics: QFontMetrics) -> str:
    """Return as many of the parts between commas as fit, or the beginning of the first.

    What goes without saying gives way first, then the last.
    """
    parts = text.split(", ")
    while len(parts) > 1 and metrics.horizontalAdvance(", ".join(parts)) > width:
        parts.remove(next((part for part in USUAL if part in parts), parts[-1]))
    rest = ", ".join(parts)
    if metrics.horizontalAdvance(rest) <= width:  # asked to elide, Qt may round down
        return rest
    return metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)


def _paint_indices(painter: QPainter, grid: CellList, style: Style) -> None:
    painter.setPen(style.tokens.text3)
    painter.setFont(style.small)
    for unit in range(grid.units):
        rect = grid.cell_rect((unit,))
        beside = QRect(rect.x() - INDEX_WIDTH - 6, rect.y(), INDEX_WIDTH, rect.height())
        painter.drawText(beside, RIGHT, str(unit))


def _paint_band_labels(painter: QPainter, grid: FoldedGrid, style: Style) -> None:
    """Paint which indices a band holds: above it, or the first one beside it."""
    painter.setFont(style.small)
    painter.setPen(style.tokens.text3)
    above = grid.labels_above
    every = 1 if above else -(-LABEL_EVERY // grid.pitch)
    for channel in grid.channels[::every]:
        band = grid.band(channel)
        if above:
            rect, text = band.translated(0, -LINE), band_text(grid, channel)
        else:
            middle = band.center().y() - LINE // 2
            rect, text = QRect(band.right() + 4, middle, 0, 0), str(channel * grid.units)
        rect.setSize(painter.fontMetrics().size(0, text).expandedTo(rect.size()))
        rect.setHeight(LINE)
        painter.drawText(rect, LEFT, text)


def _paint_channels(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint which channel of each layer the folded network shows."""
    painter.setFont(style.caption)
    for column, after in pairwise(scene.layout.columns[1:]):
        if isinstance(column.grid, MapGrid):
            rect = column.grid.rect
            painter.setPen(style.tokens.text1)
            x, channel = rect.right() + 9, column.grid.channels.start
            place = QRect(x, rect.y(), after.x - LEAST_SPACE - x, LINE)
            whole, short = f"channel {channel}", f"ch. {channel}"
            fits = painter.fontMetrics().horizontalAdvance(whole) <= place.width()
            words = whole if fits else elided(painter, short, place.width())
            painter.drawText(place, LEFT, words)
        elif isinstance(column.grid, FoldedGrid) and column.station.form == "bands":
            rect = column.grid.rect
            painter.setPen(style.tokens.text3)
            place = QRect(rect.x(), rect.bottom() + 3, column.width, LINE)
            painter.drawText(place, LEFT, band_text(column.grid, column.grid.channels.start))
