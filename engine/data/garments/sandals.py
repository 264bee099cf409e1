"""Sandals, with the toe to the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import X, across, arch, down, ease, line, share, stroke

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Field, Mask, Number


def draw_sandals(dice: Dice) -> Canvas:
    """Draw sandals: a sole, straps and much air, flat or on a heel."""
    canvas = Canvas(dice.n)
    foot = _foot(dice)
    tone = dice.spread(0.35, 0.55, 0.7, 0.85, 1.0)
    _sole(canvas, dice, foot, tone)
    straps = np.clip(tone + dice.around(0.05, 0.15), 0.25, 1)
    _toe_straps(canvas, dice, foot, straps)
    _ankle_straps(canvas, dice, foot, straps)
    canvas.shade(dice.grain() * dice.between(0.02, 0.15))
    return canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class _Foot:
    """Where the straps end above, the ground below, and the bed of the foot by column."""

    top: Number
    ground: Number
    bed: Field
    thick: Number
    heeled: Mask
    tied: Mask

    def bed_at(self, x: int) -> Field:
        """Return the y of the bed in one column."""
        return self.bed[:, :, x : x + 1]


def _foot(dice: Dice) -> _Foot:
    """Measure sandals: half of them flat, half on a heel."""
    heeled = dice.chance(0.45)
    height = np.where(heeled, dice.spread(15, 22, 26, 28), dice.spread(6, 9, 12, 15))
    heel = np.where(heeled, height * dice.between(0.35, 0.55), dice.between(0, 1.8))
    ground = 14.4 + height / 2
    thick = dice.between(0.9, 2.4)
    return _Foot(
        top=np.maximum(ground - height, 0.4),
        ground=ground,
        bed=ground - thick - ease(X, dice.between(6, 10), dice.between(20, 25)) * heel,
        thick=thick,
        heeled=heeled,
        tied=dice.chance(0.75),
    )


def _sole(canvas: Canvas, dice: Dice, foot: _Foot, tone: Number) -> None:
    """Paint the sole, and what is under the heel: a post, a wedge, or nothing."""
    ends = across(dice.between(-0.3, 0.6), dice.between(27.2, 28.2))
    wedged = foot.heeled & dice.chance(0.35)
    wedge = np.minimum(down(foot.bed, foot.ground), ends)
    canvas.paint(wedge, tone * dice.between(0.6, 1), where=wedged)
    tip = dice.between(0.8, 4)
    x = 27.6 - tip / 2
    start, end = (x - 0.6, foot.bed_at(24)), (x, foot.ground)
    post = stroke(start, end, tip + dice.between(0, 2.5), end_width=tip)
    canvas.paint(post, tone, where=foot.heeled & ~wedged)
    sole = np.minimum(down(foot.bed, foot.bed + foot.thick), ends)
    canvas.paint(sole, tone * dice.between(0.5, 1.05))


def _toe_straps(canvas: Canvas, dice: Dice, foot: _Foot, tone: Number) -> None:
    """Paint a long loop, bands over the toes, or a broad one over the front of the foot."""
    room = foot.bed_at(8) - foot.top
    rise = np.minimum(dice.between(3, 6.5), room)
    x, y, wide = dice.between(8, 13), foot.bed_at(10) + 0.5, dice.between(3.5, 8)
    canvas.paint(arch(x, y, wide, rise, dice.between(0.9, 2)), tone, where=dice.chance(0.5))
    x = dice.between(2, 6)
    for _ in range(2):
        start = (x, foot.bed_at(4) + 0.5)
        high = np.minimum(dice.between(2.5, 5), room)
        end = (x + dice.between(1, 4), foot.bed_at(6) - high)
        band = stroke(start, end, dice.between(1, 3), bow=dice.between(0, 0.8))
        canvas.paint(band, tone, where=dice.chance(0.55))
        x = x + dice.between(2.5, 5)
    left, right = dice.between(3, 8), dice.between(11, 17)
    upper = foot.bed - rise * np.sqrt(share(X, left, right))
    broad = np.minimum(down(upper, foot.bed), across(left, right))
    # What is not tied to the ankle needs something that holds it.
    canvas.paint(broad, tone * dice.between(0.7, 1), where=~foot.tied | dice.chance(0.1))


def _ankle_straps(canvas: Canvas, dice: Dice, foot: _Foot, tone: Number) -> None:
    """Paint bands that run up to the ankle, around it, and down to the heel; or none."""
    width = dice.between(0.9, 2.2)
    x, y = dice.between(15, 20), foot.top + dice.between(0.3, 2)
    for _ in range(3):
        start = (dice.between(6, 15), foot.bed_at(11) + dice.between(-0.5, 0.5))
        end = (x + dice.around(0, 2), y + dice.between(0, 3))
        band = stroke(start, end, width, bow=dice.between(-2, 0))
        canvas.paint(band, tone, where=foot.tied & dice.chance(0.5))
    back = dice.between(25, 27.3)
    around = stroke((x, y), (back, y + dice.around(0, 1)), width, bow=dice.around(0, 1))
    canvas.paint(around, tone, where=foot.tied)
    counter = np.minimum(line(X - back + 0.5, dice.between(0.9, 3)), down(y, foot.bed))
    canvas.paint(counter, tone, where=foot.tied & dice.chance(0.7))
    heel = (dice.between(20, 26), foot.bed_at(22))
    cross = stroke((x, y), heel, width, bow=dice.between(-1, 2))
    canvas.paint(cross, tone, where=foot.tied & dice.chance(0.45))
