"""Dresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import NOWHERE, down
from engine.data.garments.torso import Cut, hanging_sleeves, sew, short_sleeves

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Mask

_CLOTHS: fabric.Choice = {
    fabric.plain: 6,
    fabric.heather: 3,
    fabric.stripes: 1.2,
    fabric.blots: 2.5,
    fabric.blocks: 1.2,
    fabric.fade: 1,
}


def draw_dresses(dice: Dice) -> Canvas:
    """Draw dresses: long and narrow, with sleeves or without, the skirt straight or wide."""
    canvas = Canvas(dice.n)
    sleeve = dice.kind(0.42, 0.3, 0.28)  # none, short, long
    cut = _cut(dice, sleeve == 0)
    short = short_sleeves(
        cut, dice.between(1.2, 3.5), dice.between(2.5, 7), dice.between(2.4, 3.8)
    )
    long = hanging_sleeves(
        dice, cut, gap=(-0.5, 2.5), width=(2, 3), cuff=(1.5, 2.8), end=(12, 20)
    )
    sew(
        canvas,
        dice,
        cut,
        np.select([sleeve == 1, sleeve == 2], [short, long], NOWHERE),
        tones=(0.24, 0.52, 0.74, 0.85, 0.95),
        contrast=lambda: dice.around(0.03, 0.06),
        rim=(0, 0.3),
        seam=(0, 0.3),
    )
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    belt = dice.between(9, 13)
    canvas.shade(
        dice.around(0, 0.2), down(belt, belt + dice.between(0.8, 2)), where=dice.chance(0.3)
    )
    return canvas


def _cut(dice: Dice, bare: Mask) -> Cut:
    """Measure dresses; the `bare` ones have no sleeves."""
    chest = dice.between(3.6, 5.4)
    waist = chest * dice.between(0.82, 1.08)
    flare = np.where(dice.chance(0.45), dice.between(1, 4), dice.between(-0.4, 1.2))
    return Cut(
        x=dice.around(14, 0.4),
        top=dice.between(0, 0.6),
        hem=dice.between(27.5, 28.5),
        neck=dice.between(1.5, 3),
        depth=dice.between(0, 1.6) + np.where(bare, dice.between(0, 2.5), np.float32(0)),
        point=np.where(dice.chance(0.3), dice.between(0.3, 1), np.float32(0)),
        shoulder=np.where(bare, dice.between(3, 4.8), dice.between(4.4, 6.4)),
        drop=dice.between(0.8, 2.2),
        armpit=dice.between(5, 8.5),
        chest=chest,
        waist=waist,
        bottom=waist + flare,
        curve=dice.between(-0.3, 0.8),
    )
