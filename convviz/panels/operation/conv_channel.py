"""Paints one input channel of a convolution in numbers: patch × kernel = products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF

from convviz.panels.operation.matrix import (
    CAPTION_PX,
    Matrix,
    paint_caption,
    paint_matrix,
    paint_sign,
)
from convviz.panels.operation.numbers import ledger_digits, signed
from convviz.panels.operation.text_styles import HEADING, LABEL, STRONG_VALUE, VALUE
from convviz.plotting import CellGrid, Scale
from convviz.session import Selection

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from engine.inspection import ConvSum

_BETWEEN = 16
_BELOW = 10
_LINE = 17
_LARGEST_CELL = (60, 32)
_TEXT_WIDTH = 190


@dataclass(frozen=True, slots=True, eq=False)
class ConvChannel:
    """The three matrices of one input channel, and what they add up to.

    Attributes
    ----------
    sum : ConvSum
    channel : int
    patch_scale, kernel_scale : Scale
    """

    sum: ConvSum
    channel: int
    patch_scale: Scale
    kernel_scale: Scale

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw into `rect`: patch and kernel above, words and products below."""
        rows, columns = self.sum.padding.shape
        room = (rect.width() - _BETWEEN) / 2
        cell_width = ink.cell(min(room / columns, _LARGEST_CELL[0]))
        half = (rect.height() - 2 * CAPTION_PX - _BELOW) / 2
        cell_height = ink.cell(min(half / rows, _LARGEST_CELL[1], cell_width))
        width = max(columns * cell_width, min(room, _TEXT_WIDTH))
        right = rect.x() + width + _BETWEEN
        below = rect.y() + CAPTION_PX + rows * cell_height + _BELOW

        def matrix(x: float, y: float, what: Matrix, sign: str = "") -> None:
            grid = CellGrid(rows, columns, cell_width, cell_height, x, y + CAPTION_PX)
            paint_caption(ink, x, y, max(grid.rect.width(), min(room, _TEXT_WIDTH)), what)
            paint_matrix(ink, grid, what)
            if sign:
                middle = QRectF(x - _BETWEEN, grid.y, _BETWEEN, grid.rect.height())
                paint_sign(ink, middle, sign)

        matrix(rect.x(), rect.y(), self._patch)
        matrix(right, rect.y(), self._kernel, "×")
        matrix(right, below, self._products, "=")
        self._paint_words(ink, QRectF(rect.x(), below, width, rect.bottom() - below))

    @property
    def _patch(self) -> Matrix:
        source, channel = self.sum.source, self.channel

        def place(row: int, column: int) -> Selection:
            return Selection(source, (channel, self.sum.rows[row], self.sum.columns[column]))

        return Matrix(
            name=f"{source}[{channel}]",
            x=self.sum.patch[channel],
            scale=self.patch_scale,
            note=self.patch_scale.scope,
            padding=self.sum.padding,
            place=place,
            written=lambda row, column: str(place(row, column)),
        )

    @property
    def _kernel(self) -> Matrix:
        name = f"w[{self.sum.index[0]}, {self.channel}"
        return Matrix(
            name=f"{name}]",
            x=self.sum.kernel[self.channel],
            scale=self.kernel_scale,
            note=self.kernel_scale.scope,
            written=lambda row, column: f"{name}, {row}, {column}]",
        )

    @property
    def _products(self) -> Matrix:
        x = self.sum.products[self.channel]
        return Matrix(
            name="product",
            x=x,
            scale=Scale.of(x, "signed", "own"),
            note="own",
            padding=self.sum.padding,
        )

    def _paint_words(self, ink: Ink, rect: QRectF) -> None:
        y = rect.y()
        ink.text(QRectF(rect.x(), y, rect.width(), CAPTION_PX - 4), self.title, HEADING)
        y += CAPTION_PX - 2
        y += ink.paragraph(QRectF(rect.x(), y, rect.width(), 60), self.description, LABEL) + 6
        digits = ledger_digits(self.sum.subtotals)
        for label, value in self._shares():
            line = QRectF(rect.x(), y, rect.width(), _LINE)
            used = ink.text(line, signed(value, digits), VALUE, "right")
            ink.text(line.adjusted(0, 0, -used - 4, 0), label, LABEL)
            y += _LINE
        ink.rule(rect.x(), y + 2, rect.width(), ink.tokens.line3)
        line = QRectF(rect.x(), y + 5, rect.width(), _LINE)
        ink.text(line, "subtotal", LABEL)
        subtotal = float(self.sum.subtotals[self.channel])
        ink.text(line, signed(subtotal, digits), STRONG_VALUE, "right")

    @property
    def title(self) -> str:
        """Which channel this is."""
        return f"input channel {self.channel}"

    @property
    def description(self) -> str:
        """Which cells are under the kernel."""
        rows, columns = self.sum.rows, self.sum.columns
        size = f"{len(rows)}×{len(columns)}"
        return (
            f"{self.sum.source}[{self.channel}], {_span('row', rows)}, "
            f"{_span('column', columns)}, times the {size} kernel, cell by cell"
        )

    def _shares(self) -> list[tuple[str, float]]:
        """Return how many products are positive, negative and zero, and their sums."""
        products = self.sum.products[self.channel]
        inside = products[~self.sum.padding]
        above, below = inside[inside > 0], inside[inside < 0]
        shares = [
            (_counted(len(above), "positive product"), float(above.sum())),
            (_counted(len(below), "negative product"), float(below.sum())),
            (f"{int(np.count_nonzero(inside == 0))} zero", 0.0),
        ]
        padding = int(np.count_nonzero(self.sum.padding))
        return [*shares, (f"{padding} in the padding", 0.0)] if padding else shares


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _span(what: str, places: tuple[int, ...]) -> str:
    """Return "rows 12–16", "row 12", or "rows 0, 2, 4" where the kernel is dilated."""
    if len(places) == 1:
        return f"{what} {places[0]}".replace("-", "−")
    if places[1] - places[0] == 1:
        dash = " to " if places[0] < 0 else "–"
        return f"{what}s {places[0]}{dash}{places[-1]}".replace("-", "−")
    return f"{what}s {', '.join(map(str, places))}".replace("-", "−")
