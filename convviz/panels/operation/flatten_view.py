"""The view of flattening: where a cell of a map stands in the vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.matrix import CAPTION_PX, Matrix, paint_caption, paint_matrix
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.scaling import gradient_scale, value_scale
from convviz.panels.operation.text_styles import (
    HEADING,
    HINT,
    LABEL,
    SMALL_VALUE,
    STRONG_VALUE,
)
from convviz.panels.operation.view import LINE, MARGIN, WAITING, View
from convviz.plotting import CellFrame, CellGrid, draw_empty, format_count
from convviz.session import Selection

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from convviz.plotting import Scale
    from engine.arrays import Array
    from engine.inspection import FlattenPlace

_LARGEST = 420
_BETWEEN = 32
_RULER = 14
_CELL = (40, 26)


class FlattenView(View):
    """One position of the vector, and the cell of the map that it was.

    Parameters
    ----------
    subject : Subject
    value : FlattenPlace
    """

    directions = ("forward", "backward")
    minimum = QSizeF(560, 250)

    def __init__(self, subject: Subject, value: FlattenPlace) -> None:
        self._subject = subject
        self.value = value
        self.equation = value.equation
        self.layers = (value.source, value.layer)
        self.direction = "forward" if subject.direction == "forward" else "backward"
        self._waits = self.direction == "backward" and not subject.has_gradients
        if self.direction == "backward" and not self._waits:
            self.equation = subject.equation_back_to(value.place)

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the map at the left, the vector at the right."""
        content = rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if self._waits:
            draw_empty(ink.painter, content, WAITING, ink.theme)
            return
        side = min(content.height() - CAPTION_PX - 4, content.width() * 0.45, _LARGEST)
        where = QRectF(content.x(), content.y(), side, CAPTION_PX + side)
        drawn = self._map().paint(ink, where)
        left = max(drawn.right(), content.x() + 190) + _BETWEEN
        self._paint_vector(
            ink, QRectF(left, content.y(), content.right() - left, content.height())
        )

    @property
    def _arrays(self) -> dict[str, Array]:
        trace = self._subject.trace
        found = trace.gradients if self.direction == "backward" else trace.activations
        return {name: found[name] for name in self.layers}

    @property
    def _scale(self) -> Scale:
        subject, value = self._subject, self.value
        if self.direction == "backward":
            return gradient_scale(subject.trace, value.source, value.layer)
        return value_scale(subject.network, subject.trace, value.source)

    def _written(self, layer: str) -> str:
        return f"dL/d {layer}" if self.direction == "backward" else layer

    def _map(self) -> Maps:
        source, channel = self.value.source, self.value.place[0]
        return Maps(
            name=f"{self._written(source)}[{channel}]",
            layer=source,
            x=self._arrays[source][channel : channel + 1],
            scale=self._scale,
            note=self._scale.scope,
            first=channel,
            written=self._written(source),
            marks=[Mark(self.value.place, "selected")],
        )

    def _rows(self) -> tuple[tuple[str, str], ...]:
        value = self.value
        channels, height, width = value.shape
        x = float(self._arrays[value.layer][value.index])
        return (
            (f"(channel · {height} + row) · {width} + column", value.position_formula),
            (f"{channels} channels · {height} rows · {width} columns", self._length_text),
            (f"{self._written(value.layer)}[{value.index[0]}]", signed(x)),
            (str(Selection(self._written(value.source), value.place)), signed(x)),
        )

    @property
    def _length_text(self) -> str:
        channels, height, width = self.value.shape
        return f"{format_count(channels * height * width)} positions"

    def _paint_vector(self, ink: Ink, rect: QRectF) -> None:
        title = f"Position {self.value.index[0]}"
        ink.text(QRectF(rect.x(), rect.y(), rect.width(), CAPTION_PX), title, HEADING)
        y = rect.y() + CAPTION_PX + 2
        width = min(rect.width(), 460)
        for label, value in self._rows():
            line = QRectF(rect.x(), y, width, LINE)
            used = ink.text(line, value, STRONG_VALUE, "right")
            ink.text(line.adjusted(0, 0, -used - 8, 0), label, LABEL)
            y += LINE
        words = "A position, not a computation: the number moves and stays what it is."
        ink.text(QRectF(rect.x(), y, rect.width(), LINE), words, HINT)
        y += LINE + 12
        self._paint_ruler(ink, QRectF(rect.x(), y, rect.width(), _RULER))
        self._paint_neighbours(ink, rect.x(), y + _RULER + 2 * LINE + 4, rect.width())

    def _paint_ruler(self, ink: Ink, bar: QRectF) -> None:
        """Draw the whole vector as one bar, cut into channels."""
        channels, height, width = self.value.shape
        part = bar.width() / channels
        for c in range(channels):
            block = QRectF(bar.x() + c * part, bar.y(), max(part - 1, 0.5), bar.height())
            ink.fill(block, ink.tokens.line3 if c == self.value.place[0] else ink.tokens.line)
            target = Selection(self.value.layer, (c * height * width,))
            ink.areas.add(block, Target(target, tip=f"channel {c}"))
        at = bar.x() + bar.width() * (self.value.index[0] + 0.5) / (channels * height * width)
        ink.fill(QRectF(at - 1, bar.y() - 3, 2, bar.height() + 6), ink.tokens.mark)
        numbers = QRectF(bar.x(), bar.bottom() + 1, bar.width(), LINE)
        first = self.value.place[0] * height * width
        span = f"channel {self.value.place[0]}: {first}–{first + height * width - 1}"
        ink.text(numbers, "0", SMALL_VALUE)
        ink.text(numbers, str(channels * height * width - 1), SMALL_VALUE, "right")
        ink.text(numbers, span, SMALL_VALUE, "center")

    def _paint_neighbours(self, ink: Ink, x: float, y: float, width: float) -> None:
        """Draw the row of the map that the cell stands in, with its positions."""
        _, _, columns = self.value.shape
        c, row, column = self.value.place
        shown = max(1, min(columns, int(width // _CELL[0])))
        first = min(max(0, column - shown // 2), columns - shown)
        values = self._arrays[self.value.source][c, row, first : first + shown]
        start = self.value.index[0] - column + first
        matrix = Matrix(
            name=f"{self._written(self.value.layer)}[{start}…{start + shown - 1}]",
            x=values[None],
            scale=self._scale,
            note=f"row {row} of the map, columns {first}–{first + shown - 1}",
            place=lambda _, k: Selection(self.value.layer, (start + k,)),
            written=lambda _, k: f"{self._written(self.value.layer)}[{start + k}]",
        )
        cell = ink.cell(min(width / shown, _CELL[0] + 10))
        grid = CellGrid(1, shown, cell, _CELL[1], x, y + CAPTION_PX)
        paint_caption(ink, x, y, max(grid.rect.width(), 190), matrix)
        paint_matrix(ink, grid, matrix, (CellFrame(0, column - first),))
        for k in range(shown):
            below = grid.cell(0, k).translated(0, _CELL[1])
            ink.text(below, str(start + k), SMALL_VALUE, "center")

    def text(self) -> str:
        """Return the position and its cell as plain text."""
        if self._waits:
            return WAITING
        return "\n".join(
            [self.equation, *(f"{label}: {value}" for label, value in self._rows())]
        )
