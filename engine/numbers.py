"""What counts as a number where a person, or a file, has chosen it."""

from __future__ import annotations

import math
from numbers import Real

from engine.errors import SettingError


def is_number(value: object) -> bool:
    """Return whether a value is a finite number, and no truth value."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 300 digits
        return False


def require_positive(owner: str, name: str, value: float) -> float:
    """Check that a number is above 0, and finite."""
    if not is_number(value) or not value > 0:
        raise SettingError(owner, f"{name} must be a number above 0", value)
    return float(value)


def require_strength(owner: str, name: str, value: float) -> float:
    """Check that the strength of a penalty is at least 0, and finite."""
    if not is_number(value) or not value >= 0:
        raise SettingError(owner, f"{name} must be a number of at least 0", value)
    return float(value)
