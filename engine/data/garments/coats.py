"""Coats and jackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.details import (
    hood,
    lapels,
    opening,
    pockets,
    ribbing,
    standing_collar,
)
from engine.data.garments.torso import Cut, hanging_sleeves, sew

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice

_CLOTHS: fabric.Choice = {
    fabric.plain: 6,
    fabric.heather: 5,
    fabric.knit: 1,
    fabric.stripes: 1,
    fabric.blocks: 0.5,
}


def draw_coats(dice: Dice) -> Canvas:
    """Draw coats: long sleeves, open in front, a collar or a hood, pockets."""
    canvas = Canvas(dice.n)
    cut = _cut(dice)
    sleeves = hanging_sleeves(
        dice, cut, gap=(-0.8, 1.6), width=(2.6, 3.8), cuff=(2.6, 3.6), end=(25.5, 28.5)
    )
    tone = sew(
        canvas,
        dice,
        cut,
        sleeves,
        tones=(0.24, 0.58, 0.76, 0.85, 0.95),
        contrast=lambda: dice.between(-0.03, 0.14),
        rim=(0, 0.4),
        seam=(0.05, 0.4),
    )
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    ribbing(canvas, dice, cut, dice.chance(0.3))
    collar = dice.kind(0.35, 0.4, 0.25)
    hood(canvas, dice, cut, tone * 0.95, collar == 0)
    lapels(canvas, dice, cut, collar == 1)
    standing_collar(canvas, dice, cut, tone, collar == 2)
    opening(canvas, dice, cut)
    pockets(canvas, dice, cut, dice.chance(0.75))
    return canvas


def _cut(dice: Dice) -> Cut:
    """Measure coats."""
    chest = dice.between(5.2, 7.2)
    return Cut(
        x=dice.around(14, 0.3),
        top=dice.between(0, 0.8),
        hem=dice.between(24.5, 28.5),
        neck=dice.between(2, 3.6),
        depth=dice.between(-0.3, 0.8),
        point=dice.between(0, 1),
        shoulder=dice.between(5.6, 7.4),
        drop=dice.between(2.4, 4.2),
        armpit=dice.between(9, 11.5),
        chest=chest,
        waist=chest * dice.between(0.85, 1.0),
        bottom=chest * dice.between(0.92, 1.15),
        curve=dice.between(-0.3, 0.4),
    )
