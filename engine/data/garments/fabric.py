"""What cloth looks like: stripes, checks, prints, knit, folds.

Every pattern is a field of differences around 0 that are to be added to a grey.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import tau
from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments.pencil import SIDE, Field, X, Y, ease

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice

Pattern = Callable[["Dice"], Field]

Choice = Mapping[Pattern, float]
"""Patterns, with how often each is chosen."""


def woven(dice: Dice, choice: Choice) -> Field:
    """Return cloth for each picture, of a pattern chosen by chance."""
    kinds = dice.kind(*choice.values()).ravel()
    cloth = np.empty((dice.n, SIDE, SIDE), dtype=np.float32)
    for k, pattern in enumerate(choice):
        members = np.flatnonzero(kinds == k)
        cloth[members] = pattern(dice.among(members))
    return cloth


def plain(dice: Dice) -> Field:
    """Weave plain cloth."""
    return np.zeros((dice.n, 1, 1), dtype=np.float32)


def heather(dice: Dice) -> Field:
    """Weave cloth with a grain."""
    return dice.grain() * dice.between(0.015, 0.06)


def knit(dice: Dice) -> Field:
    """Knit fine upright ribs."""
    ribs = np.sin(X * tau / dice.between(2, 3.2) + dice.between(0, tau))
    return ribs * dice.between(0.02, 0.1) + dice.grain() * dice.between(0.01, 0.06)


def stripes(dice: Dice) -> Field:
    """Weave stripes across, on all of the cloth or on a band of it."""
    start = np.where(dice.chance(0.5), np.float32(-9), dice.between(3, 14))
    end = np.where(dice.chance(0.6), np.float32(99), start + dice.between(5, 14))
    band = (start < Y) & (end > Y)
    return _wave(dice, Y) * dice.between(0.08, 0.4) * band


def pinstripes(dice: Dice) -> Field:
    """Weave upright stripes."""
    return _wave(dice, X) * dice.between(0.05, 0.25)


def checks(dice: Dice) -> Field:
    """Weave stripes both ways."""
    return (_wave(dice, X) + _wave(dice, Y)) * dice.between(0.07, 0.25)


def blots(dice: Dice) -> Field:
    """Print blots of two greys: flowers, camouflage, spots."""
    noise = dice.grain()
    for axis in (1, 2):
        noise = noise + np.roll(noise, 1, axis) + 0.5 * np.roll(noise, 2, axis)
    return np.tanh(noise + dice.between(-1.5, 1.5)) * dice.between(0.08, 0.35)


def blocks(dice: Dice) -> Field:
    """Sew one tone above and another below."""
    return np.sign(Y - dice.between(6, 20)) * dice.between(-0.25, 0.25)


def fade(dice: Dice) -> Field:
    """Dye the cloth from one tone at the top to another at the hem."""
    return (ease(Y, 0, SIDE) - 0.5) * dice.between(-0.4, 0.4)


def folds(dice: Dice) -> Field:
    """Let the cloth fall in soft, mostly upright waves that grow towards the hem."""
    phase = dice.between(0, tau) + dice.between(-0.25, 0.25) * Y
    wave = np.sin(dice.between(0.35, 1.1) * X + phase)
    return np.asarray(wave * (dice.between(0, 0.03) + dice.between(0, 0.06) * (Y / SIDE)))


def _wave(dice: Dice, s: Field) -> Field:
    """Return a nearly square wave along `s`, in [−1, 1]."""
    phase = s * (tau / dice.between(2.2, 8)) + dice.between(0, tau)
    return np.clip(3 * (np.sin(phase) + dice.between(-0.8, 0.8)), -1, 1)
