"""Paints one pooling window in seven decimals, and what its gradient does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF

from convviz.panels.operation.ink import text_width
from convviz.panels.operation.matrix import Matrix, paint_matrix
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.pool_counts import paint_rows
from convviz.panels.operation.pool_words import (
    gradient_words,
    margin_rows,
    overlap_words,
    receiver_words,
    rivals_words,
)
from convviz.panels.operation.text_styles import (
    HEADING,
    HINT,
    LABEL,
    SMALL,
)
from convviz.plotting import CellFrame, CellGrid, format_value
from convviz.session import Selection

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.plotting import Scale
    from engine.arrays import Array
    from engine.inspection import PoolWindow

LINE = 18
_DIGITS = 7
_WIDE_CELL, _TALL_CELL = (84, 30), (84, 24)
_STEP = 44


@dataclass(frozen=True, slots=True, eq=False)
class WindowNumbers:
    """A window and its result, forward, backward or both.

    Attributes
    ----------
    window : PoolWindow
    values, gradients : Scale or None
        Of values and of gradients; what is None is not shown.
    """

    window: PoolWindow
    values: Scale | None
    gradients: Scale | None

    @property
    def title(self) -> str:
        """Which window this is."""
        _, row, column = self.window.index
        return f"Window row {row}, column {column}"

    @property
    def span(self) -> str:
        """Which cells are in it: ``relu2[4], rows 12–13, columns 8–9``."""
        return f"{self.window.source}[{self.window.index[0]}], {self._short_span}"

    @property
    def _short_span(self) -> str:
        rows, columns = self.window.rows, self.window.columns
        return f"{_span('row', rows)}, {_span('column', columns)}"

    def paint_tall(self, ink: Ink, rect: QRectF) -> float:
        """Draw one below the other; return the y below."""
        line = QRectF(rect.x(), rect.y(), rect.width(), LINE)
        ink.text(line, self.title, HEADING)
        y = line.bottom() + 2
        x, scale = self._main()
        span = self.span if text_width(self.span, HINT) <= rect.width() else self._short_span
        ink.text(QRectF(rect.x(), y - 2, rect.width(), LINE), span, HINT)
        y += LINE
        rows, columns = x.shape
        width = ink.cell(min(_TALL_CELL[0], rect.width() / columns))
        height = ink.cell(min(_TALL_CELL[1], 96 / rows))
        grid = CellGrid(rows, columns, width, height, rect.x(), y)
        paint_matrix(ink, grid, self._matrix(x, scale), self._frames)
        y = grid.rect.bottom() + 5
        y = paint_rows(ink, QRectF(rect.x(), y, rect.width(), 0), self._results())
        for words in self._short_words():
            y += ink.paragraph(QRectF(rect.x(), y + 1, rect.width(), 60), words, HINT) + 2
        return y

    def paint_wide(self, ink: Ink, rect: QRectF) -> None:
        """Draw the window, its result and both gradients in a row, as they follow."""
        title = QRectF(rect.x(), rect.y(), rect.width(), LINE)
        ink.text(title, f"{self.title} in numbers", HEADING)
        x, y = rect.x(), rect.y() + LINE + 8
        tall = self.window.values.shape[0] * _WIDE_CELL[1]
        if self.values is not None:
            values = self.window.values
            x = self._paint_cells(
                ink, x, y, values, self.values, self.span, frames=self._frames
            )
            x = self._paint_step(ink, x, y + LINE, tall, self.window.pooling)
            y_cell = np.array([[self.window.stored]], np.float32)
            x = self._paint_cells(
                ink,
                x,
                y,
                y_cell,
                self.values,
                str(Selection(self.window.layer, self.window.index)),
                tall=tall,
            )
        if self.gradients is not None and self.window.shares is not None:
            x += 22 if self.values is not None else 0
            dy = np.array([[self.window.dy]], np.float32)
            name = f"dL/d {self.window.layer}"
            x = self._paint_cells(ink, x, y, dy, self.gradients, name, tall=tall)
            x = self._paint_step(ink, x, y + LINE, tall, "route")
            same = f"dL/d {self.window.source}, the same cells"
            shares = self.window.shares
            self._paint_cells(ink, x, y, shares, self.gradients, same, frames=self._frames)
        y += LINE + tall + 6
        for words in self._words():
            ink.text(QRectF(rect.x(), y, rect.width(), LINE), words, LABEL)
            y += LINE

    def text(self) -> list[str]:
        """Return the window as lines of plain text."""
        lines = [self.title, self.span]
        lines += ["\t".join(map(str, row)) for row in self.window.values]
        lines += [f"{label} {value}" for label, value in self._results()]
        lines += self._words()
        if self.window.shares is not None:
            lines += ["\t".join(map(str, row)) for row in self.window.shares]
        return lines

    @property
    def _frames(self) -> tuple[CellFrame, ...]:
        place = self.window.winner_in_window
        return () if place is None else (CellFrame(*place),)

    def _main(self) -> tuple[Array, Scale]:
        """Return what one reads first: the values, or what the gradient gives them."""
        if self.values is not None:
            return self.window.values, self.values
        assert self.window.shares is not None
        assert self.gradients is not None
        return self.window.shares, self.gradients

    def _matrix(self, x: Array, scale: Scale) -> Matrix:
        window = self.window
        whole = x.shape == window.values.shape

        def place(row: int, column: int) -> Selection:
            if not whole:
                return Selection(window.layer, window.index)
            cell = (window.index[0], window.rows[row], window.columns[column])
            return Selection(window.source, cell)

        gradient = scale is self.gradients
        return Matrix(
            name="",
            x=x,
            scale=scale,
            digits=_DIGITS,
            place=place,
            written=lambda r, k: ("dL/d " if gradient else "") + str(place(r, k)),
        )

    def _results(self) -> list[tuple[str, str]]:
        window, results = self.window, []
        if self.values is not None:
            results.append((window.pooling, format_value(window.stored, _DIGITS)))
            results += margin_rows(window)
        if self.gradients is not None and window.dy is not None:
            results.append((f"dL/d {window.layer}", signed(window.dy)))
        return results

    def _short_words(self) -> list[str]:
        words = []
        if self.values is not None:
            words.append(rivals_words(self.window))
        if self.gradients is not None:
            words.append(receiver_words(self.window))
            words.append(overlap_words(self.window))
        return [each for each in words if each]

    def _words(self) -> list[str]:
        """Return the sentences below the window where there is room for them."""
        words = []
        if self.values is not None:
            rows = margin_rows(self.window)
            words.append(", ".join(f"{label} {value}" for label, value in rows))
            words.append(rivals_words(self.window))
        if self.gradients is not None:
            words.append(gradient_words(self.window))
            words.append(overlap_words(self.window))
        return [each for each in words if each]

    def _paint_cells(
        self,
        ink: Ink,
        x: float,
        y: float,
        array: Array,
        scale: Scale,
        name: str,
        *,
        tall: float | None = None,
        frames: tuple[CellFrame, ...] = (),
    ) -> float:
        """Draw some cells with their name above; return the x at their right."""
        rows, columns = array.shape
        lower = 0.0 if tall is None else (tall - rows * _WIDE_CELL[1]) / 2
        grid = CellGrid(rows, columns, *_WIDE_CELL, x, y + LINE + lower)
        width = max(grid.rect.width(), text_width(name, SMALL))
        ink.text(QRectF(x, y, width + 1, LINE - 2), name, SMALL)
        paint_matrix(ink, grid, self._matrix(array, scale), frames)
        return x + width

    @staticmethod
    def _paint_step(ink: Ink, x: float, y: float, tall: float, word: str) -> float:
        middle = y + tall / 2
        ink.text(QRectF(x, middle - LINE, _STEP, LINE - 2), word, SMALL, "center")
        ink.arrow(QPointF(x + 6, middle + 2), QPointF(x + _STEP - 6, middle + 2))
        return x + _STEP


def _span(what: str, places: range) -> str:
    if len(places) == 1:
        return f"{what} {places.start}"
    return f"{what}s {places.start}–{places.stop - 1}"
