"""Trousers."""

from __future__ import annotations

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import Dice, X, Y, bend, down
from engine.data.garments.tops import tone


def trousers(dice: Dice) -> Canvas:
    """Trousers, jeans and some shorts, seen from the front or half aside."""
    canvas = Canvas(dice.n)
    x = dice.around(14, 0.5)
    waist = dice.between(2.8, 4.2)
    hip = waist + dice.between(0.3, 1.2)
    crotch = dice.between(6.5, 11)
    gap = dice.between(0.2, 2.6) * dice.chance(0.9)
    outer = np.maximum(hip * dice.between(0.75, 1.25), gap + 1.6)
    hem = dice.between(27.5, 28.5)
    sway = dice.chance(0.3) * dice.around(0, 1.2)
    middle = x + sway * bend(Y, (6, 0), (16, 1), (28, -0.5))
    away = np.abs(X - middle)
    outside = bend(Y, (0, waist), (5, hip), (crotch, hip), (hem, outer))
    inside = bend(Y, (crotch, -0.6), (crotch + 3, 0.25 * gap), (hem, gap))
    legs = np.minimum(np.minimum(outside - away, away - inside), down(0, hem))
    legs = np.where(crotch > Y, np.minimum(outside - away, down(0, hem)), legs)
    base = tone(dice, 0.2)
    canvas.paint(legs, base, rim=dice.between(0, 0.3))
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 4,
            fabric.heather: 3,
            fabric.print_: 0.8,
            fabric.fade: 1,
            fabric.pinstripes: 0.5,
        },
    )
    canvas.mark(np.float32(9), cloth + fabric.folds(dice))
    belt = dice.between(1, 2)
    canvas.mark(down(0, belt), dice.around(0, 0.1), dice.chance(0.7))
    fly = np.minimum(0.4 - away, down(belt, crotch))
    canvas.mark(fly, dice.between(-0.3, 0.05))
    # The front of the thighs is washed out, or catches the light.
    thigh = 1.2 - np.abs(away - outside * 0.55)
    canvas.mark(np.minimum(thigh, down(6, 24)), dice.around(-0.05, 0.12), dice.chance(0.6))
    return canvas
