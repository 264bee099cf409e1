"""What cloth looks like: stripes, checks, prints, knit, folds.

Every pattern is a field of differences around 0, about −0.5 to 0.5, to be added to a grey.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.data.garments.pencil import SIDE, Dice, Field, X, Y

Pattern = Callable[[Dice], Field]


def plain(dice: Dice) -> Field:
    """No pattern."""
    return np.zeros((dice.n, SIDE, SIDE), dtype=np.float32)


def stripes(dice: Dice) -> Field:
    """Even horizontal stripes."""
    return _wave(dice, Y) * dice.between(0.12, 0.5) + np.zeros_like(X)


def pinstripes(dice: Dice) -> Field:
    """Thin vertical stripes."""
    return _wave(dice, X) * dice.between(0.08, 0.3) + np.zeros_like(Y)


def checks(dice: Dice) -> Field:
    """Checks: stripes both ways."""
    strength = dice.between(0.1, 0.3)
    return (_wave(dice, X) + _wave(dice, Y)) * strength


def print_(dice: Dice) -> Field:
    """Blots of two greys: flowers, camouflage, leopards."""
    noise = _noise(dice)
    smooth = noise + 0.6 * (np.roll(noise, 1, 1) + np.roll(noise, 1, 2))
    return np.tanh(3 * smooth) * dice.between(0.1, 0.45)


def heather(dice: Dice) -> Field:
    """Grain."""
    return _noise(dice) * dice.between(0.03, 0.12)


def knit(dice: Dice) -> Field:
    """Fine ribs with grain."""
    ribs = np.sin(np.float32(np.pi) * X * dice.between(0.75, 1.0))
    return ribs * dice.between(0.03, 0.1) + _noise(dice) * 0.04


def blocks(dice: Dice) -> Field:
    """One tone above, another below."""
    edge = dice.between(6, 20)
    return np.sign(Y - edge) * dice.between(-0.25, 0.25) + np.zeros_like(X)


def fade(dice: Dice) -> Field:
    """A tone that runs from top to bottom."""
    return (Y / SIDE - 0.5) * dice.between(-0.5, 0.5) + np.zeros_like(X)


def folds(dice: Dice) -> Field:
    """Soft, mostly vertical waves of light."""
    slope = dice.between(-0.25, 0.25)
    phase = dice.between(0, 2 * np.pi) + slope * Y
    wave = np.sin(dice.between(0.35, 1.1) * X + phase)
    return wave * bend_light(dice)


def bend_light(dice: Dice) -> Field:
    """How strong the folds are, growing towards the hem."""
    return dice.between(0, 0.06) + dice.between(0, 0.08) * (Y / SIDE)


def _wave(dice: Dice, s: Field) -> Field:
    """A square-ish wave along `s`, in [−1, 1]."""
    period = dice.between(2.2, 8)
    phase = dice.between(0, 2 * np.pi)
    offset = dice.between(-0.7, 0.7)
    return np.clip(3 * (np.sin(2 * np.pi * s / period + phase) + offset), -1, 1).astype(
        np.float32
    )


def _noise(dice: Dice) -> Field:
    """Independent normal numbers by pixel."""
    return dice.rng.standard_normal((dice.n, SIDE, SIDE), dtype=np.float32)


def pattern(dice: Dice, weights: dict[Pattern, float]) -> Field:
    """Give each picture one of the patterns, chosen with these weights."""
    patterns = list(weights)
    kinds = dice.kind(list(weights.values())).ravel()
    field = np.empty((dice.n, SIDE, SIDE), dtype=np.float32)
    for k, draw in enumerate(patterns):
        members = np.flatnonzero(kinds == k)
        field[members] = draw(Dice(dice.rng, len(members)))
    return field
