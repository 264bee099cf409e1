"""Sneakers, with the toe to the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import X, Y, across, down, ease, line, share, stroke

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Field, Number

_CLOTHS: fabric.Choice = {
    fabric.plain: 3,
    fabric.heather: 4,
    fabric.blots: 1,
    fabric.fade: 1,
}


def draw_sneakers(dice: Dice) -> Canvas:
    """Draw sneakers: low, laced, striped at the side, the sole of another tone."""
    canvas = Canvas(dice.n)
    height = np.where(dice.chance(0.06), dice.between(14, 19), dice.between(10.5, 14.5))
    ground = 14.3 + height / 2
    mouth = dice.between(14, 18)
    upper = ground - _profile(dice, height, mouth)
    shoe = np.minimum(down(upper, ground), across(-0.3, dice.between(26.8, 28.3)))
    tone = dice.spread(0.3, 0.56, 0.72, 0.84, 0.97)
    canvas.paint(shoe, tone, rim=dice.between(0, 0.3))
    canvas.shade(fabric.woven(dice, _CLOTHS) + dice.grain() * dice.between(0.01, 0.06))
    _sides(canvas, dice, ground, height)
    _laces(canvas, dice, upper, mouth)
    sole = dice.between(1.4, 3)
    canvas.shade(dice.spread(-0.75, -0.5, -0.3, -0.05, 0.25), down(ground - sole, ground + 1))
    edge = np.minimum(line(Y - ground + sole, 0.8), across(0, 28))
    canvas.shade(dice.between(-0.2, 0.2), edge, where=dice.chance(0.5))
    return canvas


def _profile(dice: Dice, height: Number, mouth: Number) -> Field:
    """Return the height of the shoe over the ground, by column."""
    toe = dice.between(4, 5.8)
    cap = toe * (1 - (1 - share(X, -0.5, dice.between(2, 4))) ** 2)
    rise = share(X, 2, mouth) ** dice.between(1.15, 2) * (height - toe)
    dip = dice.between(1.6, 4)
    heel = dice.between(0, 2.4)
    down_ = ease(X, mouth + 0.5, mouth + 5) * dip
    up = ease(X, mouth + 5, 27) * heel
    return np.asarray(cap + rise - down_ + np.minimum(up, dip))


def _sides(canvas: Canvas, dice: Dice, ground: Number, height: Number) -> None:
    """Put slanting stripes on the side."""
    foot = dice.between(7, 19)
    lean = dice.between(-2, 6)
    width, gap = dice.between(0.8, 2), dice.between(2, 4)
    tone = dice.around(0, 0.35)
    for k in range(2):
        x = foot + k * gap
        stripe = stroke((x, ground), (x + lean, ground - height), width)
        canvas.shade(tone, stripe, where=dice.chance(0.45))


def _laces(canvas: Canvas, dice: Dice, upper: Field, mouth: Number) -> None:
    """Lace the instep, and darken the opening behind it."""
    below = Y - upper
    instep = np.minimum(np.minimum(below + 0.3, dice.between(1.5, 3) - below), across(8, mouth))
    rungs = np.sin(dice.between(1.8, 3.1) * X + dice.between(0, 6.3))
    canvas.shade(dice.around(0, 0.12) + dice.between(0, 0.3) * rungs, instep)
    collar = np.minimum(dice.between(0.8, 2.2) - below, across(mouth + 0.5, 26.5))
    canvas.shade(dice.around(-0.05, 0.2), collar)
