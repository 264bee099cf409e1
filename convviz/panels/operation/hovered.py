"""Frames what is pointed at anywhere in the window, in every picture of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.plotting import draw_frame

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.matrix import Matrix
    from convviz.plotting import CellGrid
    from convviz.session import Selection


def paint_hovered(ink: Ink, grid: CellGrid, matrix: Matrix) -> None:
    """Frame the cells of a matrix that belong to what is pointed at.

    Of those that lie apart, as under a dilated kernel, the box around them.
    """
    if ink.reach is None or matrix.place is None:
        return
    cells = [
        (row, column)
        for row in range(grid.rows)
        for column in range(grid.columns)
        if not _is_padding(matrix, row, column) and _reached(ink, matrix.place(row, column))
    ]
    if cells:
        rows, columns = zip(*cells, strict=True)
        first, last = grid.cell(min(rows), min(columns)), grid.cell(max(rows), max(columns))
        draw_frame(ink.painter, first.united(last), "hovered", ink.theme)


def _is_padding(matrix: Matrix, row: int, column: int) -> bool:
    return matrix.padding is not None and bool(matrix.padding[row, column])


def _reached(ink: Ink, place: Selection) -> bool:
    assert ink.reach is not None
    region = ink.reach.region(place.layer)
    return region is not None and place.index in region
