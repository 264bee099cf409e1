"""Vertical axes: where a value stands, which range is shown, which values are written.

Ranges are snapped outwards to round places, so that an axis moves seldom while a curve
grows. A few extreme measurements may lie outside; triangles at the edge tell of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from convviz.plotting.numbers import (
    format_exponent,
    format_percent,
    format_value,
)

if TYPE_CHECKING:
    from convviz.plotting.series import Floats

_LAST_DECADE = 307
"""The last powers of ten of which three times as much is a number, too."""

_LARGEST, _SMALLEST, _FINEST = 1e300, 1e-300, 1e-9
"""What an axis reaches, which distance it shows, and which one by the size of its ends."""


class ValueAxis(Protocol):
    """One kind of vertical axis."""

    def place(self, y: Floats) -> Floats:
        """Return where values stand; -inf for what is below every axis of this kind."""

    def range(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends, as places, of an axis that shows the places low...high."""

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """Return place and text of at most `most` values to be written."""

    def text(self, y: float) -> str:
        """Return a value as it is written beside the curve."""


@dataclass(frozen=True, slots=True)
class LogAxis:
    """Powers of ten are equally far apart; for losses."""

    def place(self, y: Floats) -> Floats:
        """Return log10(y), -inf where y <= 0, NaN where y is NaN."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log10(np.maximum(y, 0))

    def range(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends, snapped to quarters of a decade, at least half a decade apart."""
        low, high = math.floor(4 * low) / 4, math.ceil(4 * high) / 4
        return (low, high) if high - low >= 0.5 else (low - 0.25, high + 0.25)

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """Return 1, 3, 10, 30, ... or only powers of ten, or every n-th of them."""
        first, last = max(-_LAST_DECADE, math.floor(low)), min(_LAST_DECADE, math.ceil(high))
        decades = range(first, last + 1)
        # "3×10⁻⁷" has no room beside a curve, "10⁻⁷" has.
        values = [m * 10.0**e for e in decades for m in (1, 3) if m == 1 or -3 <= e < 4]
        places = [v for v in values if low <= math.log10(v) <= high]
        if len(places) > most:
            places = [10.0**e for e in decades if low <= e <= high]
        places = places[:: max(1, math.ceil(len(places) / max(1, most)))]
        return [(math.log10(v), _short(v)) for v in places]

    def text(self, y: float) -> str:
        """Return a loss with four decimals; very small and very large ones as powers of ten."""
        is_usual = not math.isfinite(y) or y <= 0 or 0.001 <= y < 100_000
        return format_value(y, 4) if is_usual else format_exponent(y, 2, sign=False)


@dataclass(frozen=True, slots=True)
class PercentAxis:
    """Fractions of one, written as per cent; for accuracies."""

    def place(self, y: Floats) -> Floats:
        """Return y."""
        return y

    def range(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends, snapped to tenths, within [0, 1]."""
        low, high = (min(1.0, max(0.0, end)) for end in (low, high))
        low, high = math.floor(10 * low + 1e-9) / 10, math.ceil(10 * high - 1e-9) / 10
        return (low, high) if high > low else (max(0.0, high - 0.1), max(0.1, high))

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """Return round percentages."""
        return [(v, format_percent(v, 0)) for v in _round(low, high, most)]

    def text(self, y: float) -> str:
        """Return an accuracy with four decimals, as a fraction of one."""
        return format_value(y, 4)


@dataclass(frozen=True, slots=True)
class LinearAxis:
    """Any numbers."""

    def place(self, y: Floats) -> Floats:
        """Return y."""
        return y

    def range(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends, snapped to round numbers."""
        low, high = (min(_LARGEST, max(-_LARGEST, end)) for end in (low, high))
        size = max(abs(low), abs(high))
        if high - low <= _FINEST * size or high - low <= _SMALLEST:
            half = max(0.5, _FINEST * size)
            low, high = low - half, high + half
        step = _round_step((high - low) / 8)
        return math.floor(low / step) * step, math.ceil(high / step) * step

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """Return round numbers."""
        values = _round(low, high, most)
        digits = _decimals(values[1] - values[0]) if len(values) > 1 else 2
        return [(v, format_value(v, digits)) for v in values]

    def text(self, y: float) -> str:
        """Return a number with four decimals."""
        return format_value(y, 4)


def _short(v: float) -> str:
    if not 0.001 <= v < 10_000:
        return format_exponent(v, 0, sign=False).removeprefix("1×")
    return format_value(v, max(0, -math.floor(math.log10(v))) if v < 1 else 1 if v < 10 else 0)


def _round(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` equally distant round numbers in [low, high]."""
    step = _round_step((high - low) / max(1, most))
    values = _multiples(low, high, step)
    while len(values) > most:
        step = _round_step(step * 1.01)
        values = _multiples(low, high, step)
    return values


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = 12 - math.floor(math.log10(step))
    return [round(i * step, digits) for i in range(first, last + 1)]


def _round_step(least: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))
