"""Rules for the settings that optimizers have in common."""

from __future__ import annotations

from typing import Final

from engine.numbers import require_positive, require_within

_SMALLEST_EPS: Final = 1e-38
"""Below it, eps would be 0 in float32, and a gradient of 0 would be divided by 0."""


def require_learning_rate(owner: str, value: float) -> float:
    """Check that a learning rate is above 0, and finite."""
    return require_positive(owner, "learning rate", value)


def require_eps(owner: str, value: float) -> float:
    """Check that what keeps a denominator from 0 does so in float32 too."""
    return require_within(owner, "eps", value, _SMALLEST_EPS, 1)
