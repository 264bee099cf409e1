"""Paints a matrix with its name and its scale above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.hovered import paint_hovered
from convviz.panels.operation.ink import text_width
from convviz.panels.operation.text_styles import HINT, NAME, SMALL
from convviz.plotting import (
    CellGrid,
    colorbar_width,
    draw_frame,
    draw_map,
    format_exact,
    mosaic_image,
    paint_cells,
    paint_colorbar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from convviz.panels.operation.ink import Ink
    from convviz.plotting import CellFrame, Scale
    from convviz.session import Selection
    from engine.arrays import Array

CAPTION_PX = 22
_BAR_PX = 3
_BAR_WIDTH = 92
_GAP = 8


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A matrix to be painted.

    Attributes
    ----------
    name : str
        How it is written: ``w[4, 5]``.
    x : ndarray, shape (rows, columns)
    scale : Scale
    note : str
        Beside the name: its size, its scope.
    padding : ndarray of bool or None
        Which cells are padding.
    digits, least : int
        Decimals in the cells, and the fewest with which numbers are worth showing.
    place : callable or None
        Gives the place in the network of (row, column).
    written : callable or None
        Gives how the value at (row, column) is written: ``relu1[5, 12, 8]``.
    chosen : callable or None
        Gives what a click on (row, column) selects, if not the place itself.
    remark : callable or None
        Gives what else there is to say about (row, column).
    """

    name: str
    x: Array
    scale: Scale
    note: str = ""
    padding: npt.NDArray[np.bool_] | None = None
    digits: int = 3
    least: int = 1
    place: Callable[[int, int], Selection] | None = None
    written: Callable[[int, int], str] | None = None
    chosen: Callable[[int, int], Selection | None] | None = None
    remark: Callable[[int, int], str] | None = None

    def target(self, row: int, column: int) -> Target:
        """Return what a cell means to the pointer."""
        if self.padding is not None and self.padding[row, column]:
            return Target(tip="padding: 0")
        name = self.written(row, column) if self.written else f"{self.name}[{row}, {column}]"
        tip = f"{name} = {format_exact(float(self.x[row, column]))}"
        return Target(
            place=self.place(row, column) if self.place else None,
            chosen=self.chosen(row, column) if self.chosen else None,
            tip=f"{tip}\n{self.remark(row, column)}" if self.remark else tip,
        )


def caption_width(ink: Ink, matrix: Matrix) -> float:
    """Return the width in which the name of a matrix and its scale are whole."""
    return text_width(matrix.name, NAME) + _GAP + colorbar_width(matrix.scale, ink.theme)


def paint_caption(ink: Ink, x: float, y: float, width: float, matrix: Matrix) -> None:
    """Write the name of a matrix above it at the left, its scale at the right.

    Where there is no room for both it is the name.
    """
    least = colorbar_width(matrix.scale, ink.theme)
    room = width - max(_BAR_WIDTH, least) - _GAP
    name = text_width(matrix.name, NAME)
    if name > room:  # a whole name says more than a wide bar
        room = min(name, width)
    bar = width - room - _GAP
    if bar >= least:
        place = QRectF(x + width - bar, y, bar, CAPTION_PX)
        paint_colorbar(ink.painter, place, matrix.scale, ink.theme, bar_px=_BAR_PX)
    else:
        room = width
    line = QRectF(x, y, room, CAPTION_PX)
    used = ink.text(line, matrix.name, NAME) + 6
    if matrix.note and text_width(matrix.note, SMALL) <= room - used:
        ink.text(line.adjusted(used, 0, 0, 0), matrix.note, SMALL)


def paint_matrix(
    ink: Ink, grid: CellGrid, matrix: Matrix, frames: tuple[CellFrame, ...] = ()
) -> None:
    """Paint the cells of a matrix, with numbers where there is room, and frames."""
    paint_cells(
        ink.painter,
        grid,
        matrix.x,
        matrix.scale,
        ink.theme,
        digits=matrix.digits,
        least=matrix.least,
        padding=matrix.padding,
    )
    paint_hovered(ink, grid, matrix)
    paint_frames(ink, grid, frames)
    ink.areas.add_cells(grid, matrix.target)


def paint_map(
    ink: Ink, grid: CellGrid, matrix: Matrix, frames: tuple[CellFrame, ...] = ()
) -> None:
    """Paint a map as a picture, without numbers whatever the size of its cells."""
    image = mosaic_image(matrix.x[None], 1, 0, matrix.scale, ink.theme)
    draw_map(ink.painter, grid.rect, image)
    paint_frames(ink, grid, frames)
    ink.areas.add_cells(grid, matrix.target)


def paint_frames(ink: Ink, grid: CellGrid, frames: tuple[CellFrame, ...]) -> None:
    """Draw frames around cells."""
    for frame in frames:
        rect = grid.cell(frame.row, frame.column, frame.rows, frame.columns)
        draw_frame(ink.painter, rect, frame.kind, ink.theme)


def paint_sign(ink: Ink, rect: QRectF, sign: str) -> None:
    """Write ×, = or + between two matrices."""
    ink.text(rect, sign, HINT, "center")
