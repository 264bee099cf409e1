"""Sneakers, ankle boots and sandals, all with the toe to the left."""

from __future__ import annotations

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import Dice, X, Y, arch, bend, down, ellipse, stroke
from engine.data.garments.tops import tone


def sneakers(dice: Dice) -> Canvas:
    """Sneakers: low, laced, with a sole of another tone."""
    canvas = Canvas(dice.n)
    tall = dice.chance(0.12)
    ground = dice.between(19, 21.5) + tall * 3
    sole = dice.between(1.2, 2.8)
    height = dice.between(8.5, 11.5) + tall * dice.between(4, 8)
    toe = dice.between(2.4, 4)
    mouth = dice.between(15.5, 19)
    dip = dice.between(0.8, 2.5)
    left, right = dice.between(0, 0.6), dice.between(27.4, 28.2)
    upper = ground - bend(
        X,
        (left, toe * 0.5),
        (left + 1.8, toe),
        (9, toe + 2.2 + dice.around(0, 0.6)),
        (mouth, height),
        (mouth + 2, height - 0.2),
        (mouth + 5, height - dip),
        (right - 0.8, height - dip + dice.between(0, 1.8)),
    )
    shoe = np.minimum(down(upper, ground), np.minimum(X - left, right - X) + 0.5)
    base = tone(dice, 0.3)
    canvas.paint(shoe, base, rim=dice.between(0, 0.3))
    cloth = fabric.pattern(
        dice, {fabric.plain: 2, fabric.heather: 3, fabric.print_: 1, fabric.fade: 1}
    )
    canvas.mark(shoe, cloth + 0.05 * dice.rng.standard_normal(cloth.shape, dtype=np.float32))
    for _ in range(2):
        bottom_x = dice.between(8, 20)
        line = stroke(
            (bottom_x, ground),
            (bottom_x + dice.between(0, 6), ground - height),
            (dice.between(0.8, 2), dice.between(0.8, 2)),
        )
        canvas.mark(line, dice.around(0, 0.4), dice.chance(0.6))
    laces = np.minimum(Y - upper - 0.5, 2.2 - (Y - upper))
    place = np.minimum(laces, np.minimum(X - 8.5, mouth - X))
    canvas.mark(place, dice.around(0, 0.2) + 0.25 * np.sin(2.6 * X + dice.between(0, 6)))
    canvas.mark(ellipse(mouth + 4, ground - height, 3.5, 1.8), dice.around(-0.2, 0.2))
    canvas.mark(down(ground - sole, ground), dice.between(-0.7, 0.3))
    return canvas


def boots(dice: Dice) -> Canvas:
    """Ankle boots: a shaft above the ankle, a heel."""
    canvas = Canvas(dice.n)
    heel = dice.between(0.8, 3.5) + dice.chance(0.35) * dice.between(1, 6)
    top = dice.between(0, 7)
    ground = 28 - top * dice.between(0.3, 0.9)
    shaft = dice.between(10, 15)
    back = dice.between(25, 28)
    foot = ground - heel * 0.25
    toe = dice.between(2.8, 4.5)
    upper = foot - bend(
        X,
        (0, toe * 0.6),
        (1.5, toe),
        (shaft - 4, toe + dice.between(2, 4)),
        (shaft - 0.5, toe + dice.between(6, 9)),
        (shaft + 0.8, 40),
    )
    lift = bend(X, (10, 0), (20, heel * 0.9))
    sole_edge = ground - lift
    front = bend(Y, (top, shaft + dice.around(0, 1)), (foot - toe - 6, shaft), (28, shaft))
    leg = np.minimum(np.minimum(X - front, back + 0.6 * np.cos((Y - top) / 5) - X), Y - top)
    shoe = np.minimum(np.maximum(down(upper, 60), leg), np.minimum(sole_edge - Y, X + 0.3))
    shoe = np.minimum(shoe, np.minimum(Y - top, back + 0.8 - X))
    thick = np.where(heel > 4, dice.between(1.5, 5), dice.between(4, 8))
    post = stroke(
        (back - thick / 2, sole_edge[:, :, 24:25] - 1),
        (back - thick / 3, ground),
        (thick, thick * dice.between(0.5, 1)),
    )
    base = tone(dice, 0.15)
    canvas.paint(post, base * dice.between(0.6, 1.05))
    canvas.paint(shoe, base, rim=dice.between(0, 0.3))
    cloth = fabric.pattern(
        dice, {fabric.plain: 2, fabric.heather: 3, fabric.fade: 1, fabric.print_: 0.3}
    )
    canvas.mark(np.float32(9), cloth)
    canvas.mark(
        down(sole_edge - dice.between(0.8, 1.8), 30), dice.between(-0.5, 0.2), dice.chance(0.7)
    )
    panel = ellipse(dice.between(17, 21), top + dice.between(3, 6), dice.between(1.5, 3), 5)
    canvas.mark(panel, dice.around(0, 0.25), dice.chance(0.35))
    laced = dice.chance(0.35)
    lace = 2 - np.abs(X - front - 2)
    canvas.mark(
        np.minimum(lace, down(top, foot - toe)),
        0.3 * np.sin(2.4 * Y + dice.between(0, 6)),
        laced,
    )
    seam = dice.between(15, 22)
    canvas.mark(
        np.minimum(0.4 - np.abs(X - seam), down(top, 30)),
        dice.around(-0.1, 0.15),
        dice.chance(0.5),
    )
    return canvas


