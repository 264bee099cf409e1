"""Bags."""

from __future__ import annotations

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import Dice, X, Y, arch, bend, down, ellipse, stroke
from engine.data.garments.tops import tone


def bags(dice: Dice) -> Canvas:
    """Totes, handbags, clutches and bags with a long strap."""
    canvas = Canvas(dice.n)
    kind = dice.kind((0.3, 0.25, 0.25, 0.2))  # handbag, tote, clutch, long strap
    x = dice.around(14, 0.3)
    top = np.select(
        [kind == 0, kind == 1, kind == 2],
        [dice.between(7, 12), dice.between(8, 14), dice.between(3, 8)],
        dice.between(12, 18),
    )
    bottom = np.where(kind == 2, 28 - top + dice.around(0, 0.5), dice.between(24, 28.3))
    low = np.select(
        [kind == 3, kind == 1],
        [dice.between(5, 10), dice.between(8, 12)],
        dice.between(11.5, 14),
    )
    high = low * bend(dice.between(0, 1), (0, 0.75), (0.6, 1), (1, 1.05))
    half = bend(
        Y,
        (top, high),
        ((top + bottom) / 2, (low + high) / 2 + dice.between(0, 0.8)),
        (bottom, low),
    )
    away = np.abs(X - x)
    box = np.minimum(half - away, down(top, bottom))
    corner = dice.between(0.3, 4)
    middle = (top + bottom) / 2
    # A rounded box: the corner's circle takes over where both edges are near.
    dx = np.maximum(away - (half - corner), 0)
    dy = np.maximum(np.abs(Y - middle) - ((bottom - top) / 2 - corner), 0)
    rounded = np.where((dx > 0) & (dy > 0), corner - np.sqrt(dx * dx + dy * dy), box)
    base = tone(dice, 0.2)
    handle_tone = np.clip(base + dice.around(0, 0.15), 0.15, 1)
    width = dice.between(0.9, 1.9)
    rise = top + 0.5
    grip = arch(x, rise, dice.between(3, 7), rise - dice.between(0, 2), width)
    canvas.paint(grip, handle_tone, opacity=kind <= 1)
    reach, lean = low * dice.between(0.5, 0.95), dice.between(0.05, 0.6)
    for side in (-1, 1):
        strap = stroke(
            (x + side * reach, top + 1),
            (x + side * reach * lean, dice.between(0, 1)),
            (width, width),
        )
        canvas.paint(strap, handle_tone, opacity=kind == 3)
    canvas.paint(rounded, base, rim=dice.between(0, 0.4))
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 4,
            fabric.heather: 4,
            fabric.print_: 1.2,
            fabric.checks: 0.6,
            fabric.stripes: 0.5,
            fabric.fade: 1,
            fabric.blocks: 0.6,
        },
    )
    canvas.mark(rounded, cloth)
    flap = top + (bottom - top) * dice.between(0.15, 0.6)
    canvas.mark(
        0.5 - np.abs(Y - flap + dice.around(0, 0.02) * (X - x) ** 2),
        dice.around(-0.15, 0.2),
        dice.chance(0.6),
    )
    canvas.mark(
        ellipse(x, flap, dice.between(0.8, 2), dice.between(0.6, 1.5)),
        dice.around(0, 0.4),
        dice.chance(0.4),
    )
    seam = half * dice.between(0.5, 0.85)
    canvas.mark(0.4 - np.abs(away - seam), dice.around(0, 0.2), dice.chance(0.3))
    return canvas
