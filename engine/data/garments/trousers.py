"""Trousers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import X, Y, bend, down, line

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice

_CLOTHS: fabric.Choice = {
    fabric.plain: 5,
    fabric.heather: 4,
    fabric.blots: 0.6,
    fabric.fade: 1,
    fabric.pinstripes: 0.5,
}


def draw_trousers(dice: Dice) -> Canvas:
    """Draw trousers, jeans and shorts: two legs, from the front or a little aside."""
    canvas = Canvas(dice.n)
    wide = np.where(dice.chance(0.1), dice.between(1.3, 1.9), np.float32(1))  # shorts
    waist = dice.between(3.6, 4.6) * wide
    hip = waist * dice.between(1.08, 1.3)
    crotch = dice.between(6.5, 11)
    gap = dice.between(0.5, 2.2) * wide
    foot = np.maximum(hip * dice.between(0.76, 1.06), gap + 1.6)
    sway = np.where(dice.chance(0.35), dice.around(0, 1.3), np.float32(0))
    away = np.abs(X - dice.around(14, 0.5) - sway * bend(Y, (5, 0), (15, 1), (28, -0.4)))
    outside = bend(Y, (0, waist), (6, hip), (crotch, hip), (28, foot))
    inside = bend(Y, (crotch, -1), (crotch + 2, 0.45 * gap), (28, gap))
    legs = np.minimum(outside - away, np.maximum(away - inside, crotch - Y))
    legs = np.minimum(legs, down(0, dice.between(27.5, 28.5)))
    canvas.paint(legs, dice.spread(0.42, 0.68, 0.82, 0.9, 0.98), rim=dice.between(0, 0.3))
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    belt = dice.between(1, 2.2)
    canvas.shade(dice.around(0, 0.1), down(0, belt), where=dice.chance(0.7))
    canvas.shade(dice.between(-0.25, 0.02), np.minimum(line(away, 0.8), down(belt, crotch)))
    # The front of the thighs is washed out, or catches the light.
    thigh = np.minimum(line(away - outside * 0.55, 2.4), down(5, 25))
    canvas.shade(dice.around(-0.05, 0.1), thigh, where=dice.chance(0.6))
    return canvas
