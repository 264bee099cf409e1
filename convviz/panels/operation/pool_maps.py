"""Paints both maps of a pooling equally large, and the lines that join them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF

from convviz.panels.operation.hovered import paint_hovered
from convviz.panels.operation.matrix import (
    CAPTION_PX,
    Matrix,
    paint_caption,
    paint_map,
    paint_matrix,
)
from convviz.panels.operation.pool_marks import (
    paint_link,
    paint_links,
    paint_window,
    paint_window_lines,
    paint_winners,
)
from convviz.plotting import NUMBERS_FROM_PX, CellGrid, draw_frame
from convviz.session import Selection

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.plotting import Scale
    from engine.arrays import Array
    from engine.inspection import Routing

GAP = 48


@dataclass(frozen=True, slots=True, eq=False)
class PoolMaps:
    """One channel before and after pooling, of values or of gradients.

    Attributes
    ----------
    routing : Routing
    channel : int
    source : str
        Name of the layer before.
    before, after : ndarray, shapes (H, W) and (H', W')
    scale : Scale
    gradient : bool
        Whether these are gradients, which flow to the left.
    selected : tuple of int or None
        (row, column) of the window that is selected.
    """

    routing: Routing
    channel: int
    source: str
    before: Array
    after: Array
    scale: Scale
    gradient: bool
    selected: tuple[int, int] | None

    @property
    def cells(self) -> tuple[int, int]:
        """How many cells of the input's size stand side by side, and one above the other."""
        (height, width), (pooled_height, pooled_width) = self.before.shape, self.after.shape
        down, right = self._strides
        return width + pooled_width * right, max(height, pooled_height * down)

    def paint(self, ink: Ink, x: float, y: float, cell: float) -> None:
        """Draw the pair with cells of `cell` pixels, its upper left corner at (x, y)."""
        down, right = self._strides
        top = y + CAPTION_PX
        left = CellGrid(*_shape(self.before), cell, cell, x, top)
        start = left.rect.right() + GAP
        pooled = CellGrid(*_shape(self.after), cell * right, cell * down, start, top)
        before, after = self._before(), self._after()
        paint_caption(ink, x, y, left.rect.width(), before)
        paint_caption(ink, start, y, pooled.rect.width(), after)
        self._paint_arrow(ink, left.rect.right(), y)
        paint = paint_matrix if cell >= NUMBERS_FROM_PX else paint_map
        paint(ink, left, before)
        paint_window_lines(ink, left, self.routing)
        paint_winners(ink, left, self.routing, self.channel)
        paint_matrix(ink, pooled, after)
        strip = QRectF(left.rect.right() + 2, top, GAP - 4, pooled.rect.height())
        paint_links(ink, strip, self.after, self.scale)
        self._paint_selected(ink, left, pooled, strip)
        paint_hovered(ink, left, before)

    @property
    def _strides(self) -> tuple[int, int]:
        return self.routing.rows.stride, self.routing.columns.stride

    def _before(self) -> Matrix:
        name = self._written(self.source)
        return Matrix(
            name=f"{name}[{self.channel}]",
            x=self.before,
            scale=self.scale,
            note=self._note(self.before),
            place=lambda row, column: Selection(self.source, (self.channel, row, column)),
            written=lambda row, column: f"{name}[{self.channel}, {row}, {column}]",
            digits=2,
            least=2,
            chosen=self._window_with,
            remark=self._remark,
        )

    def _after(self) -> Matrix:
        name = self._written(self.routing.layer)
        return Matrix(
            name=f"{name}[{self.channel}]",
            x=self.after,
            scale=self.scale,
            note=self._note(self.after),
            digits=2,
            least=2 if self.gradient else 1,
            place=lambda i, j: Selection(self.routing.layer, (self.channel, i, j)),
            written=lambda i, j: f"{name}[{self.channel}, {i}, {j}]",
        )

    def _written(self, layer: str) -> str:
        return f"dL/d {layer}" if self.gradient else layer

    def _note(self, x: Array) -> str:
        return f"{x.shape[0]}×{x.shape[1]}  {self.scale.scope}"

    def _windows_over(self, row: int, column: int) -> list[tuple[int, int]]:
        """Return the windows that an input cell lies in."""
        return [
            (i, j)
            for i in range(self.routing.rows.count)
            if row in self.routing.window(i, 0)[0]
            for j in range(self.routing.columns.count)
            if column in self.routing.window(0, j)[1]
        ]

    def _winner(self, window: tuple[int, int]) -> tuple[int, int] | None:
        if not self.routing.has_winners:
            return None
        at = (self.channel, *window)
        return int(self.routing.winner_rows[at]), int(self.routing.winner_columns[at])

    def _window_with(self, row: int, column: int) -> Selection | None:
        """Return the window that an input cell wins, else the first that it lies in."""
        windows = self._windows_over(row, column)
        won = [window for window in windows if self._winner(window) == (row, column)]
        for window in (*won, *windows):
            return Selection(self.routing.layer, (self.channel, *window))
        return None

    def _remark(self, row: int, column: int) -> str:
        """Say what becomes of an input cell."""
        windows = self._windows_over(row, column)
        if not windows:
            return "in no window"
        wins = int(self.routing.wins[self.channel, row, column])
        if not self.routing.has_winners:
            return f"shares in {wins} window{'s' * (wins > 1)}"
        return f"wins {wins} of {len(windows)} window{'s' * (len(windows) > 1)}"

    def _paint_arrow(self, ink: Ink, x: float, y: float) -> None:
        left, right = QPointF(x + 8, y + 8), QPointF(x + GAP - 8, y + 8)
        ink.arrow(*((right, left) if self.gradient else (left, right)))

    def _paint_selected(
        self, ink: Ink, left: CellGrid, pooled: CellGrid, strip: QRectF
    ) -> None:
        if self.selected is None:
            return
        window, winner = self.routing.window(*self.selected), self._winner(self.selected)
        paint_window(ink, left, window, winner)
        end = pooled.cell(*self.selected)
        start = (
            left.cell(*winner)
            if winner
            else left.cell(window[0].start, window[1].start, len(window[0]), len(window[1]))
        )
        row, column = self.selected
        pitch = end.height() / self.after.shape[1]
        y = strip.y() + row * end.height() + (column + 0.5) * pitch + 0.5
        height = (
            start.bottom() - 0.5 if left.cell_height >= NUMBERS_FROM_PX else start.center().y()
        )
        paint_link(ink, QPointF(start.right(), height), strip, end, y)
        draw_frame(ink.painter, end, "selected", ink.theme)


def _shape(x: Array) -> tuple[int, int]:
    rows, columns = x.shape
    return rows, columns
