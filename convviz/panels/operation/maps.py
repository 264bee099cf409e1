"""Paints the maps of a layer, or its vector in rows, as large as fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.folding import Folding
from convviz.panels.operation.matrix import CAPTION_PX, Matrix, caption_width, paint_caption
from convviz.plotting import (
    NUMBERS_FROM_PX,
    CellGrid,
    MosaicGrid,
    draw_frame,
    draw_mosaic,
    format_exact,
    mosaic_image,
    paint_cells,
)
from convviz.session import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Detail
    from convviz.plotting import FrameKind, Scale
    from engine.arrays import Array, Shape
    from engine.inspection import Region

_GAP = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame around a cell of a layer, or around a box of cells that starts there."""

    index: Shape
    kind: FrameKind
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Some maps of one layer, or its whole vector.

    Attributes
    ----------
    name : str
        Written above.
    layer : str
        Where a click leads; "" if nowhere.
    x : ndarray, shape (C, H, W) or (n,)
    scale : Scale
    note : str
        Beside the name.
    first : int
        The number of the first map.
    written : str
        How the layer's values are written in tooltips; the layer's name if empty.
    largest : float
        The largest size of a cell in pixels.
    marks : sequence of Mark
        Cells that are framed.
    detail : callable or None
        Gives what a click on a cell looks at, instead of selecting it.
    spare : float
        Pixels at the right of the maps that their name and scale may take.
    """

    name: str
    layer: str
    x: Array
    scale: Scale
    note: str = ""
    first: int = 0
    written: str = ""
    largest: float = 30
    marks: Sequence[Mark] = ()
    detail: Callable[[Shape], Detail] | None = None
    spare: float = 0

    def paint(self, ink: Ink, rect: QRectF) -> QRectF:
        """Draw name, scale and maps into `rect`; return where the maps are.

        A cell that is pointed at or clicked is a place in the network, if there is a layer.
        """
        grid = self._grid(ink, rect)
        width, height = grid.size
        corner = QPointF(rect.x(), rect.y() + CAPTION_PX)
        head = Matrix(self.name, self._stack[0], self.scale, note=self.note)
        wide = max(width, 190, caption_width(ink, head))
        paint_caption(ink, rect.x(), rect.y(), min(wide, rect.width() + self.spare), head)
        self._paint_maps(ink, corner, grid)
        self._paint_hovered(ink, corner, grid)
        for mark in self.marks:
            place = self._cell_of(mark.index)
            if place is not None:
                rect = grid.cell_rect(*place, mark.rows, mark.columns).translated(corner)
                draw_frame(ink.painter, rect, mark.kind, ink.theme)
        if self.layer or self.detail:
            ink.areas.add_lookup(lambda position: self._target(grid, position - corner))
        return QRectF(corner.x(), corner.y(), width, height)

    @property
    def _folding(self) -> Folding | None:
        return Folding.of(len(self.x)) if self.x.ndim == 1 else None

    @property
    def _stack(self) -> Array:
        """The maps, shape (C, H, W); a vector is one map of its rows."""
        folding = self._folding
        return self.x if folding is None else folding.fold(self.x)[None]

    def _grid(self, ink: Ink, rect: QRectF) -> MosaicGrid:
        return fit_mosaic(
            ink, self._stack.shape, rect.width(), rect.height() - CAPTION_PX, self.largest
        )

    def _paint_maps(self, ink: Ink, corner: QPointF, grid: MosaicGrid) -> None:
        stack = self._stack
        if grid.cell >= NUMBERS_FROM_PX:
            for c in range(grid.channels):
                place = grid.rect(c).translated(corner)
                cells = CellGrid(
                    grid.height, grid.width, grid.cell, grid.cell, place.x(), place.y()
                )
                paint_cells(
                    ink.painter, cells, stack[c], self.scale, ink.theme, digits=2, least=2
                )
        else:
            image = mosaic_image(stack, grid.columns, 0, self.scale, ink.theme)
            draw_mosaic(ink.painter, corner, image, grid)
        if self._folding is not None:
            self._cover_rest(ink, corner, grid, self._folding)

    @staticmethod
    def _cover_rest(ink: Ink, corner: QPointF, grid: MosaicGrid, folding: Folding) -> None:
        """Take away the cells behind the last unit."""
        rest = folding.rows * folding.columns - folding.units
        if rest:
            row, column = folding.cell(folding.units)
            place = grid.cell_rect(0, row, column, 1, rest)
            ink.fill(place.translated(corner), ink.tokens.panel)

    def _paint_hovered(self, ink: Ink, corner: QPointF, grid: MosaicGrid) -> None:
        """Frame what belongs to the place that is pointed at."""
        region = ink.reach.region(self.layer) if ink.reach is not None else None
        for rect in self._rects_of(region, grid) if region is not None else []:
            draw_frame(ink.painter, rect.translated(corner), "hovered", ink.theme)

    def _rects_of(self, region: Region, grid: MosaicGrid) -> list[QRectF]:
        """Return where a region is in each map; in a vector one unit, or all of them."""
        if self._folding is not None:
            cell = self._folding.cell(region.channels.start)
            return [grid.cell_rect(0, *cell) if len(region.channels) == 1 else grid.rect(0)]
        shown = range(self.first, self.first + len(self.x))
        box = (region.rows.start, region.columns.start, len(region.rows), len(region.columns))
        return [grid.cell_rect(c - self.first, *box) for c in region.channels if c in shown]

    def _cell_of(self, index: Shape) -> tuple[int, int, int] | None:
        """Return (map, row, column) of a cell of the layer, None if it is not shown."""
        if self._folding is not None:
            return (0, *self._folding.cell(index[0])) if len(index) == 1 else None
        if len(index) != 3 or not 0 <= index[0] - self.first < len(self.x):
            return None
        return (index[0] - self.first, index[1], index[2])

    def _target(self, grid: MosaicGrid, position: QPointF) -> Target | None:
        hit = grid.hit(position.x(), position.y())
        if hit is None:
            return None
        if self._folding is None:
            index: Shape = (hit[0] + self.first, hit[1], hit[2])
            value = float(self.x[hit])
        else:
            unit = self._folding.unit(hit[1], hit[2])
            if unit is None:
                return None
            index, value = (unit,), float(self.x[unit])
        place = Selection(self.layer, index) if self.layer else None
        written = Selection(self.written or self.layer, index)
        detail = self.detail(index) if self.detail else None
        return Target(place, detail=detail, tip=f"{written} = {format_exact(value)}")


def fit_mosaic(
    ink: Ink, shape: Shape, width: float, height: float, largest: float
) -> MosaicGrid:
    """Return the arrangement of maps of `shape` (C, H, W) with the largest cells.

    Cells are whole pixels if at least one fits, else as small as they must be.
    """
    channels, rows, columns = shape
    best = MosaicGrid(channels, 1, rows, columns, _GAP, 0.0)
    for across in range(1, channels + 1):
        down = -(-channels // across)
        cell = min(
            (width - (across - 1) * _GAP) / (across * columns),
            (height - (down - 1) * _GAP) / (down * rows),
            largest,
        )
        cell = ink.cell(cell) if cell >= 1 else max(cell, 0.05)
        if cell > best.cell:
            best = MosaicGrid(channels, across, rows, columns, _GAP, cell)
    return best
