"""Where the kernels of a layer stand: filter by input channel, as large as there is room.

A row of kernels, one per input channel, is a strip. Where strips are short several stand
beside each other, filter after filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF

from convviz.plotting import whole_cell

if TYPE_CHECKING:
    from engine.arrays import Shape

LINE_PX = 15  # the head has two lines, or one where there is but one input channel
LABEL_PX = 24
BIAS_GAP_PX = 8
BIAS_PX = 12
STRIP_GAP_PX = 60  # also room for the limit of the biases
LARGEST_CELL = 20
SMALLEST_CELL = 2


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Places of kernels and biases, in pixels from the corner of the widget.

    Parameters
    ----------
    filters : int
    shape : tuple of int
        (C, KH, KW) of one filter.
    strips : int
        Filters beside each other.
    cell : float
        Size of one weight.
    gap : float
        Between two kernels.
    """

    filters: int
    shape: Shape
    strips: int
    cell: float
    gap: float

    @property
    def head(self) -> float:
        """Height of what is written above the kernels."""
        return 2 * LINE_PX if self.shape[0] > 1 else LINE_PX

    @property
    def kernel_size(self) -> tuple[float, float]:
        """Width and height of a kernel."""
        _, rows, columns = self.shape
        return columns * self.cell, rows * self.cell

    @property
    def strip_width(self) -> float:
        """Width of a strip, with its label and its bias."""
        width = self.kernel_size[0]
        kernels = self.shape[0] * (width + self.gap) - self.gap
        return LABEL_PX + kernels + BIAS_GAP_PX + BIAS_PX

    @property
    def pitch(self) -> float:
        """Distance of two strips below each other."""
        return max(self.kernel_size[1], BIAS_PX) + self.gap

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of everything."""
        rows = -(-self.filters // self.strips)
        width = self.strips * (self.strip_width + STRIP_GAP_PX)
        return width, self.head + rows * self.pitch

    def strip(self, filter_: int) -> QRectF:
        """Return the place of a filter, with its label and its bias."""
        row, column = divmod(filter_, self.strips)
        return QRectF(
            column * (self.strip_width + STRIP_GAP_PX),
            self.head + row * self.pitch,
            self.strip_width,
            self.pitch - self.gap,
        )

    def kernel(self, filter_: int, channel: int) -> QRectF:
        """Return the place of a kernel."""
        strip, (width, height) = self.strip(filter_), self.kernel_size
        return QRectF(
            strip.x() + LABEL_PX + channel * (width + self.gap), strip.y(), width, height
        )

    def bias(self, filter_: int) -> QRectF:
        """Return the place of a filter's bias."""
        strip = self.strip(filter_)
        return QRectF(strip.right() - BIAS_PX, strip.y(), BIAS_PX, BIAS_PX)

    def rows_between(self, top: float, bottom: float) -> range:
        """Return the filters whose strips reach into [top, bottom]."""
        first = max(0, int((top - self.head) // self.pitch))
        last = int((bottom - self.head) // self.pitch) + 1
        return range(
            min(first * self.strips, self.filters),
            max(0, min(last * self.strips, self.filters)),
        )

    def filter_at(self, point: QPointF) -> int | None:
        """Return the filter whose strip is at a place."""
        row = int((point.y() - self.head) // self.pitch)
        column = int(point.x() // (self.strip_width + STRIP_GAP_PX))
        filter_ = row * self.strips + column
        inside = row >= 0 and 0 <= column < self.strips and filter_ < self.filters
        return filter_ if inside and self.strip(filter_).contains(point) else None

    def weight_at(self, point: QPointF) -> tuple[int, int, int, int] | None:
        """Return (filter, channel, row, column) of the weight at a place."""
        filter_ = self.filter_at(point)
        if filter_ is None:
            return None
        channels, rows, columns = self.shape
        width = self.kernel_size[0] + self.gap
        x = point.x() - self.strip(filter_).x() - LABEL_PX
        channel, x = divmod(x, width)
        row = int((point.y() - self.strip(filter_).y()) // self.cell)
        column = int(x // self.cell)
        inside = 0 <= channel < channels and 0 <= row < rows and 0 <= column < columns
        return (filter_, int(channel), row, column) if inside else None


def fit_grid(
    filters: int, shape: Shape, width: float, height: float, ratio: float
) -> GridLayout:
    """Return the layout with the largest cells that fit; if none do, one that scrolls.

    Parameters
    ----------
    filters : int
    shape : tuple of int
        (C, KH, KW).
    width, height : float
        Room in pixels.
    ratio : float
        Device pixels per pixel.
    """
    for pixels in range(round(LARGEST_CELL * ratio), round(SMALLEST_CELL * ratio) - 1, -1):
        layout = _with_cell(filters, shape, pixels / ratio, width, ratio)
        if layout.size[0] <= width and layout.size[1] <= height:
            return layout
    return _with_cell(filters, shape, whole_cell(SMALLEST_CELL, ratio), width, ratio)


def _with_cell(
    filters: int, shape: Shape, cell: float, width: float, ratio: float
) -> GridLayout:
    """Put as many strips beside each other as have room."""
    gap = whole_cell(4 if cell >= 4 else 3, ratio)
    one = GridLayout(filters, shape, 1, cell, gap)
    room = int(width // (one.strip_width + STRIP_GAP_PX))
    most = min(filters, max(1, room))
    rows = -(-filters // most)
    strips = -(-filters // rows)  # as many rows, but evenly filled
    return GridLayout(filters, shape, strips, cell, gap)
