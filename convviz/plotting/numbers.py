"""How numbers are written: a real minus, narrow thousands, exact zeros unlike rounded ones."""

from __future__ import annotations

import math

import numpy as np

MINUS = "−"
NARROW_SPACE = "\u202f"
NOT_A_NUMBER = "NaN"
INFINITY = "∞"
_LARGEST_FIXED = 1e6  # from here on a power of ten is shorter, and easier to read
_FIGURES = 9  # more than a float32 holds
_FINE = 4  # decimals from which on a number is meant to show what is small
_LONGEST_POSITIONAL = 14  # characters; smaller numbers are written with a power of ten
_LARGEST_FLOAT32 = float(np.finfo(np.float32).max)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_value(x: float, digits: int = 3, *, sign: bool = False) -> str:
    """Return `x` with `digits` decimals, or with a power of ten if it is too large.

    An exact zero is ``0``, one that rounding makes is ``0.000``. With four decimals or
    more nothing is rounded to zero: what would keep fewer than two figures is written
    with a power of ten, and so is everything from a million on: ``−1.7×10¹⁹``.

    Parameters
    ----------
    x : float
        May be anything, also NaN and infinite.
    digits : int, default=3
        Decimals, at least 0.
    sign : bool, default=False
        Whether a positive number gets its plus.
    """
    x = float(x)
    if not math.isfinite(x):
        return _not_finite(x, sign=sign)
    if x == 0:
        return "0"
    size = abs(x)
    if size >= _LARGEST_FIXED or (digits >= _FINE and size < 10.0 ** (1 - digits)):
        return format_exponent(x, 1 if digits <= _FINE else 2, sign=sign)
    decimals = min(digits, _FIGURES - len(str(int(size))))
    text = f"{size:,.{decimals}f}".replace(",", NARROW_SPACE)
    return _sign(x, text, plus=sign) + text


def format_short(x: float) -> str:
    """Return `x` in the two figures that a narrow cell has room for: ``−.12``, ``1.2``, ``12``.

    Two decimals without the zero before the point, one from 1 on, none from 10 on.
    """
    text = format_value(x, 2)
    if text.removeprefix(MINUS).startswith("0."):
        return text.replace("0.", ".", 1)
    return format_value(x, 1 if abs(x) < 9.95 else 0)


def format_count(n: int) -> str:
    """Return a whole number with narrow thousands: ``1 875``."""
    return f"{n:,}".replace(",", NARROW_SPACE).replace("-", MINUS)


def format_exponent(x: float, digits: int = 1, *, sign: bool = True) -> str:
    """Return `x` as ``+3.0×10⁻⁷``; an exact zero is ``0``."""
    x = float(x)
    if not math.isfinite(x):
        return _not_finite(x, sign=sign)
    if x == 0:
        return "0"
    text = _power_of_ten(f"{abs(x):.{digits}e}")
    return _sign(x, text, plus=sign) + text


def format_limit(x: float, *, sign: bool = False) -> str:
    """Return the end of a scale: three digits or so, whatever its size.

    Two decimals, one from 10 on, none from 1 000 on, three below 0.1, and a power of
    ten below 0.001 and from a million on.
    """
    size = abs(float(x))
    if 0 < size < 0.001:
        return format_exponent(x, 1, sign=sign)
    digits = 3 if size < 0.1 else 2 if size < 10 else 1 if size < 1000 else 0
    return format_value(x, digits, sign=sign)


def format_exact(x: float) -> str:
    """Return `x` with as many digits as tell one float32 from every other.

    What is too large for a float32 is written as a float64.
    """
    x = float(x)
    if not math.isfinite(x):
        return _not_finite(x, sign=False)
    size = abs(x) if abs(x) > _LARGEST_FLOAT32 else np.float32(abs(x))
    text = np.format_float_positional(size, trim="-", unique=True)
    if len(text) > _LONGEST_POSITIONAL:
        text = _power_of_ten(np.format_float_scientific(size, trim="-"))
    return MINUS + text if x < 0 else text


def format_percent(fraction: float, digits: int = 1) -> str:
    """Return a fraction of one as per cent: ``88.3 %``."""
    return f"{format_value(100 * fraction, digits)}{NARROW_SPACE}%"


def ulp(x: float) -> float:
    """Return the distance from `x` to the next larger float32 in size."""
    with np.errstate(over="ignore", invalid="ignore"):
        return abs(float(np.spacing(np.float32(x))))


def _power_of_ten(text: str) -> str:
    """Write ``3.0e-07`` as ``3.0×10⁻⁷``."""
    mantissa, exponent = text.split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def _sign(x: float, text: str, *, plus: bool) -> str:
    if not any(digit in text for digit in "123456789"):
        return ""  # what rounds to zero has no sign worth showing
    if x < 0:
        return MINUS
    return "+" if plus else ""


def _not_finite(x: float, *, sign: bool) -> str:
    if math.isnan(x):
        return NOT_A_NUMBER
    if x < 0:
        return MINUS + INFINITY
    return "+" + INFINITY if sign else INFINITY
