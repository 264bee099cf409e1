"""Settings of layers that have a fraction."""

from __future__ import annotations

from engine.errors import SettingError
from engine.numbers import is_number


def share(owner: str, name: str, value: float) -> float:
    """Check that a setting is a number in [0, 1)."""
    if not is_number(value) or not 0 <= value < 1:
        raise SettingError(owner, f"{name} must be a number in [0, 1)", value)
    return float(value)


def small(owner: str, name: str, value: float) -> float:
    """Check that a setting is a number above 0, in whatever precision, and at most 1."""
    if not is_number(value) or not 1e-30 <= value <= 1:
        raise SettingError(owner, f"{name} must be a number from 1e-30 to 1", value)
    return float(value)
