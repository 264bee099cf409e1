"""How the learning rate changes in the course of training.

A schedule is a function of the progress, from 0 at the first batch towards 1 behind the
last one, and gives the factor by which the learning rate is multiplied. It depends on
nothing else, so a moment can be recomputed, and the learning rate itself stays free to be
changed at any time. Two schedules made alike are equal, and can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.errors import SettingError
from engine.numbers import require_share
from engine.schedules.curves import constant, cosine, linear
from engine.schedules.step import Step
from engine.schedules.warm_up import WarmUp

if TYPE_CHECKING:
    from collections.abc import Mapping

Schedule = Callable[[float], float]
"""From the progress, in [0, 1), to a factor, in (0, 1]."""

SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {"constant": constant, "linear": linear, "cosine": cosine, "step": Step()}
)
"""The schedules by the names that presets call them by, with their options at the defaults."""


def make_schedule(name: str, *, warm_up: float = 0.0, **options: Any) -> Schedule:
    """Return the schedule called `name`.

    Parameters
    ----------
    name : str
        One of `SCHEDULES`.
    warm_up : float, default=0
        Share of the training, in [0, 1), in which the factor rises before.
    **options
        For "step": `milestones` and `gamma`. The others have none.

    Raises
    ------
    SettingError
        If there is none of that name, it has no such option, or a value breaks its rule.
    """
    if name not in SCHEDULES:
        raise SettingError("schedule", f"name must be one of {', '.join(SCHEDULES)}", name)
    share, plain = require_share("schedule", "warm_up", warm_up), SCHEDULES[name]
    schedule = _with_options(name, plain, options) if options else plain
    return WarmUp(share, schedule) if share else schedule


def _with_options(name: str, plain: Any, options: Mapping[str, Any]) -> Schedule:
    known = tuple(field.name for field in fields(plain)) if is_dataclass(plain) else ()
    for option in options:
        if option not in known:
            rule = f"options must be among {', '.join(known)}" if known else "takes no options"
            raise SettingError(name, rule, option)
    schedule: Schedule = type(plain)(**options)
    return schedule


__all__ = [
    "SCHEDULES",
    "Schedule",
    "Step",
    "WarmUp",
    "constant",
    "cosine",
    "linear",
    "make_schedule",
]
