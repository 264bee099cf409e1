"""T-shirts and tank tops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.details import chest_print
from engine.data.garments.pencil import NOWHERE
from engine.data.garments.torso import Cut, sew, short_sleeves

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Mask

_CLOTHS: fabric.Choice = {
    fabric.plain: 6,
    fabric.heather: 4,
    fabric.stripes: 1.5,
    fabric.blots: 0.15,
    fabric.blocks: 0.6,
    fabric.fade: 1,
}


def draw_tshirts(dice: Dice) -> Canvas:
    """Draw T-shirts: short sleeves or none, a round neck, often a print on the chest."""
    canvas = Canvas(dice.n)
    bare = dice.chance(0.2)
    cut = _cut(dice, bare)
    sleeves = short_sleeves(
        cut, dice.between(2.6, 5.5), dice.between(4, 8), dice.between(4.5, 6.5)
    )
    sew(
        canvas,
        dice,
        cut,
        np.where(bare, NOWHERE, sleeves),
        tones=(0.22, 0.46, 0.68, 0.82, 0.95),
        contrast=lambda: dice.around(0.03, 0.05),
        rim=(0, 0.35),
        seam=(0, 0.1),
    )
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice))
    chest_print(canvas, dice, cut, dice.chance(0.45))
    return canvas


def _cut(dice: Dice, bare: Mask) -> Cut:
    """Measure T-shirts; the `bare` ones have no sleeves."""
    chest = dice.between(5.4, 7.6)
    return Cut(
        x=dice.around(14, 0.3),
        top=dice.between(0, 0.8),
        hem=dice.between(27, 28.5),
        neck=dice.between(2.4, 4.2),
        depth=dice.between(0.1, 1.8) + np.where(bare, dice.between(0, 4), np.float32(0)),
        point=np.where(dice.chance(0.25), dice.between(0.3, 1), np.float32(0)),
        shoulder=np.where(bare, dice.between(4.5, 6.3), dice.between(6.8, 9)),
        drop=dice.between(1, 2.6),
        armpit=dice.between(8, 10.5),
        chest=chest,
        waist=chest * dice.between(0.9, 1.02),
        bottom=chest * dice.between(0.95, 1.18),
        curve=dice.between(-0.3, 1.2),
    )
