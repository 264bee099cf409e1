"""How the learning rate changes in the course of training.

A schedule is a function of the progress, from 0 at the first batch towards 1 behind the
last one, and gives the factor by which the learning rate is multiplied. It depends on
nothing else, so a moment can be recomputed, and the learning rate itself stays free to be
changed at any time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Schedule = Callable[[float], float]
"""From the progress, in [0, 1), to a factor, in (0, 1]."""


def constant(_: float) -> float:
    """Return 1 all the time."""
    return 1.0


def linear(progress: float) -> float:
    """Return 1 at the beginning and ever less, towards 0 at the end."""
    return 1.0 - progress


def cosine(progress: float) -> float:
    """Return 1 for a while, then less, then close to 0 for a while.

    I. Loshchilov and F. Hutter, "SGDR", ICLR 2017, https://arxiv.org/abs/1608.03983,
    equation 5 without restarts.
    """
    return 0.5 * (1.0 + math.cos(math.pi * progress))


SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {"constant": constant, "linear": linear, "cosine": cosine}
)
"""The schedules by the names that presets call them by."""
