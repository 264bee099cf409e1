"""Settings of layers that have a fraction."""

from __future__ import annotations

import math

from engine.errors import SettingError


def share(owner: str, name: str, value: object) -> float:
    """Check that a setting is a number in [0, 1)."""
    number = _number(value)
    if not 0 <= number < 1:
        raise SettingError(owner, f"{name} must be a number in [0, 1)", value)
    return number


def small(owner: str, name: str, value: object) -> float:
    """Check that a setting is a number above 0 and at most 1, no matter in which precision."""
    number = _number(value)
    if not 1e-30 <= number <= 1:
        raise SettingError(owner, f"{name} must be a number from 1e-30 to 1", value)
    return number


def _number(value: object) -> float:
    """Return a number as it is, and NaN for whatever else it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return math.nan
