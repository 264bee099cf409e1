"""Losses: one per file, and the penalty that may be added to any of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.losses.base import Loss
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.l2 import L2
from engine.losses.mean_squared_error import MeanSquaredError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOSSES: Mapping[str, type[Loss]] = MappingProxyType(
    {loss.name: loss for loss in (CrossEntropy, MeanSquaredError)}
)
"""The losses by the names that presets call them by."""

__all__ = ["L2", "LOSSES", "CrossEntropy", "Loss", "MeanSquaredError"]