def sandals(dice: Dice) -> Canvas:
    """Sandals: a sole, straps, much air; flat or on a heel."""
    canvas = Canvas(dice.n)
    heeled = dice.chance(0.5)
    heel = np.where(heeled > 0, dice.between(6, 14), dice.between(0, 2.5))
    ground = np.where(heeled > 0, dice.between(24, 28), dice.between(18, 21))
    left, right = dice.between(0, 0.8), dice.between(27, 28)
    bed = (
        ground
        - dice.between(0.8, 2)
        - bend(X, (left, 0.3), (6, 0), (11, heel * 0.1), (21, heel * 0.95), (26, heel))
    )
    thick = dice.between(0.9, 2.2)
    ends = np.minimum(X - left, right - X) + 0.4
    sole = np.minimum(down(bed, bed + thick), ends)
    base = tone(dice, 0.35)
    strap_tone = np.clip(base + dice.around(0, 0.2), 0.2, 1)
    wedge = heeled * dice.chance(0.35)
    canvas.paint(
        np.minimum(np.minimum(down(bed, ground), X - left), right - X),
        base * 0.8,
        opacity=wedge,
    )
    tip = dice.between(0.6, 3)
    x_heel = right - tip / 2 - 0.3
    post = stroke(
        (x_heel - 0.4, ground - heel),
        (x_heel + dice.around(0, 0.5), ground),
        (tip + dice.between(0, 2), tip),
    )
    canvas.paint(post, base, opacity=heeled * (1 - wedge))
    canvas.paint(sole, base)
    flat = (1 - heeled) * dice.chance(0.5)
    canvas.paint(
        np.minimum(down(ground - thick, ground), ends),
        base * dice.between(0.4, 1),
        opacity=flat,
    )
    width = dice.between(0.9, 2)
    toe_x = dice.between(4, 8)
    bed_toe = bed[:, :, 5:6]
    canvas.paint(
        arch(toe_x, bed_toe + 0.5, dice.between(2, 4), dice.between(2, 4.5), width), strap_tone
    )
    bed_mid = bed[:, :, 12:13]
    ankle_y = bed[:, :, 22:23] - dice.between(4, 9)
    for _ in range(3):
        start = (dice.between(5, 16), bed_mid + dice.between(-1, 1.5))
        end = (dice.between(16, 26), ankle_y + dice.between(0, 4))
        canvas.paint(stroke(start, end, (width, width)), strap_tone, opacity=dice.chance(0.55))
    canvas.paint(
        stroke((dice.between(16, 20), ankle_y + 1), (26.5, ankle_y), (width, width)),
        strap_tone,
        opacity=dice.chance(0.75),
    )
    canvas.paint(
        stroke((25.8, ankle_y), (26.2, bed[:, :, 25:26] + 1), (width, width)),
        strap_tone,
        opacity=dice.chance(0.6),
    )
    upper = np.minimum(down(bed - dice.between(3, 6), bed), 4 - np.abs(X - dice.between(7, 12)))
    canvas.paint(upper, strap_tone, opacity=dice.chance(0.2))
    canvas.mark(np.float32(9), fabric.heather(dice))
    return canvas
