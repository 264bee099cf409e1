"""Numbers, tables and bars of characters for a terminal of 80 columns, or a pipe."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.arrays import Array
    from engine.inspection import Reconciliation

WIDTH = 80
LONGEST_BAR = 10
SHORTEST_BAR = 3
GAP = "  "


@dataclass(frozen=True, slots=True)
class Look:
    """How an explanation is written.

    Attributes
    ----------
    digits : int
        Significant ones of the numbers in tables.
    most : int or None
        How many contributions to a dense sum, or channels of a convolution, are written
        out, the largest first; None for the usual.
    classes : tuple of str
    divisor : int
        The stored number that means white.
    """

    digits: int
    most: int | None
    classes: tuple[str, ...]
    divisor: int

    def stored(self, result: Reconciliation) -> Iterator[str]:
        """Yield the stored value, and its difference from the one computed anew."""
        if not math.isnan(result.single):
            yield f"in float32 {exact(result.single)}, the same terms added up"
        yield f"stored     {exact(result.stored)}"
        verdict = "exactly the same"
        if math.isnan(result.difference):
            verdict = "not all of these are numbers"
        elif result.difference != 0:
            cause = "explained" if result.agrees else "not explained"
            verdict = f"{cause} by rounding to float32 (up to {number(result.tolerance, 2)})"
        yield f"difference {number(result.difference, self.digits)}, {verdict}"


def number(x: float, digits: int, *, sign: bool = False) -> str:
    """Return `x` with so many significant digits: ``−0.03125``, ``1.5e−7``, ``0``."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == 0:
        return "0"
    mantissa, _, exponent = f"{x:{'+' if sign else ''}.{digits}g}".partition("e")
    return (mantissa + (f"e{int(exponent)}" if exponent else "")).replace("-", "−")


def exact(x: float) -> str:
    """Return `x` with as many digits as tell one float32 from every other, and one more."""
    return number(x, 10)


def derivative(layer: str, index: Sequence[int]) -> str:
    """Return ``dL/dconv2[4, 12, 8]``."""
    return f"dL/d{layer}[{', '.join(map(str, index))}]"


def indented(text: str) -> list[str]:
    """Return an equation on lines of its own."""
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="      ")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a head and rows: the first column to the left, the others by decimal points."""
    first, *others = zip(*rows, strict=True)
    rows = list(zip(first, *map(_aligned, others), strict=True))
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    for row in (heads, *rows):
        cells = [
            f"{cell:{'<' if i == 0 else '>'}{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield GAP.join(cells).rstrip()


def grid(
    title: str, cells: Sequence[Sequence[str]], rows: Sequence[int], columns: Sequence[int]
) -> list[str]:
    """Return a matrix under its title, with the numbers of its rows and columns."""
    texts = [["", *map(_place, columns)]]
    texts += [[_place(row), *line] for row, line in zip(rows, cells, strict=True)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = [
        " ".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True))
        for line in texts
    ]
    left = widths[0]
    framed = [f"{line[:left]} |{line[left:]}" if i else f"{line[:left]}  {line[left:]}"
              for i, line in enumerate(lines)]  # fmt: skip
    return [title, *framed]


def grids(
    title: str, cells: Sequence[Sequence[str]], rows: Sequence[int], columns: Sequence[int]
) -> list[list[str]]:
    """Return a matrix as one block, or as several next to each other if it is too wide."""
    block, half = grid(title, cells, rows, columns), len(columns) // 2
    if _width(block) <= WIDTH or half == 0:
        return [block]
    left, right = [line[:half] for line in cells], [line[half:] for line in cells]
    return [
        *grids(title, left, rows, columns[:half]),
        *grids(f"{title}, on the right", right, rows, columns[half:]),
    ]


def numbers(cells: Array, digits: int) -> list[list[str]]:
    """Return a matrix of numbers as texts."""
    return [[number(float(x), digits) for x in row] for row in cells]


def beside(blocks: Sequence[list[str]]) -> Iterator[str]:
    """Yield blocks of lines next to each other, as many as there is room for."""
    shelf: list[list[str]] = []
    for block in blocks:
        if shelf and sum(_width(b) + 3 for b in shelf) + _width(block) > WIDTH:
            yield from _joined(shelf)
            shelf = []
        shelf.append(block)
    yield from _joined(shelf)


def with_bars(
    heads: Sequence[str], rows: Sequence[Sequence[str]], values: Sequence[float]
) -> Iterator[str]:
    """Yield a table with a signed bar for the value of each row."""
    head, *lines = table(heads, rows)
    width = max(map(len, (head, *lines)))
    room = (WIDTH - width - len(GAP) - 1) // 2
    half = min(LONGEST_BAR, max(SHORTEST_BAR, room))
    longest = max((abs(x) for x in values if math.isfinite(x)), default=0.0)
    yield head
    for line, x in zip(lines, values, strict=True):
        yield f"{line:{width}}{GAP}{bar(x, longest, half)}"


def bar(x: float, longest: float, half: int) -> str:
    """Return a signed bar: ``-----|`` to the left, ``|+++`` to the right of the middle."""
    share = abs(x) / longest if longest > 0 else 0.0
    length = min(half, round(share * half)) if math.isfinite(share) else 0
    left, right = ("-" * length, "") if x < 0 else ("", "+" * length)
    return f"{left:>{half}}|{right}"


def _place(i: int) -> str:
    return str(i).replace("-", "−")


def _aligned(column: Sequence[str]) -> list[str]:
    """Return texts with room to the right of each, so that decimal points meet."""
    tails = [len(text) - len(text.partition(".")[0]) for text in column]
    room = max(tails)
    return [text + " " * (room - tail) for text, tail in zip(column, tails, strict=True)]


def _width(block: Sequence[str]) -> int:
    return max(map(len, block))


def _joined(shelf: Sequence[Sequence[str]]) -> Iterator[str]:
    height = max((len(block) for block in shelf), default=0)
    for i in range(height):
        cells = [f"{block[i] if i < len(block) else '':{_width(block)}}" for block in shelf]
        yield "   ".join(cells).rstrip()
