"""Paints the sum of a dense unit: the bias, the largest contributions, the rest, the sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.ledger import (
    FOOT,
    FootWords,
    Rows,
    paint_foot,
    paint_heads,
    paint_lit_row,
    paint_more,
)
from convviz.panels.operation.numbers import largest_size, ledger_digits, signed
from convviz.panels.operation.text_styles import (
    FAINT_VALUE,
    HINT,
    LABEL,
    NAME,
    STRONG_VALUE,
    VALUE,
)
from convviz.panels.operation.view import HEADER, MARGIN, ROW
from convviz.plotting import format_count, format_value
from convviz.session import Selection

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from engine.inspection import DenseSum

LEDGER_WIDTH = 478
_INPUT, _TIMES, _WEIGHT, _EQUALS = 178, 182, 244, 248
_PRODUCT, _BAR, _RUNNING = 336, 346, 472
_BAR_WIDTH = 48
_BAR_HEIGHT = 8


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the list; without an input it is the bias, or the rest."""

    label: str
    product: float
    input: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DenseLedger:
    """The list of the largest contributions to a dense unit.

    Attributes
    ----------
    sum : DenseSum
    shown : tuple of int
        The inputs that have a row of their own, largest contribution first.
    expanded : int or None
        The input that is lit.
    """

    sum: DenseSum
    shown: tuple[int, ...]
    expanded: int | None

    @staticmethod
    def room(height: float) -> int:
        """Return how many inputs get a row of their own in a list of this height."""
        return max(1, int((height - HEADER - FOOT) / ROW) - 2)

    def place(self, k: int) -> Selection:
        """Return the cell behind input `k`: of the map that was flattened, or the unit."""
        if self.sum.folded is None:
            return Selection(self.sum.source, (k,))
        return Selection(self.sum.folded.source, self.sum.folded.place(k))

    def lines(self) -> tuple[_Line, ...]:
        """Return bias, largest contributions and the rest, which add up to the sum."""
        lines = [_Line("bias", self.sum.bias)]
        lines += [_Line(str(self.place(k)), float(self.sum.products[k]), k) for k in self.shown]
        others = len(self.sum.products) - len(self.shown)
        if others:
            rest = f"{format_count(others)} other inputs"
            lines.append(_Line(rest, self.sum.rest(self.shown)))
        return tuple(lines)

    @property
    def words(self) -> FootWords:
        """What stands beside the sum."""
        count = format_count(len(self.sum.products))
        return FootWords(f"bias + {count} products", f"float32 in {self.sum.layer}")

    def digits(self, lines: tuple[_Line, ...]) -> int:
        """Return with how many decimals all columns of sums are written."""
        return ledger_digits([*(line.product for line in lines), self.sum.result.computed])

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the list into `rect`, `LEDGER_WIDTH` wide."""
        lines = self.lines()
        digits = self.digits(lines)
        limit = largest_size(line.product for line in lines)
        around = self.shown.index(self.expanded) + 1 if self.expanded in self.shown else 0
        rows = Rows.fit(len(lines), rect.height() - HEADER - FOOT, around)
        self._paint_heads(ink, rect)
        top = rect.y() + HEADER
        running = [0.0]
        for line in lines:
            running.append(running[-1] + line.product)
        for row in rows:
            place = rows.rect(row, rect.x(), top, LEDGER_WIDTH)
            self._paint_row(ink, place, lines[row], digits)
            bar = QRectF(rect.x() + _BAR, place.center().y() - 4, _BAR_WIDTH, _BAR_HEIGHT)
            ink.bar(bar, lines[row].product, limit)
            end = QRectF(rect.x() + _RUNNING - 84, place.y(), 84, place.height())
            ink.text(end, signed(running[row + 1], digits), FAINT_VALUE, "right")
        paint_more(ink, rows, rect.x() + LEDGER_WIDTH + 2, top)
        foot = QRectF(rect.x() + MARGIN, top + rows.total, _RUNNING - MARGIN, FOOT)
        paint_foot(ink, foot, rect.x() + _PRODUCT, digits, self.sum.result, self.words)

    @staticmethod
    def _paint_heads(ink: Ink, rect: QRectF) -> None:
        x = rect.x()
        heads = (
            ("largest contributions", x + MARGIN, False),
            ("input", x + _INPUT, True),
            ("weight", x + _WEIGHT, True),
            ("product", x + _PRODUCT, True),
            ("running sum", x + _RUNNING, True),
        )
        paint_heads(ink, rect.y(), heads)

    def _paint_row(self, ink: Ink, place: QRectF, line: _Line, digits: int) -> None:
        lit = line.input is not None and line.input == self.expanded
        if lit:
            paint_lit_row(ink, place)
        x, y, height = place.x(), place.y(), place.height()
        room = (_INPUT - 56 if line.input is not None else _EQUALS) - MARGIN
        ink.text(QRectF(x + MARGIN, y, room, height), line.label, NAME if lit else LABEL)
        style = STRONG_VALUE if lit else VALUE
        product = QRectF(x + _PRODUCT - 84, y, 84, height)
        ink.text(product, signed(line.product, digits), style, "right")
        if line.input is None:
            return
        for value, right in (
            (self.sum.inputs[line.input], _INPUT),
            (self.sum.weights[line.input], _WEIGHT),
        ):
            number = QRectF(x + right - 56, y, 56, height)
            ink.text(number, format_value(float(value), 4), VALUE, "right")
        ink.text(QRectF(x + _TIMES, y, 12, height), "×", HINT, "center")
        ink.text(QRectF(x + _EQUALS, y, 12, height), "=", HINT, "center")
        tip = f"input {line.input} of {self.sum.layer}"
        ink.areas.add(place, Target(self.place(line.input), term=line.input, tip=tip))
