"""Optimizers: one per file, in the letters of the paper it comes from."""

from __future__ import annotations

import inspect
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.errors import SettingError
from engine.optimizers.adam import Adam
from engine.optimizers.adamw import AdamW
from engine.optimizers.base import Optimizer
from engine.optimizers.clipping import clip_norm, clip_value
from engine.optimizers.line import StepLine
from engine.optimizers.momentum import Momentum
from engine.optimizers.nesterov import Nesterov
from engine.optimizers.rmsprop import RMSProp
from engine.optimizers.settings import require_learning_rate
from engine.optimizers.sgd import SGD

if TYPE_CHECKING:
    from collections.abc import Mapping

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType(
    {optimizer.name: optimizer for optimizer in (Adam, AdamW, Momentum, Nesterov, RMSProp, SGD)}
)
"""The optimizers by the names that presets call them by."""


def optimizer_names() -> tuple[str, ...]:
    """Return the names of the optimizers."""
    return tuple(OPTIMIZERS)


def make_optimizer(name: str, learning_rate: float, **options: Any) -> Optimizer:
    """Return the optimizer called `name`.

    Parameters
    ----------
    name : str
        One of `optimizer_names()`.
    learning_rate : float
        More than 0.
    **options : float
        Its other settings, by the names that its class has for them; those that are not
        given have their defaults.

    Raises
    ------
    SettingError
        If there is none of that name, it has no such option, or a value breaks its rule.
    """
    if name not in OPTIMIZERS:
        raise SettingError("optimizer", f"name must be one of {', '.join(OPTIMIZERS)}", name)
    make: Any = OPTIMIZERS[name]
    _, *known = inspect.signature(make).parameters  # the first is the learning rate
    for option in options:
        if option not in known:
            rule = f"options must be among {', '.join(known)}" if known else "takes no options"
            raise SettingError(name, rule, option)
    optimizer: Optimizer = make(learning_rate, **options)
    return optimizer


__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSProp",
    "StepLine",
    "clip_norm",
    "clip_value",
    "make_optimizer",
    "optimizer_names",
    "require_learning_rate",
]
