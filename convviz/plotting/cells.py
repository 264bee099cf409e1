"""Paints a matrix cell by cell, with its numbers where a cell has room for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QPainter, QStaticText, QTransform

from convviz.plotting.cell_numbers import fitting_numbers
from convviz.plotting.frames import draw_hatching
from convviz.plotting.images import draw_map, mosaic_image
from convviz.plotting.scales import text_colors
from convviz.theming.fonts import number_font

if TYPE_CHECKING:
    import numpy.typing as npt

    from convviz.plotting.cell_numbers import Numbers
    from convviz.plotting.scales import Scale
    from convviz.theming import Theme
    from engine.arrays import Array


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Where the cells of a matrix are, in pixels.

    Parameters
    ----------
    rows, columns : int
    cell_width, cell_height : float
        `whole_cell` makes them sharp on every screen.
    x, y : float, default=0
        Upper left corner.
    """

    rows: int
    columns: int
    cell_width: float
    cell_height: float
    x: float = 0
    y: float = 0

    @property
    def rect(self) -> QRectF:
        """The place of the whole matrix."""
        return self.cell(0, 0, self.rows, self.columns)

    def cell(self, row: int, column: int, rows: int = 1, columns: int = 1) -> QRectF:
        """Return the place of a cell, or of a region that starts there."""
        return QRectF(
            self.x + column * self.cell_width,
            self.y + row * self.cell_height,
            columns * self.cell_width,
            rows * self.cell_height,
        )

    def hit(self, x: float, y: float) -> tuple[int, int] | None:
        """Return (row, column) of the cell at a place, or None."""
        row = int((y - self.y) // self.cell_height)
        column = int((x - self.x) // self.cell_width)
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return (row, column) if inside else None


def paint_cells(
    painter: QPainter,
    grid: CellGrid,
    x: Array,
    scale: Scale,
    theme: Theme,
    *,
    digits: int = 3,
    least: int = 1,
    padding: npt.NDArray[np.bool_] | None = None,
) -> None:
    """Paint a matrix: colours, gaps where there are numbers, numbers, hatched padding.

    Parameters
    ----------
    painter : QPainter
    grid : CellGrid
    x : ndarray, shape (rows, columns)
    scale : Scale
    theme : Theme
    digits : int, default=3
        Decimals; fewer, and smaller type, if the cells are narrow.
    least : int, default=1
        Fewest decimals that say anything; where not even these fit there are no numbers.
    padding : ndarray of bool, shape (rows, columns), optional
        True where a cell is padding: hatched and without a number.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    # In 32 bits: a picture with a table of colours takes ten times as long to enlarge.
    draw_map(painter, grid.rect, mosaic_image(x[None], 1, 0, scale, theme))
    cell = QSizeF(grid.cell_width, grid.cell_height)
    numbers = fitting_numbers(x, cell, digits, theme, least, scale.limit)
    if numbers.texts:
        _paint_gaps(painter, grid, theme)
        _paint_numbers(painter, grid, numbers, scale.to_index(x), scale, theme)
    if padding is not None:
        for row, column in np.argwhere(padding).tolist():
            draw_hatching(painter, grid.cell(row, column), theme)
    painter.restore()


def _paint_gaps(painter: QPainter, grid: CellGrid, theme: Theme) -> None:
    ground, whole = theme.tokens.panel, grid.rect
    for row in range(1, grid.rows):
        y = grid.cell(row, 0).y()
        painter.fillRect(QRectF(whole.x(), y - 1, whole.width(), 1), ground)
    for column in range(1, grid.columns):
        x = grid.cell(0, column).x()
        painter.fillRect(QRectF(x - 1, whole.y(), 1, whole.height()), ground)


def _paint_numbers(
    painter: QPainter,
    grid: CellGrid,
    numbers: Numbers,
    index: npt.NDArray[np.uint8],
    scale: Scale,
    theme: Theme,
) -> None:
    colors = text_colors(scale.kind, theme)
    faint = theme.tokens.text2
    painter.setFont(theme.numbers(numbers.px))
    for row, texts in enumerate(numbers.texts):
        for column, text in enumerate(texts):
            painter.setPen(faint if text == "0" else colors[index[row, column]])
            place, number = grid.cell(row, column), _static_text(text, numbers.px)
            size = number.size()
            x = place.x() + (place.width() - size.width()) / 2
            y = round(place.y() + (place.height() - size.height()) / 2)
            painter.drawStaticText(QPointF(x, y), number)


@lru_cache(maxsize=4096)
def _static_text(text: str, px: int) -> QStaticText:
    """Return a number laid out once: drawing it is then five times as fast."""
    number = QStaticText(text)
    number.setTextFormat(Qt.TextFormat.PlainText)
    number.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    number.prepare(QTransform(), number_font(px))  # else the first size is that of another font
    return number
