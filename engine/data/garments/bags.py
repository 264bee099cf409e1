"""Bags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import X, Y, arch, bend, down, ellipse, line, stroke

if TYPE_CHECKING:
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Field, Mask, Number

_CLOTHS: fabric.Choice = {
    fabric.plain: 6,
    fabric.heather: 5,
    fabric.blots: 1.2,
    fabric.checks: 0.6,
    fabric.stripes: 0.5,
    fabric.fade: 1,
    fabric.blocks: 0.6,
}


def draw_bags(dice: Dice) -> Canvas:
    """Draw handbags, totes, clutches and bags on a long strap."""
    canvas = Canvas(dice.n)
    box = _box(dice)
    tone = dice.spread(0.4, 0.66, 0.78, 0.86, 0.96)
    _handles(canvas, dice, box, np.clip(tone + dice.around(0, 0.15), 0.2, 1))
    depth = box.depth(dice.between(0.3, 4))
    canvas.paint(depth, tone, rim=dice.between(0, 0.4))
    canvas.shade(fabric.woven(dice, _CLOTHS) + fabric.folds(dice), depth)
    _details(canvas, dice, box)
    return canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """The measures of a bag's body: its middle, edges, half width below and by row."""

    x: Number
    top: Number
    bottom: Number
    low: Number
    half: Field
    gripped: Mask
    strapped: Mask

    def depth(self, corner: Number) -> Field:
        """Return the depth in it, with round corners."""
        beside = np.abs(X - self.x) - (self.half - corner)
        middle, height = (self.top + self.bottom) / 2, self.bottom - self.top
        beyond = np.abs(Y - middle) - (height / 2 - corner)
        outside = np.hypot(np.maximum(beside, 0), np.maximum(beyond, 0))
        inside = np.minimum(np.maximum(beside, beyond), 0)
        depth: Field = corner - outside - inside
        return depth


def _box(dice: Dice) -> _Box:
    """Measure the bodies."""
    kind = dice.kind(0.32, 0.22, 0.28, 0.18)  # handbag, tote, clutch, long strap
    handbag, tote, clutch = kind == 0, kind == 1, kind == 2
    height = dice.between(13, 21)
    top = np.select(
        [handbag, tote, clutch],
        [dice.between(6, 11), dice.between(8, 14), 14.4 - height / 2],
        dice.between(10, 18),
    )
    bottom = np.select(
        [handbag, clutch], [dice.between(23, 28), 14.4 + height / 2], np.float32(28)
    )
    low = np.select(
        [handbag, tote, clutch],
        [dice.between(11, 14), dice.between(8, 13), dice.between(12, 14)],
        dice.between(5, 12),
    )
    return _Box(
        x=dice.around(14, 0.3),
        top=top,
        bottom=bottom,
        low=low,
        half=low * bend(Y, (top, dice.between(0.75, 1.05)), (bottom, 1)),
        gripped=handbag | tote,
        strapped=kind == 3,
    )


def _handles(canvas: Canvas, dice: Dice, box: _Box, tone: Number) -> None:
    """Paint grips or straps; a clutch has none, but for a strap hanging down at times."""
    width = dice.between(0.9, 1.9)
    for where in (box.gripped, box.gripped & dice.chance(0.4)):
        wide, free = box.low * dice.between(0.28, 0.62), dice.between(-0.2, 3)
        grip = arch(box.x, box.top + 0.5, wide, box.top - free, width)
        canvas.paint(grip, tone, where=where)
    reach, lean = box.low * dice.between(0.6, 1), dice.between(0, 0.7)
    tie = (reach * lean, dice.between(0.2, 1))
    straps = stroke((reach, box.top + 1), tie, width, x=np.abs(X - box.x))
    canvas.paint(straps, tone, where=box.strapped)
    end = (box.low + 0.6, box.top + dice.between(5, 14))
    hanging = stroke((box.low - 0.4, box.top + 1), end, width, x=X - box.x)
    canvas.paint(hanging, tone, where=~box.gripped & dice.chance(0.25))


def _details(canvas: Canvas, dice: Dice, box: _Box) -> None:
    """Add a flap, a clasp and seams, some to each."""
    flap = box.top + (box.bottom - box.top) * dice.between(0.12, 0.6)
    bow = dice.around(0, 0.02) * (X - box.x) ** 2
    edge = line(Y - flap + bow, 1.1)
    canvas.shade(dice.around(-0.12, 0.18), edge, where=dice.chance(0.6))
    canvas.shade(dice.around(0, 0.06), down(-9, flap - bow), where=dice.chance(0.4))
    clasp = ellipse(box.x, flap, dice.between(0.8, 2.2), dice.between(0.6, 1.6))
    canvas.shade(dice.around(0, 0.35), clasp, where=dice.chance(0.4))
    seams = line(np.abs(X - box.x) - box.half * dice.between(0.45, 0.9), 0.9)
    canvas.shade(dice.around(0, 0.18), seams, where=dice.chance(0.35))
