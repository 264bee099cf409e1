"""How the numbers of sums are written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convviz.plotting import format_exponent, format_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.inspection import Reconciliation

_FIGURES = 8
_MOST_ULPS = 1000
_LEAST_SHORT = 0.005
ULP_TIP = (
    "ulp: the gap between the stored number and the next float32. Where large terms cancel, "
    "the gap is no measure: then the limit is what rounding the terms can add up to."
)


def largest_size(values: Iterable[float]) -> float:
    """Return the largest of the sizes of finite numbers, 0 if there is none."""
    return max((abs(value) for value in values if math.isfinite(value)), default=0.0)


def ledger_digits(values: Iterable[float]) -> int:
    """Return with how many decimals a column is written: 7, fewer before 10 and so on.

    Eight figures are more than a float32 holds. A column with a number that takes a power
    of ten has its smaller numbers in full.
    """
    largest = largest_size(values)
    if largest >= 10 ** (_FIGURES - 2):
        return _FIGURES - 1
    whole = int(math.log10(largest)) if largest >= 1 else 0
    return max(1, _FIGURES - 1 - whole)


def signed(x: float, digits: int = 7) -> str:
    """Return ``+2.1398866``."""
    return format_value(x, digits, sign=True)


def short(x: float) -> str:
    """Return ``0.1234``, and ``1.2×10⁻⁵`` where four decimals would say little."""
    if x == 0 or not math.isfinite(x) or abs(x) >= _LEAST_SHORT:
        return format_value(x, 4)
    return format_exponent(x, 1, sign=False)


def ulps_text(result: Reconciliation) -> str:
    """Return how large a difference is: "✓ 1.3 ulp of float32".

    A result near 0 has tiny gaps: its difference is compared with what rounding its terms
    can add up to.
    """
    if not math.isfinite(result.difference):
        return "not a finite number"
    if result.difference == 0:
        return "✓ exactly"
    if result.ulps > _MOST_ULPS:
        if result.agrees:
            return f"rounding ≤ {format_exponent(result.tolerance, sign=False)}"
        return "✗ more than rounding explains"
    size = f"{format_value(result.ulps, 1)} ulp"
    return f"✓ {size} of float32" if result.agrees else f"✗ {size}: not by rounding"


def difference_text(result: Reconciliation) -> str:
    """Return ``+3.0×10⁻⁷``."""
    return format_exponent(result.difference)
