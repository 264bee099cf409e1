"""Which numbers fit into cells, and how they are written there.

They lose decimals down to two. Where that is not enough they lose the zero before the
point, as in ``−.12``, and then the type gets smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtGui import QFontMetricsF

from convviz.plotting.numbers import format_exponent, format_short, format_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PyQt6.QtCore import QSizeF

    from convviz.theming import Theme
    from engine.arrays import Array

NUMBERS_FROM_PX = 18
_PX = 10
_SMALLER_PX = (10, 9, 8)
_SHORT_DIGITS = 2
_FIGURES_TO_ZERO = str.maketrans("123456789", "0" * 9)
_MARGIN = 1  # left and right of a number


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a matrix as they fit into its cells; `texts` is empty if none fit.

    Attributes
    ----------
    texts : tuple of tuples of str
        Row by row.
    px : int
        Size of the type.
    """

    texts: tuple[tuple[str, ...], ...] = ()
    px: int = _PX


def fitting_numbers(
    x: Array, cell: QSizeF, digits: int, theme: Theme, least: int = 1, limit: float = 1.0
) -> Numbers:
    """Return the numbers of `x`, with as many of `digits` decimals as fit into a cell.

    There are none if not even `least` decimals fit. Where even `limit`, the end of the
    scale, would be nearly rounded away, all numbers get a power of ten.
    """
    if min(cell.width(), cell.height()) < NUMBERS_FROM_PX:
        return Numbers()
    values = x.tolist()
    for px, write in _ways(digits, least, limit):
        texts = tuple(tuple(write(value) for value in row) for row in values)
        if _widest(texts, QFontMetricsF(theme.numbers(px))) <= cell.width() - 2 * _MARGIN:
            return Numbers(texts, px)
    return Numbers()


def _widest(texts: tuple[tuple[str, ...], ...], metrics: QFontMetricsF) -> float:
    """Return the width of the widest text; all figures are as wide as a zero."""
    shapes = {text.translate(_FIGURES_TO_ZERO) for row in texts for text in row}
    return max(map(metrics.horizontalAdvance, shapes), default=0)


def _ways(
    digits: int, least: int, limit: float
) -> Iterator[tuple[int, Callable[[float], str]]]:
    """Yield sizes of type and ways of writing, the widest first."""
    has_short = least <= _SHORT_DIGITS <= digits and not _is_tiny(limit, _SHORT_DIGITS)
    fewest = _SHORT_DIGITS if has_short else min(digits, least)
    for fewer in range(digits, fewest - 1, -1):
        yield _PX, _writer(fewer, tiny=_is_tiny(limit, fewer))
    if has_short:
        for px in _SMALLER_PX:
            yield px, format_short


def _is_tiny(limit: float, digits: int) -> bool:
    return 0 < limit < 2 * 10.0**-digits


def _writer(digits: int, *, tiny: bool) -> Callable[[float], str]:
    if tiny:
        return lambda value: format_exponent(value, 1, sign=False)
    return lambda value: format_value(value, digits)
