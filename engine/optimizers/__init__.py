"""Optimizers: one per file, in the letters of the paper it comes from."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.errors import SettingError
from engine.optimizers.adam import Adam
from engine.optimizers.base import Optimizer, require_learning_rate
from engine.optimizers.momentum import Momentum
from engine.optimizers.sgd import SGD

if TYPE_CHECKING:
    from collections.abc import Mapping

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType(
    {optimizer.name: optimizer for optimizer in (Adam, Momentum, SGD)}
)
"""The optimizers by the names that presets call them by."""


def optimizer_names() -> tuple[str, ...]:
    """Return the names of the optimizers."""
    return tuple(OPTIMIZERS)


def make_optimizer(name: str, learning_rate: float) -> Optimizer:
    """Return the optimizer called `name`, with its other settings at their defaults.

    Raises
    ------
    SettingError
        If there is none of that name, or the learning rate is not above 0.
    """
    if name not in OPTIMIZERS:
        raise SettingError("optimizer", f"name must be one of {', '.join(OPTIMIZERS)}", name)
    make: Any = OPTIMIZERS[name]
    optimizer: Optimizer = make(learning_rate)
    return optimizer


__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adam",
    "Momentum",
    "Optimizer",
    "make_optimizer",
    "optimizer_names",
    "require_learning_rate",
]
