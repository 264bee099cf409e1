"""Paints a sum of products: the largest of them, the rest as one, and whether it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.ledger import (
    FOOT,
    FootWords,
    Rows,
    foot_text,
    paint_foot,
    paint_heads,
    paint_lit_row,
    paint_more,
    sum_rows,
)
from convviz.panels.operation.numbers import largest_size, ledger_digits, short, signed
from convviz.panels.operation.text_styles import HINT, LABEL, NAME, STRONG_VALUE, VALUE
from convviz.panels.operation.view import HEADER, MARGIN, ROW
from convviz.plotting import format_exact

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.view import Row
    from convviz.session import Selection
    from engine.inspection import Reconciliation

LEDGER_WIDTH = 402
_FIRST, _TIMES, _SECOND, _EQUALS, _PRODUCT, _BAR = 186, 189, 256, 259, 350, 358
_BAR_WIDTH = 40
_BAR_HEIGHT = 8


@dataclass(frozen=True, slots=True)
class SumLine:
    """One product of a sum, or the rest of it.

    Attributes
    ----------
    label : str
    product : float
    first, second : float or None
        What is multiplied; None where nothing is.
    term : int or None
        Which term it is; None for the rest.
    place : Selection or None
        The cell that the first number stands in.
    """

    label: str
    product: float
    first: float | None = None
    second: float | None = None
    term: int | None = None
    place: Selection | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SumLedger:
    """The list of the largest products.

    Attributes
    ----------
    heads : tuple of str
        What the lines, the first and the second number are.
    lines : tuple of SumLine
    term : int or None
        The one that is shown in detail.
    result : Reconciliation or None
        None where the engine has nothing stored.
    words : FootWords
        What stands beside sum and stored value.
    """

    heads: tuple[str, str, str]
    lines: tuple[SumLine, ...]
    term: int | None
    result: Reconciliation | None
    words: FootWords

    @staticmethod
    def room(height: float) -> int:
        """Return how many products get a row of their own in a list of this height."""
        return max(1, int((height - HEADER - FOOT) / ROW) - 1)

    @property
    def digits(self) -> int:
        """How many decimals all products are written with."""
        return ledger_digits(line.product for line in self.lines)

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the list into `rect`, `LEDGER_WIDTH` wide."""
        digits = self.digits
        limit = largest_size(line.product for line in self.lines)
        around = next((i for i, line in enumerate(self.lines) if line.term == self.term), 0)
        rows = Rows.fit(len(self.lines), rect.height() - HEADER - FOOT, around)
        self._paint_heads(ink, rect)
        top = rect.y() + HEADER
        for row in rows:
            place = rows.rect(row, rect.x(), top, LEDGER_WIDTH)
            self._paint_row(ink, place, self.lines[row], digits)
            bar = QRectF(rect.x() + _BAR, place.center().y() - 4, _BAR_WIDTH, _BAR_HEIGHT)
            ink.bar(bar, self.lines[row].product, limit)
        paint_more(ink, rows, rect.x() + LEDGER_WIDTH + 1, top)
        foot = QRectF(rect.x() + MARGIN, top + rows.total, LEDGER_WIDTH - MARGIN, 0)
        if self.result is not None:
            paint_foot(ink, foot, rect.x() + _SECOND - 60, digits, self.result, self.words)
        else:
            ink.rule(foot.x(), foot.y() + 3, foot.width(), ink.tokens.line3)
            ink.text(QRectF(foot.x(), foot.y() + 8, foot.width(), 18), self.words.stored, HINT)

    def _paint_heads(self, ink: Ink, rect: QRectF) -> None:
        label, first, second = self.heads
        x, y = rect.x(), rect.y()
        paint_heads(ink, y, ((label, x + MARGIN, False), ("product", x + _PRODUCT, True)))
        for text, right in ((first, _FIRST), (second, _SECOND)):
            ink.text(QRectF(x + right - 66, y, 66, HEADER), text, HINT, "right")

    def _paint_row(self, ink: Ink, place: QRectF, line: SumLine, digits: int) -> None:
        lit = line.term is not None and line.term == self.term
        if lit:
            paint_lit_row(ink, place)
        x, y, height = place.x(), place.y(), place.height()
        room = (_FIRST - 66 if line.first is not None else _SECOND) - MARGIN
        ink.text(QRectF(x + MARGIN, y, room, height), line.label, NAME if lit else LABEL)
        product = QRectF(x + _PRODUCT - 86, y, 86, height)
        style = STRONG_VALUE if lit else VALUE
        ink.text(product, signed(line.product, digits), style, "right")
        for value, right, sign, left in (
            (line.first, _FIRST, "×", _TIMES),
            (line.second, _SECOND, "=", _EQUALS),
        ):
            if value is not None:
                ink.text(QRectF(x + right - 64, y, 64, height), short(value), VALUE, "right")
                ink.text(QRectF(x + left, y, 10, height), sign, HINT, "center")
        if line.term is not None:
            ink.areas.add(place, Target(line.place, term=line.term, tip=self._tip(line)))

    @staticmethod
    def _tip(line: SumLine) -> str:
        if line.first is None or line.second is None:
            return format_exact(line.product)
        factors = f"{format_exact(line.first)} × {format_exact(line.second)}"
        return f"{factors} = {format_exact(line.product)}"

    def text(self) -> list[str]:
        """Return the list as plain text."""
        digits = self.digits
        lines = []
        for line in self.lines:
            factors = ""
            if line.first is not None and line.second is not None:
                factors = f"  = {format_exact(line.first)} × {format_exact(line.second)}"
            lines.append(f"{line.label:<24} {signed(line.product, digits)}{factors}")
        if self.result is None:
            return [*lines, self.words.stored]
        return [*lines, *foot_text(self.result, self.words, digits)]

    def table(self) -> list[Row]:
        """Return the list as rows of a table, with all digits."""
        rows: list[Row] = [(*self.heads, "product")]
        for line in self.lines:
            rows.append((line.label, line.first, line.second, line.product))
        if self.result is not None:
            below = sum_rows(0.0, self.result)[1:]
            rows += [(label, None, None, value) for label, value in below]
        return rows
