"""Schedules that are one curve, without options."""

from __future__ import annotations

import math


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
