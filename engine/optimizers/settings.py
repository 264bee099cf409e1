"""Rules for the settings of optimizers."""

from __future__ import annotations

from typing import Final

from engine.errors import SettingError
from engine.numbers import is_number, require_positive

_SMALLEST_EPS: Final = 1e-38
"""Below it, eps would be 0 in float32, and a gradient of 0 would be divided by 0."""


def require_learning_rate(owner: str, value: float) -> float:
    """Check that a learning rate is above 0, and finite."""
    return require_positive(owner, "learning rate", value)


def require_decay(owner: str, name: str, value: float) -> float:
    """Check that a decay is in [0, 1)."""
    if not is_number(value) or not 0 <= value < 1:
        raise SettingError(owner, f"{name} must be in [0, 1)", value)
    return float(value)


def require_eps(owner: str, value: float) -> float:
    """Check that what keeps a denominator from 0 does so in float32 too."""
    if not is_number(value) or not _SMALLEST_EPS <= value <= 1:
        raise SettingError(owner, f"eps must be in [{_SMALLEST_EPS:g}, 1]", value)
    return float(value)
