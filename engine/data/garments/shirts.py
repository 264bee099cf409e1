"""Shirts and blouses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.details import lapels, placket, standing_collar
from engine.data.garments.pencil import NOWHERE
from engine.data.garments.torso import Cut, hanging_sleeves, sew, short_sleeves

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Mask

_CLOTHS: fabric.Choice = {
    fabric.plain: 4,
    fabric.heather: 3,
    fabric.checks: 3,
    fabric.pinstripes: 1.5,
    fabric.blots: 3,
}


def draw_shirts(dice: Dice) -> Canvas:
    """Draw shirts: buttons down the front, a collar, sleeves of any length."""
    canvas = Canvas(dice.n)
    sleeve = dice.kind(0.08, 0.32, 0.6)  # none, short, long
    cut = _cut(dice, sleeve == 0)
    short = short_sleeves(cut, dice.between(2.6, 5), dice.between(3, 7), dice.between(4, 5.5))
    long = hanging_sleeves(
        dice, cut, gap=(-0.4, 1.8), width=(3, 4.2), cuff=(2, 3), end=(23, 28.4)
    )
    tone = sew(
        canvas,
        dice,
        cut,
        np.select([sleeve == 1, sleeve == 2], [short, long], NOWHERE),
        tones=(0.22, 0.45, 0.65, 0.78, 0.92),
        contrast=lambda: dice.between(-0.03, 0.14),
        rim=(0, 0.35),
        seam=(0, 0.3),
    )
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    placket(canvas, dice, cut)
    lapels(canvas, dice, cut, dice.chance(0.75))
    standing_collar(canvas, dice, cut, tone, dice.chance(0.5))
    return canvas


def _cut(dice: Dice, bare: Mask) -> Cut:
    """Measure shirts; the `bare` ones have no sleeves."""
    chest = dice.between(5.6, 7.4)
    return Cut(
        x=dice.around(14, 0.3),
        top=dice.between(0, 0.8),
        hem=dice.between(26, 28.5),
        neck=dice.between(1.6, 3.2),
        depth=dice.between(-0.2, 1.8),
        point=dice.between(0, 1),
        shoulder=np.where(bare, dice.between(4.5, 6), dice.between(6.6, 8.6)),
        drop=dice.between(2.6, 4.4),
        armpit=dice.between(8.5, 10.5),
        chest=chest,
        waist=chest * dice.between(0.88, 1.0),
        bottom=chest * dice.between(0.95, 1.12),
        curve=dice.between(-0.3, 2),
    )
