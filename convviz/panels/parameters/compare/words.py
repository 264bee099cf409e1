"""How the page writes the numbers of a comparison."""

from __future__ import annotations

import math

from convviz.plotting import format_count, format_exponent, format_percent, format_value


def number(x: float) -> str:
    """Write a number of the table: four decimals, or a power of ten; – where there is none."""
    if math.isnan(x):
        return "–"
    if x != 0 and math.isfinite(x) and not 1e-4 <= abs(x) < 1e5:
        return format_exponent(x, 2, sign=False)
    return format_value(x, 4)


def share(x: float) -> str:
    """Write a part of a whole: per cent, or ∞."""
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "∞"
    if 0 < x < 0.001:
        return "<0.1\u202f%"
    return format_percent(x) if x < 10 else f"{format_count(round(100 * x))}\u202f%"
