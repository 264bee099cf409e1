"""The view of a pixel: its number in the file and what the network gets of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.matrix import CAPTION_PX, Matrix, paint_caption, paint_matrix
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.pool_counts import paint_rows
from convviz.panels.operation.scaling import gradient_scale, value_scale
from convviz.panels.operation.text_styles import HEADING, HINT
from convviz.panels.operation.view import LINE, MARGIN, WAITING, View
from convviz.plotting import CellFrame, CellGrid, Scale, draw_empty, format_exact
from convviz.session import Selection
from engine.inspection import INPUT

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from engine.arrays import Array
    from engine.inspection import PixelValue

_LARGEST = 460
_BETWEEN = 32
_CELL = (42, 24)
_FEET = 104


class PixelView(View):
    """A pixel among its neighbours, as it is in the file and as the network sees it.

    Parameters
    ----------
    subject : Subject
    pixel : PixelValue
    """

    directions = ("forward", "backward")
    minimum = QSizeF(620, 250)

    def __init__(self, subject: Subject, pixel: PixelValue) -> None:
        self._subject = subject
        self.pixel = pixel
        self.layers = (INPUT,)
        self.direction = "forward" if subject.direction == "forward" else "backward"
        self._waits = self.direction == "backward" and not subject.has_gradients
        self.raw = pixel.raw(subject.divisor)
        place = ", ".join(map(str, pixel.index))
        value = format_exact(pixel.stored)
        self.equation = f"input[{place}] = {self.raw} / {subject.divisor} = {value}"

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the image at the left, the pixel and its neighbours at the right."""
        content = rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if self._waits:
            draw_empty(ink.painter, content, WAITING, ink.theme)
            return
        side = min(content.height() - CAPTION_PX - 2, content.width() * 0.45, _LARGEST)
        where = QRectF(content.x(), content.y(), side, CAPTION_PX + side)
        drawn = self._image().paint(ink, where)
        left = max(drawn.right(), content.x() + 190) + _BETWEEN
        right = QRectF(left, content.y(), content.right() - left, content.height())
        bottom = self._paint_neighbours(ink, right)
        self._paint_numbers(ink, right.adjusted(0, bottom + 10 - right.y(), 0, 0))

    @property
    def _is_gradient(self) -> bool:
        return self.direction == "backward"

    def _image(self) -> Maps:
        subject, channel = self._subject, self.pixel.index[0]
        if self._is_gradient:
            x, scale = subject.trace.gradients[INPUT], gradient_scale(subject.trace, INPUT)
        else:
            x = subject.values(INPUT)
            scale = value_scale(subject.network, subject.trace, INPUT)
        name = "dL/d input" if self._is_gradient else INPUT
        return Maps(
            name=f"{name}[{channel}]",
            layer=INPUT,
            x=x[channel : channel + 1],
            scale=scale,
            note=subject.sample,
            first=channel,
            written=name,
            marks=[Mark(self.pixel.index, "selected")],
        )

    def _neighbourhood(self, rows: int, columns: int) -> tuple[Array, range, range]:
        """Return the numbers around the pixel, and which rows and columns they are."""
        channel, row, column = self.pixel.index
        trace = self._subject.trace
        whole = trace.gradients[INPUT] if self._is_gradient else trace.activations[INPUT]
        x = whole[channel]
        down = _around(row, x.shape[0], rows)
        across = _around(column, x.shape[1], columns)
        part = x[down.start : down.stop, across.start : across.stop]
        if self._is_gradient:
            return part, down, across
        return np.rint(part * self._subject.divisor), down, across

    def _paint_neighbours(self, ink: Ink, rect: QRectF) -> float:
        """Draw the numbers around the pixel; return the y below them."""
        columns = max(1, int(min(rect.width(), 11 * _CELL[0]) // _CELL[0]))
        rows = max(1, int((rect.height() - CAPTION_PX - _FEET) // _CELL[1]))
        x, down, across = self._neighbourhood(min(rows, 11), columns)
        channel, row, column = self.pixel.index
        what = "gradients around it" if self._is_gradient else "as in the file"
        scale = (
            gradient_scale(self._subject.trace, INPUT)
            if self._is_gradient
            else Scale("image", float(self._subject.divisor), "image")
        )
        matrix = Matrix(
            name=f"rows {down[0]}–{down[-1]}, columns {across[0]}–{across[-1]}",
            x=x,
            scale=scale,
            note=what,
            digits=3 if self._is_gradient else 0,
            least=3 if self._is_gradient else 0,
            place=lambda r, k: Selection(INPUT, (channel, down[r], across[k])),
            written=lambda r, k: f"raw[{channel}, {down[r]}, {across[k]}]",
        )
        grid = CellGrid(len(down), len(across), *_CELL, rect.x(), rect.y() + CAPTION_PX)
        paint_caption(ink, rect.x(), rect.y(), grid.rect.width(), matrix)
        paint_matrix(ink, grid, matrix, (CellFrame(row - down[0], column - across[0]),))
        return grid.rect.bottom()

    def _rows(self) -> list[tuple[str, str]]:
        rows = [
            ("in the file", str(self.raw)),
            (f"divided by {self._subject.divisor}", signed(self.pixel.stored)),
        ]
        if self._is_gradient:
            gradient = float(self._subject.trace.gradients[INPUT][self.pixel.index])
            rows.append(("dL/d input of this pixel", signed(gradient)))
        return rows

    def _paint_numbers(self, ink: Ink, rect: QRectF) -> None:
        width = min(rect.width(), 300)
        ink.text(QRectF(rect.x(), rect.y(), width, LINE), "This pixel", HEADING)
        y = paint_rows(ink, QRectF(rect.x(), rect.y() + LINE + 2, width, 0), self._rows())
        words = (
            "How much the loss would rise if this pixel were brighter by 1."
            if self._is_gradient
            else "The network is given numbers from 0 to 1."
        )
        ink.text(QRectF(rect.x(), y + 2, rect.width(), LINE), words, HINT)

    def text(self) -> str:
        """Return the pixel as plain text."""
        if self._waits:
            return WAITING
        return "\n".join(
            [self.equation, *(f"{label}: {value}" for label, value in self._rows())]
        )


def _around(place: int, length: int, wanted: int) -> range:
    """Return `wanted` neighbours of a place, with it in the middle where possible."""
    wanted = min(wanted, length)
    start = min(max(0, place - wanted // 2), length - wanted)
    return range(start, start + wanted)
