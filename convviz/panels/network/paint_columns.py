"""Paints names, pictures, numbers, captions and colour bars of every layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QRectF, Qt
from PyQt6.QtGui import QFontMetrics, QPainter

from convviz.panels.network.layout import CellList, FoldedGrid
from convviz.panels.network.stations import shape_text
from convviz.panels.network.style import CENTER, LEFT, NAME_GAP, RIGHT
from convviz.panels.network.words import band_text
from convviz.plotting import color_table, format_value, luminance_text, paint_colorbar

if TYPE_CHECKING:
    from convviz.panels.network.layout import Column
    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style

NAMES = 20
CAPTION_1, CAPTION_2, BAR, BAR_HEIGHT = 8, 22, 40, 18
LINE = 14
LABEL_EVERY = 11
INDEX_WIDTH = 22


def paint_columns(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint everything but the rail and the marks."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    for column in scene.layout.columns:
        paint_name(painter, column, scene, style)
        _paint_pictures(painter, column, scene, style)
    if scene.layout.folded:
        return
    for place, column in enumerate(scene.layout.columns):
        _paint_captions(painter, place, scene, style)
        if isinstance(column.grid, FoldedGrid) and column.station.form == "bands":
            _paint_band_labels(painter, column.grid, style)
    _paint_bars(painter, scene, style)


def paint_name(painter: QPainter, column: Column, scene: Scene, style: Style) -> None:
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


def _paint_pictures(painter: QPainter, column: Column, scene: Scene, style: Style) -> None:
    if column.grid is None:
        return
    image = scene.images[column.station.name]
    for target, source in column.grid.blits():
        painter.drawImage(target, image, source)
    if isinstance(column.grid, CellList):
        _paint_numbers(painter, column, column.grid, scene, style)


def _paint_numbers(
    painter: QPainter, column: Column, grid: CellList, scene: Scene, style: Style
) -> None:
    values = scene.frame.trace.activations[column.station.name]
    scale = scene.scale_of(column.station.name)
    table = color_table(scale.kind, style.theme)
    digits = 3 if column.station.kind == "softmax" else 2
    painter.setFont(style.number if grid.height >= LINE else style.small)
    for unit, (value, index) in enumerate(zip(values, scale.to_index(values), strict=True)):
        rect = grid.cell_rect((unit,))
        painter.setPen(luminance_text(int(index), table))
        painter.drawText(rect, CENTER, format_value(value, digits))
    if _has_indices(column, scene):
        painter.setPen(style.tokens.text3)
        painter.setFont(style.small)
        for unit in range(grid.units):
            rect = grid.cell_rect((unit,))
            beside = QRect(rect.x() - INDEX_WIDTH - 6, rect.y(), INDEX_WIDTH, rect.height())
            painter.drawText(beside, RIGHT, str(unit))


def _has_indices(column: Column, scene: Scene) -> bool:
    """Whether this column tells the rows; its right neighbours of numbers share them."""
    place = scene.layout.columns.index(column)
    return scene.layout.columns[place - 1].station.form != "numbers"


def _paint_band_labels(painter: QPainter, grid: FoldedGrid, style: Style) -> None:
    """Paint which indices a band holds: above it, or the first one beside it."""
    painter.setFont(style.small)
    painter.setPen(style.tokens.text3)
    above = grid.pitch - grid.rows * grid.cell >= LINE
    every = 1 if above else -(-LABEL_EVERY // grid.pitch)
    for channel in grid.channels[::every]:
        band = grid.band(channel)
        if above:
            rect = QRect(band.x(), band.y() - LINE, 80, LINE)
            painter.drawText(rect, LEFT, band_text(grid, channel))
        else:
            middle = band.center().y()
            painter.drawText(
                QRect(band.right() + 4, middle - 7, 60, 14), LEFT, str(channel * grid.units)
            )


def _paint_captions(painter: QPainter, place: int, scene: Scene, style: Style) -> None:
    columns = scene.layout.columns
    column = columns[place]
    caption = scene.captions[column.station.name]
    end = columns[place + 1].x - NAME_GAP if place + 1 < len(columns) else scene.layout.width
    width = max(end - column.x, column.width)
    painter.setFont(style.caption)
    metrics = painter.fontMetrics()
    first, second = caption.first, caption.second
    if not caption.warns and fitted(first, width, metrics) != first and " = " in first:
        first, right = first.split(" = ")
        second = f"= {right}"
    y = scene.layout.bottom
    for text, top, color in (
        (first, CAPTION_1, style.tokens.text2),
        (second, CAPTION_2, style.tokens.wrong if caption.warns else style.tokens.text3),
    ):
        shown = fitted(text, width, metrics)
        if text is second and not caption.warns and shown.endswith("…"):
            continue  # half a remark says less than none; the tooltip has it
        painter.setPen(color)
        painter.drawText(QRect(column.x, y + top, width + 2, LINE), LEFT, shown)


def fitted(text: str, width: int, metrics: QFontMetrics) -> str:
    """Return as many of the parts between commas as fit, or the beginning of the first."""
    parts = text.split(", ")
    while len(parts) > 1 and metrics.horizontalAdvance(", ".join(parts)) > width:
        parts.pop()
    return metrics.elidedText(", ".join(parts), Qt.TextElideMode.ElideRight, width)


def _paint_bars(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint one bar per scale, as wide as the layers that share it."""
    y = scene.layout.bottom + BAR
    for group, scale in scene.scales.items():
        first, last = (
            scene.layout.column(name) for name in (group.layers[0], group.layers[-1])
        )
        if first is not None and last is not None:
            rect = QRectF(first.x, y, last.right - first.x, BAR_HEIGHT)
            paint_colorbar(painter, rect, scale, style.theme)
