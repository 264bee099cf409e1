"""Pullovers and hooded sweatshirts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.details import chest_print, hood, pouch, ribbing, standing_collar
from engine.data.garments.torso import Cut, hanging_sleeves, sew

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice

_CLOTHS: fabric.Choice = {
    fabric.plain: 5,
    fabric.heather: 4,
    fabric.knit: 4,
    fabric.stripes: 2,
    fabric.blocks: 0.7,
}


def draw_pullovers(dice: Dice) -> Canvas:
    """Draw pullovers: long sleeves, closed in front, the hem above the cuffs."""
    canvas = Canvas(dice.n)
    cut = _cut(dice)
    sleeves = hanging_sleeves(
        dice, cut, gap=(-0.6, 1.4), width=(2.6, 4), cuff=(2.2, 3.2), end=(26.5, 28.3)
    )
    tone = sew(
        canvas,
        dice,
        cut,
        sleeves,
        tones=(0.22, 0.48, 0.7, 0.83, 0.95),
        contrast=lambda: dice.between(-0.03, 0.16),
        rim=(0, 0.4),
        seam=(0.05, 0.4),
    )
    ribbing(canvas, dice, cut, dice.chance(0.8))
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    chest_print(canvas, dice, cut, dice.chance(0.28))
    hooded = dice.chance(0.18)
    hood(canvas, dice, cut, tone, hooded)
    pouch(canvas, dice, cut, hooded & dice.chance(0.7))
    standing_collar(canvas, dice, cut, tone, ~hooded & dice.chance(0.2))
    return canvas


def _cut(dice: Dice) -> Cut:
    """Measure pullovers."""
    chest = dice.between(5.8, 7.6)
    return Cut(
        x=dice.around(14, 0.3),
        top=dice.between(0, 0.8),
        hem=dice.between(23.5, 28),
        neck=dice.between(2.2, 4.5),
        depth=dice.between(0, 1.2),
        point=np.where(dice.chance(0.15), dice.between(0.5, 1), np.float32(0)),
        shoulder=dice.between(6.8, 8.8),
        drop=dice.between(1.5, 3.4),
        armpit=dice.between(8.5, 11),
        chest=chest,
        waist=chest * dice.between(0.92, 1.0),
        bottom=chest * dice.between(0.88, 1.02),
        curve=dice.between(-0.2, 0.4),
    )
