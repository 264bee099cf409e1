"""Kernels as a mosaic: a row per filter, a column per input channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt

from convviz.panels.parameters.drawing import LEFT_PX, TOP_PX, Index
from convviz.plotting import MosaicGrid, draw_mosaic, mosaic_image, whole_cell

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage, QPainter

    from convviz.panels.parameters.pictures import Picture
    from convviz.theming import Theme

_LARGEST_CELL = 12.0
_WIDEST_GAP = 6.0
_IN_A_ROW = 8
_SMALLEST_IN_A_ROW = 4.0
"""Pixels of a cell below which fewer kernels stand in a row."""
_LABEL_PX = 14.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class MosaicDrawing:
    """Draw kernels; those of one channel stand eight in a row, or fewer in little room.

    Parameters
    ----------
    picture : Picture
        With x of shape (F, C, H, W).
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        shape: tuple[int, int, int, int] = picture.x.shape
        self._filters, self._channels, self._rows, self._columns = shape
        self._is_wrapped = self._channels == 1
        self._across = min(self._filters, _IN_A_ROW) if self._is_wrapped else self._channels
        self._image: tuple[str, QImage] | None = None
        self.grid = self._grid(1.0, 1.0)

    @property
    def height(self) -> float:
        """Pixels for axes and kernels, and for a frame around the last one."""
        return TOP_PX + self.grid.size[1] + 2

    def fit(self, room: float, ratio: float) -> None:
        """Make cells a whole number of device pixels, as large as fit."""
        if self._is_wrapped:
            self._wrap(room)
        wide, gaps, cells = room - LEFT_PX - 2, self._across - 1, self._across * self._columns
        gap = 3.0 if 3.0 * gaps + cells < wide else 1.0
        cell = min(_LARGEST_CELL, whole_cell((wide - gap * gaps) / cells, ratio))
        # What whole cells leave over goes to the gaps, so that the mosaic fills the room.
        left_over = (wide - cell * cells) / max(1, gaps)
        self.grid = self._grid(cell, min(max(gap, left_over // 1), _WIDEST_GAP))

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw the kernels and their numbers along both axes."""
        corner = QPointF(LEFT_PX, TOP_PX)
        draw_mosaic(painter, corner, self._mosaic(theme), self.grid)
        painter.setFont(theme.text(10))
        painter.setPen(theme.tokens.text3)
        down, across = self._picture.axes
        if self._is_wrapped:
            down, across = "", down
        painter.drawText(QRectF(LEFT_PX, 0, 200, _LABEL_PX), _LEFT, across)
        painter.drawText(QRectF(0, _LABEL_PX, LEFT_PX - 4, _LABEL_PX), _RIGHT, down)
        self._paint_numbers(painter, theme)

    def hit(self, at: QPointF) -> Index | None:
        """Return (filter, channel, row, column) of the cell at a place."""
        found = self.grid.hit(at.x() - LEFT_PX, at.y() - TOP_PX)
        if found is None:
            return None
        kernel, row, column = found
        return (*self._part_of(kernel), row, column)

    def part(self, index: Index) -> Index:
        """Return (filter, channel)."""
        return index[:2]

    def part_rect(self, part: Index) -> QRectF:
        """Return the place of a kernel."""
        kernel = part[0] * self._channels + part[1]
        return self.grid.rect(kernel).translated(LEFT_PX, TOP_PX)

    def neighbour(self, part: Index, down: int, right: int) -> Index:
        """Return the kernel beside `part`."""
        kernel = part[0] * self._channels + part[1]
        row, column = divmod(kernel, self._across)
        row, column = row + down, column + right
        kernel = row * self._across + column
        inside = 0 <= column < self._across and 0 <= kernel < self._filters * self._channels
        return self._part_of(kernel) if inside and row >= 0 else part

    def first(self) -> Index:
        """Return the kernel with the largest weight."""
        sizes = np.nan_to_num(np.abs(self._picture.x)).max(axis=(2, 3))
        return self._part_of(int(sizes.argmax()))

    def _wrap(self, room: float) -> None:
        fitting = (room - LEFT_PX) // (_SMALLEST_IN_A_ROW * self._columns + 3)
        in_a_row = next((n for n in (_IN_A_ROW, 4) if n <= fitting), 2)
        across = min(self._filters, in_a_row)
        if across != self._across:
            self._across, self._image = across, None

    def _part_of(self, kernel: int) -> Index:
        return divmod(kernel, self._channels)

    def _grid(self, cell: float, gap: float) -> MosaicGrid:
        kernels = self._filters * self._channels
        return MosaicGrid(kernels, self._across, self._rows, self._columns, gap, cell)

    def _mosaic(self, theme: Theme) -> QImage:
        if self._image is None or self._image[0] != theme.name:
            maps = self._picture.x.reshape(-1, self._rows, self._columns)
            image = mosaic_image(maps, self._across, 0, self._picture.scale, theme)
            self._image = theme.name, image
        return self._image[1]

    def _paint_numbers(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(theme.numbers(10))
        cell = self.grid.rect(0)
        every = max(1, round(np.ceil(18 / (cell.width() + self.grid.gap))))
        if not self._is_wrapped or self._filters <= self._across:
            for column in range(0, self._across, every):
                rect = self.grid.rect(column).translated(LEFT_PX, 0)
                rect.setRect(rect.x() - 10, _LABEL_PX, rect.width() + 20, _LABEL_PX)
                painter.drawText(rect, _CENTER, str(column))
            if self._is_wrapped:
                return
        every = max(1, round(np.ceil(12 / (cell.height() + self.grid.gap))))
        step = self._across if self._is_wrapped else 1
        for row in range(0, self.grid.rows, every):
            rect = self.grid.rect(row * self._across).translated(0, TOP_PX)
            rect.setRect(0, rect.center().y() - 7, LEFT_PX - 8, _LABEL_PX)
            painter.drawText(rect, _RIGHT, str(row * step))
