"""A matrix as a picture, its axes labelled by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, Qt

from convviz.panels.parameters.blocks import largest_of_blocks
from convviz.panels.parameters.drawing import LEFT_PX, TOP_PX, Index
from convviz.plotting import draw_map, map_image, whole_cell

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF
    from PyQt6.QtGui import QImage, QPainter

    from convviz.panels.parameters.pictures import Picture
    from convviz.theming import Theme
    from engine.arrays import Array

_TALLEST = 300.0
_LARGEST_CELL = 16.0
_LABEL_PX = 14.0
_DIGIT_PX = 7.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class MatrixDrawing:
    """Draw a matrix; where it has more numbers than pixels, the largest of each block.

    Parameters
    ----------
    picture : Picture
        With x of shape (rows, columns).

    Attributes
    ----------
    block : pair of int
        Rows and columns that share a pixel; (1, 1) where all numbers are seen.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._rows, self._columns = picture.x.shape
        widest = max(len(picture.axes[0]) - 1, len(str(picture.source.shape[0])) + 1)
        self._left = max(LEFT_PX, _DIGIT_PX * widest + 4)
        self.block = (1, 1)
        self._cell = (1.0, 1.0)
        self._image: tuple[str, QImage] | None = None

    @property
    def height(self) -> float:
        """Pixels for axes and numbers."""
        return TOP_PX + self._size[1] + 2

    def fit(self, room: float, ratio: float) -> None:
        """Make cells a whole number of device pixels, or gather numbers into one."""
        wide, tall = room - self._left - 2, _TALLEST
        self.block = (
            max(1, int(np.ceil(self._rows / (tall * ratio)))),
            max(1, int(np.ceil(self._columns / (wide * ratio)))),
        )
        rows, columns = self._shown_shape
        self._cell = (
            min(_LARGEST_CELL, whole_cell(tall / rows, ratio)),
            min(_LARGEST_CELL, whole_cell(wide / columns, ratio)),
        )
        self._image = None

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw the numbers, and the first and last index of both axes."""
        width, height = self._size
        draw_map(painter, QRectF(self._left, TOP_PX, width, height), self._map(theme))
        painter.setPen(theme.tokens.text3)
        painter.setFont(theme.text(10))
        down, across = self._picture.axes
        painter.drawText(QRectF(self._left, 0, 200, _LABEL_PX), _LEFT, across)
        painter.drawText(QRectF(0, _LABEL_PX, self._left - 4, _LABEL_PX), _RIGHT, down)
        painter.setFont(theme.numbers(10))
        top = QRectF(self._left, _LABEL_PX, max(width, 40), _LABEL_PX)
        painter.drawText(top, _LEFT, "0")
        painter.drawText(top, _RIGHT, str(self._picture.source.shape[1] - 1))
        painter.drawText(QRectF(0, TOP_PX - 1, self._left - 8, _LABEL_PX), _RIGHT, "0")
        if height > 2 * _LABEL_PX:
            bottom = TOP_PX + height - _LABEL_PX + 1
            last = QRectF(0, bottom, self._left - 8, _LABEL_PX)
            painter.drawText(last, _RIGHT, str(self._picture.source.shape[0] - 1))

    def hit(self, at: QPointF) -> Index | None:
        """Return (row, column) of the number at a place, of a block the largest one."""
        row = int((at.y() - TOP_PX) // self._cell[0])
        column = int((at.x() - self._left) // self._cell[1])
        rows, columns = self._shown_shape
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        top, left = row * self.block[0], column * self.block[1]
        part = self._picture.x[top : top + self.block[0], left : left + self.block[1]]
        down, right = np.unravel_index(_largest(part), part.shape)
        return top + int(down), left + int(right)

    def part(self, index: Index) -> Index:
        """Return (row,)."""
        return index[:1]

    def part_rect(self, part: Index) -> QRectF:
        """Return the place of a row."""
        top = TOP_PX + part[0] // self.block[0] * self._cell[0]
        return QRectF(self._left, top, self._size[0], max(self._cell[0], 3.0))

    def neighbour(self, part: Index, down: int, right: int) -> Index:
        """Return the row above or below."""
        return (min(max(part[0] + down, 0), self._rows - 1),)

    def first(self) -> Index:
        """Return the row with the largest weight."""
        return (_largest(self._picture.x) // self._columns,)

    @property
    def _shown_shape(self) -> tuple[int, int]:
        return -(-self._rows // self.block[0]), -(-self._columns // self.block[1])

    @property
    def _size(self) -> tuple[float, float]:
        rows, columns = self._shown_shape
        return columns * self._cell[1], rows * self._cell[0]

    def _map(self, theme: Theme) -> QImage:
        if self._image is None or self._image[0] != theme.name:
            x = largest_of_blocks(self._picture.x, self.block)
            self._image = theme.name, map_image(x, self._picture.scale, theme)
        return self._image[1]


def _largest(x: Array) -> int:
    """Return the flat index of the largest number in size; NaN counts as largest."""
    return int(np.abs(x).argmax())
