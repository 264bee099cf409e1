"""Paints what every frame may change: pictures, numbers, remarks, scales, loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRect, QRectF
from PyQt6.QtGui import QPainter

from convviz.panels.network.layout import TOP, CellList
from convviz.panels.network.paint_still import CAPTION_2
from convviz.panels.network.style import CENTER, LEFT, LINE, elided
from convviz.panels.network.words import probability_text
from convviz.plotting import format_value, paint_colorbar
from engine.inspection import INPUT

if TYPE_CHECKING:
    from convviz.panels.network.layout import Column
    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style
    from convviz.session import Frame
    from engine.arrays import Array
    from engine.inspection import Trace

BAR, BAR_HEIGHT = 40, 18
LOSS = "loss"
_SMALL = 0.1
PALE = 0.35
"""Opacity of what the batch that is held has not come to: what it will be, not what is."""


def paint_live(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint everything that is about values."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    for column in scene.layout.columns:
        painter.setOpacity(1.0 if has_run(scene.frame, column.station.name) else PALE)
        if column.grid is not None:
            image = scene.images[column.station.name]
            for target, source in column.grid.blits():
                painter.drawImage(target, image, source)
        if isinstance(column.grid, CellList):
            _paint_numbers(painter, column, column.grid, scene, style)
    painter.setOpacity(1.0 if has_run(scene.frame, LOSS) else PALE)
    if scene.has_begun:
        _paint_guess(painter, scene, style)
    _paint_loss(painter, scene, style)
    painter.setOpacity(1.0)
    if not scene.layout.folded:
        _paint_remarks(painter, scene, style)
        _paint_bars(painter, scene, style)


def has_run(frame: Frame, name: str) -> bool:
    """Whether the batch that is seen has come to a layer, or to the loss."""
    if frame.held is None or frame.batch_sample is None or name == INPUT:
        return True
    if name == LOSS:
        return frame.operation is not None and frame.operation.phase != "forward"
    return name in frame.held.batch.activations


def decimals(kind: str, values: Array) -> int:
    """Return how many decimals the numbers of a vector need to be told apart."""
    if kind == "softmax":
        return 3
    return 4 if 0 < np.abs(values).max() < _SMALL else 2


def _paint_numbers(
    painter: QPainter, column: Column, grid: CellList, scene: Scene, style: Style
) -> None:
    values = scene.frame.trace.activations[column.station.name]
    scale = scene.scale_of(column.station.name)
    inks = style.inks(scale.kind)
    digits = decimals(column.station.kind, values)
    painter.setFont(style.number if grid.height >= LINE else style.small)
    cells = zip(values.tolist(), scale.to_index(values).tolist(), strict=True)
    for unit, (value, index) in enumerate(cells):
        painter.setPen(inks[index])
        painter.drawText(grid.cell_rect((unit,)), CENTER, format_value(value, digits))


def guess_text(trace: Trace, classes: tuple[str, ...]) -> str:
    """Return what a sample is taken for, "✗ Coat"; nothing is predicted where there is NaN."""
    guess = trace.prediction
    if guess is None:
        return "no prediction"
    return f"{'✓' if guess == trace.label else '✗'} {classes[guess]}"


def _paint_guess(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint what the sample is taken for."""
    trace = scene.frame.trace
    right = trace.prediction == trace.label
    painter.setFont(style.caption)
    painter.setPen(style.tokens.right if right else style.tokens.wrong)
    text = guess_text(trace, scene.classes)
    line = scene.layout.sample_rect.translated(0, 2 * LINE)
    painter.drawText(line, LEFT, elided(painter, text, line.width()))


def _paint_loss(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint the loss level with the truth that it is the logarithm of."""
    *_, before, loss = scene.layout.columns
    trace = scene.frame.trace
    y = TOP + LINE
    if isinstance(before.grid, CellList):
        cell = before.grid.cell_rect((trace.label,))
        y, start = cell.center().y(), cell.right() + 5
        painter.fillRect(QRect(start, y, loss.x - 4 - start, 1), style.tokens.line3)
    painter.setFont(style.loss)
    painter.setPen(style.tokens.text1)
    painter.drawText(QRect(loss.x, y - 9, loss.width, 18), LEFT, format_value(trace.loss, 4))
    if not scene.layout.folded:
        painter.setFont(style.small)
        painter.setPen(style.tokens.text2)
        text = probability_text(float(trace.probabilities[trace.label]), trace.criterion)
        below = y + 9 + LINE <= scene.layout.bottom  # not into the caption
        line = y + 9 if below else y - 9 - LINE
        painter.drawText(QRect(loss.x, line, loss.width, LINE), LEFT, text)


def _paint_remarks(painter: QPainter, scene: Scene, style: Style) -> None:
    painter.setFont(style.caption)
    y = scene.layout.bottom + CAPTION_2
    for place, column in enumerate(scene.layout.columns):
        remark = scene.remarks.get(column.station.name)
        if remark is not None:
            painter.setPen(style.tokens.wrong if remark.warns else style.tokens.text3)
            width = scene.layout.caption_width(place)
            fits = painter.fontMetrics().horizontalAdvance(remark.text) <= width
            text = remark.text if fits or not remark.short else remark.short
            painter.drawText(QRect(column.x, y, width, LINE), LEFT, text)


def _paint_bars(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint one bar per scale, as wide as the layers that share it."""
    y = scene.layout.bottom + BAR
    columns = {column.station.name: column for column in scene.layout.columns}
    for group, scale in scene.scales.items():
        first, last = columns[group.layers[0]], columns[group.layers[-1]]
        rect = QRectF(first.x, y, last.right - first.x, BAR_HEIGHT)
        paint_colorbar(painter, rect, scale, style.theme)
