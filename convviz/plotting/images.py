"""Pictures of maps, one pixel per number, and how they are enlarged.

Enlarging is left to the painter: nearest neighbour, every cell a whole number of device
pixels, whatever the screen's scale factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QImage, QPainter

from convviz.plotting.scales import Scale, color_array, color_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from convviz.theming import Theme
    from engine.arrays import Array

ScalarT = TypeVar("ScalarT", bound=np.generic)


def map_image(x: Array, scale: Scale, theme: Theme) -> QImage:
    """Return a picture of one map that owns its memory, one pixel per number.

    Parameters
    ----------
    x : ndarray, shape (H, W)
    scale : Scale
    theme : Theme

    Returns
    -------
    QImage
        W wide and H high, `Format_Indexed8`.
    """
    height, width = x.shape
    image = QImage(width, height, QImage.Format.Format_Indexed8)
    _pixels(image, np.uint8)[:, :width] = scale.to_index(x)
    image.setColorTable(color_table(scale.kind, theme))
    return image


def mosaic_image(maps: Array, columns: int, gap: int, scale: Scale, theme: Theme) -> QImage:
    """Return a picture of many maps side by side, with transparent gaps between them.

    Parameters
    ----------
    maps : ndarray, shape (C, H, W)
        Channel c stands in row c // columns, column c % columns.
    columns : int
        Maps in a row.
    gap : int
        Distance of two maps, in cells; 0 if `draw_mosaic` is to make the gaps.
    scale : Scale
    theme : Theme

    Returns
    -------
    QImage
        One pixel per number, `Format_ARGB32_Premultiplied`, owning its memory.
    """
    channels, height, width = maps.shape
    rows = -(-channels // columns)
    image = QImage(
        columns * (width + gap) - gap,
        rows * (height + gap) - gap,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    padded = np.zeros((rows * columns, height + gap, width + gap), np.uint32)
    colors = color_array(scale.kind, theme)
    padded[:channels, :height, :width] = colors[scale.to_index(maps)]
    tiles = padded.reshape(rows, columns, height + gap, width + gap).swapaxes(1, 2)
    whole = tiles.reshape(rows * (height + gap), columns * (width + gap))
    _pixels(image, np.uint32)[:] = whole[: image.height(), : image.width()]
    return image


def tiles_image(
    maps: Array,
    corners: Sequence[tuple[int, int]],
    cell: int,
    size: tuple[int, int],
    scale: Scale,
    theme: Theme,
) -> QImage:
    """Return a picture of many maps, enlarged and put where they belong.

    For hundreds of maps this is faster than letting a painter enlarge each.

    Parameters
    ----------
    maps : ndarray, shape (M, H, W)
    corners : sequence of (int, int)
        Left and top of every map, in pixels of the picture; what lies outside is cut off.
    cell : int
        Pixels per cell.
    size : tuple of int
        Width and height of the picture.
    scale : Scale
    theme : Theme

    Returns
    -------
    QImage
        `Format_ARGB32_Premultiplied`, transparent where there is no map.
    """
    width, height = size
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    pixels = _pixels(image, np.uint32)
    tiles = color_array(scale.kind, theme)[scale.to_index(maps)]
    tiles = tiles.repeat(cell, axis=1).repeat(cell, axis=2)
    for tile, (x, y) in zip(tiles, corners, strict=True):
        left, top = max(0, -x), max(0, -y)
        inside = tile[top : max(top, height - y), left : max(left, width - x)]
        if inside.size:
            rows, columns = inside.shape
            pixels[y + top : y + top + rows, x + left : x + left + columns] = inside
    return image


def draw_map(painter: QPainter, rect: QRectF, image: QImage) -> None:
    """Draw a picture of a map into `rect`, nearest neighbour."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(rect, image, QRectF(image.rect()))


def whole_cell(pixels: float, ratio: float) -> float:
    """Return the largest size up to `pixels` that is a whole number of device pixels.

    Parameters
    ----------
    pixels : float
        Wanted size of a cell in device independent pixels.
    ratio : float
        Device pixels per device independent pixel.
    """
    return max(1, int(pixels * ratio + 1e-6)) / ratio


@dataclass(frozen=True, slots=True)
class MosaicGrid:
    """Where the maps of a mosaic and their cells are, in pixels from its corner.

    Parameters
    ----------
    channels, columns : int
        Number of maps, and how many stand in a row.
    height, width : int
        Cells of one map.
    gap : float
        Distance of two maps.
    cell : float
        Size of one cell; `whole_cell` makes it sharp on every screen.
    """

    channels: int
    columns: int
    height: int
    width: int
    gap: float
    cell: float

    @property
    def rows(self) -> int:
        """Rows of maps."""
        return -(-self.channels // self.columns)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole mosaic."""
        return (
            self.columns * self._pitch_x - self.gap,
            self.rows * self._pitch_y - self.gap,
        )

    def rect(self, c: int) -> QRectF:
        """Return the place of channel `c`."""
        row, column = divmod(c, self.columns)
        return QRectF(
            column * self._pitch_x,
            row * self._pitch_y,
            self.width * self.cell,
            self.height * self.cell,
        )

    def cell_rect(
        self, c: int, row: int, column: int, rows: int = 1, columns: int = 1
    ) -> QRectF:
        """Return the place of a cell of channel `c`, or of a region that starts there."""
        corner = self.rect(c).topLeft()
        corner += QPointF(column * self.cell, row * self.cell)
        return QRectF(corner.x(), corner.y(), columns * self.cell, rows * self.cell)

    def hit(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Return (channel, row, column) of the cell at a place, or None in a gap."""
        if x < 0 or y < 0:
            return None
        map_column, x = divmod(x, self._pitch_x)
        map_row, y = divmod(y, self._pitch_y)
        row, column = int(y / self.cell), int(x / self.cell)
        c = int(map_row) * self.columns + int(map_column)
        inside = (
            map_column < self.columns
            and c < self.channels
            and row < self.height
            and column < self.width
        )
        return (c, row, column) if inside else None

    @property
    def _pitch_x(self) -> float:
        return self.width * self.cell + self.gap

    @property
    def _pitch_y(self) -> float:
        return self.height * self.cell + self.gap


def draw_mosaic(painter: QPainter, corner: QPointF, image: QImage, grid: MosaicGrid) -> None:
    """Draw a mosaic that was made with no gaps onto the places of `grid`.

    Parameters
    ----------
    painter : QPainter
    corner : QPointF
        Upper left corner of the mosaic.
    image : QImage
        From `mosaic_image(maps, grid.columns, 0, ...)`.
    grid : MosaicGrid
    """
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    for c in range(grid.channels):
        row, column = divmod(c, grid.columns)
        source = QRectF(column * grid.width, row * grid.height, grid.width, grid.height)
        painter.drawImage(grid.rect(c).translated(corner), image, source)


def _pixels(image: QImage, dtype: type[ScalarT]) -> npt.NDArray[ScalarT]:
    """Return the memory of a picture as an array that may be written."""
    bits = image.bits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    return np.frombuffer(cast("memoryview", bits), dtype).reshape(image.height(), -1)
