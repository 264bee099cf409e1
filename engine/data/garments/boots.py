"""Ankle boots, with the toe to the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import (
    X,
    Y,
    across,
    bend,
    down,
    ease,
    ellipse,
    line,
    share,
    stroke,
)

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Field, Number

_CLOTHS: fabric.Choice = {
    fabric.plain: 4,
    fabric.heather: 5,
    fabric.fade: 1.5,
    fabric.blots: 0.3,
}


def draw_boots(dice: Dice) -> Canvas:
    """Draw ankle boots: a shaft over the ankle, a heel, laces, zips or elastic."""
    canvas = Canvas(dice.n)
    height = dice.spread(14.5, 17.5, 20, 23, 28)
    top, ground = 14.2 - height / 2, 14.2 + height / 2
    heel = np.where(dice.chance(0.4), dice.between(3, 8.5), dice.between(0.8, 2.8))
    back = dice.between(24.8, 28)
    shaft = dice.between(11.5, 17) + (28 - height) * 0.12
    front = shaft + bend(Y, (top, dice.around(0, 1)), (ground - 8, 0))
    lift = ease(X, 8, 19) * heel
    sole = ground - lift
    upper = sole - _instep(dice, height - heel, shaft)
    rear = back + dice.around(0, 0.5) * np.sin((Y - top) / 4)
    leg = np.minimum(across(front, rear), Y - top)
    foot = np.minimum(Y - upper, across(-0.2, rear))
    shoe = np.minimum(np.maximum(leg, np.minimum(foot, Y - top)), sole - Y)
    tone = dice.spread(0.36, 0.66, 0.77, 0.86, 0.97)
    thick = np.where(dice.chance(0.35), dice.between(1.2, 3), dice.between(4, 8))
    x = back - thick / 2
    post = stroke((x, ground - heel - 1), (x, ground), thick, end_width=thick * 0.85)
    canvas.paint(post, tone * dice.between(0.55, 1.05))
    canvas.paint(shoe, tone, rim=dice.between(0, 0.3))
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    strip = down(sole - dice.between(0.8, 2), ground + 1)
    canvas.shade(dice.between(-0.45, 0.15), strip, where=dice.chance(0.7))
    _details(canvas, dice, top, front, ground)
    return canvas


def _instep(dice: Dice, height: Number, shaft: Number) -> Field:
    """Return the height of the foot over the sole, by column, up to the shaft."""
    toe = dice.between(4.4, 6.8)
    cap = toe * np.sqrt(1 - (1 - share(X, -0.6, dice.between(2, 5))) ** 2)
    rise = share(X, dice.between(1, 6), shaft) ** dice.between(1.2, 2.4)
    return np.asarray(cap + rise * (height - toe) * 0.8)


def _details(canvas: Canvas, dice: Dice, top: Number, front: Field, ground: Number) -> None:
    """Add laces, an elastic panel, a seam or a cuff, some to each."""
    laced = dice.chance(0.35)
    rungs = np.sin(dice.between(1.6, 3.1) * Y + dice.between(0, 6.3))
    lacing = np.minimum(line(X - front - 1.5, 3), down(top, ground - 5))
    canvas.shade(dice.between(0.08, 0.35) * rungs, lacing, where=laced)
    panel = ellipse(
        dice.between(18, 21.5),
        top + dice.between(2, 5),
        dice.between(1.4, 3),
        dice.between(4, 7),
    )
    canvas.shade(dice.around(-0.05, 0.25), panel, where=~laced & dice.chance(0.4))
    seam = line(X - dice.between(15, 23) + (Y - ground) * dice.around(0, 0.3), 0.9)
    canvas.shade(dice.around(-0.08, 0.15), seam, where=dice.chance(0.5))
    cuff = down(top - 1, top + dice.between(1, 3))
    canvas.shade(dice.around(0, 0.15), cuff, where=dice.chance(0.4))
