"""Parts that every list of terms has: lit rows, a share of the rows, the sum below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.numbers import ULP_TIP, difference_text, signed, ulps_text
from convviz.panels.operation.text_styles import (
    HINT,
    LABEL,
    STRONG_VALUE,
    VALUE,
    TextStyle,
)
from convviz.panels.operation.view import HEADER, LINE, ROW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.panels.operation.ink import Ink
    from engine.inspection import Reconciliation

_FOOT_LINE = 16
FOOT = 8 + 4 * _FOOT_LINE
_LOWEST_ROW = 18
_SINGLE = "the same terms"
_RIGHT = TextStyle(11, color="right")
_WRONG = TextStyle(11, color="wrong")


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a list fit into a height, and where they are.

    Attributes
    ----------
    first, shown, count : int
        The first row that fits, how many fit, and how many there are.
    height : float
        Of one row.
    """

    first: int
    shown: int
    count: int
    height: float

    @classmethod
    def fit(cls, count: int, room: float, around: int) -> Rows:
        """Return the rows that fit into `room` pixels, with row `around` among them."""
        height = min(max(room / max(count, 1), _LOWEST_ROW), ROW)
        shown = max(1, min(count, int(room / height)))
        first = min(max(0, around - shown // 2), count - shown)
        return cls(first, shown, count, height)

    @property
    def total(self) -> float:
        """Height of all rows that are shown."""
        return self.shown * self.height

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.first + self.shown))

    def rect(self, row: int, x: float, y: float, width: float) -> QRectF:
        """Return the place of a row in a list that starts at (x, y)."""
        return QRectF(x, y + (row - self.first) * self.height, width, self.height)


def paint_lit_row(ink: Ink, rect: QRectF) -> None:
    """Draw the ground of the row that is expanded."""
    ink.fill(rect, ink.tokens.raised)
    ink.fill(QRectF(rect.x(), rect.y(), 2, rect.height()), ink.tokens.mark)


def paint_more(ink: Ink, rows: Rows, x: float, y: float) -> None:
    """Draw which part of the list is shown, if not all of it."""
    if rows.shown == rows.count:
        return
    scale = rows.total / rows.count
    ink.fill(QRectF(x, y, 3, rows.total), ink.tokens.line)
    ink.fill(QRectF(x, y + rows.first * scale, 3, rows.shown * scale), ink.tokens.line3)


@dataclass(frozen=True, slots=True)
class FootWords:
    """What stands beside the sum and beside the stored value."""

    sum: str
    stored: str


def paint_foot(
    ink: Ink, rect: QRectF, right: float, digits: int, result: Reconciliation, words: FootWords
) -> None:
    """Write sum, stored value and difference below a list.

    Parameters
    ----------
    ink : Ink
    rect : QRectF
        From the left margin to the right end of the list.
    right : float
        Where the column of values ends.
    digits : int
        Decimals.
    result : Reconciliation
    words : FootWords
    """
    ink.rule(rect.x(), rect.y() + 3, rect.width(), ink.tokens.line3)
    verdict = _RIGHT if result.agrees else _WRONG
    lines = (
        ("sum", signed(result.computed, digits), STRONG_VALUE, words.sum, HINT),
        (
            "in float32",
            signed(result.single, digits),
            VALUE,
            _SINGLE,
            HINT,
        ),
        ("stored", signed(result.stored, digits), STRONG_VALUE, words.stored, HINT),
        ("difference", difference_text(result), VALUE, ulps_text(result), verdict),
    )
    y = rect.y() + 8
    for label, value, style, note, note_style in lines:
        ink.text(QRectF(rect.x(), y, 80, LINE), label, LABEL)
        ink.text(QRectF(rect.x() + 60, y, right - rect.x() - 60, LINE), value, style, "right")
        ink.text(QRectF(right + 10, y, rect.right() - right - 10, LINE), note, note_style)
        y += _FOOT_LINE
    verdict_line = QRectF(rect.x(), y - _FOOT_LINE, rect.width(), _FOOT_LINE)
    ink.areas.add(verdict_line, Target(tip=ULP_TIP))


def foot_text(result: Reconciliation, words: FootWords, digits: int) -> list[str]:
    """Return the same lines as plain text."""
    return [
        f"sum         {signed(result.computed, digits)}  {words.sum}",
        f"in float32  {signed(result.single, digits)}  {_SINGLE}",
        f"stored      {signed(result.stored, digits)}  {words.stored}",
        f"difference  {difference_text(result)}  {ulps_text(result)}",
    ]


def sum_rows(bias: float, result: Reconciliation) -> list[tuple[str, float]]:
    """Return what stands below the products in a table."""
    return [
        ("bias", bias),
        ("sum", result.computed),
        ("in float32", result.single),
        ("stored", result.stored),
        ("difference", result.difference),
    ]


def paint_heads(ink: Ink, y: float, heads: tuple[tuple[str, float, bool], ...]) -> None:
    """Write the heads of columns: (text, x, whether x is their right end)."""
    for text, x, at_right in heads:
        if at_right:
            ink.text(QRectF(x - 120, y, 120, HEADER), text, HINT, "right")
        else:
            ink.text(QRectF(x, y, 120, HEADER), text, HINT)
