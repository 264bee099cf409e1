"""T-shirts, pullovers, dresses, coats and shirts."""

from __future__ import annotations

import numpy as np

from engine.data.garments import fabric
from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import Dice, Field, Number, X, Y, across, down, ellipse
from engine.data.garments.torso import (
    Cut,
    buttons,
    long_sleeves,
    middle_line,
    paint_top,
    short_sleeves,
)


def tone(dice: Dice, dark: float = 0.35) -> Field:
    """Throw the grey of a garment: bright mostly, sometimes dark."""
    bright = dice.between(0.55, 0.95)
    dim = dice.between(0.15, 0.55)
    return np.where(dice.chance(dark) > 0, dim, bright)


def tshirts(dice: Dice) -> Canvas:
    """T-shirts and tank tops: short sleeves or none, a round neck, something on the chest."""
    canvas = Canvas(dice.n)
    sleeveless = dice.chance(0.2)
    chest = dice.between(5.6, 7.8)
    cut = Cut(
        x=dice.around(14, 0.3),
        top=dice.between(0, 1.0),
        hem=dice.between(27, 28.5),
        neck=dice.between(2.4, 4.2),
        neck_depth=dice.between(0.8, 3.5) + sleeveless * dice.between(0, 4),
        neck_point=dice.chance(0.25) * dice.between(0.3, 1),
        shoulder=np.where(sleeveless > 0, dice.between(4.3, 5.8), dice.between(6.5, 8.5)),
        drop=dice.between(1.2, 3),
        armpit=dice.between(8, 10.5),
        chest=chest,
        waist=chest * dice.between(0.9, 1.02),
        bottom=chest * dice.between(0.95, 1.15),
        curve=dice.between(-0.3, 1.2),
    )
    sleeves = short_sleeves(cut, dice.between(3, 6), dice.between(2.5, 6), dice.between(4, 6))
    sleeves = np.where(sleeveless > 0, -9, sleeves)
    base = tone(dice)
    paint_top(
        canvas,
        cut,
        sleeves,
        tone=base,
        sleeve_tone=base + dice.around(0.02, 0.05),
        rim=dice.between(0, 0.4),
        seam=dice.between(0, 0.1),
    )
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 5,
            fabric.heather: 3,
            fabric.stripes: 1.2,
            fabric.print_: 1,
            fabric.blocks: 0.7,
            fabric.fade: 1,
        },
    )
    _wear(canvas, dice, cloth)
    chest_print(canvas, dice, cut, dice.chance(0.4))
    return canvas


def pullovers(dice: Dice) -> Canvas:
    """Pullovers and hoodies: long sleeves, closed in front, a ribbed hem."""
    canvas = Canvas(dice.n)
    chest = dice.between(6, 8)
    hem = dice.between(22.5, 28)
    cut = Cut(
        x=dice.around(14, 0.3),
        top=dice.between(0, 1.0),
        hem=hem,
        neck=dice.between(2.4, 4.5),
        neck_depth=dice.between(0.3, 2.2),
        neck_point=dice.chance(0.15) * dice.between(0.5, 1),
        shoulder=dice.between(6.5, 8.3),
        drop=dice.between(1.2, 3.2),
        armpit=dice.between(8.5, 11),
        chest=chest,
        waist=chest * dice.between(0.92, 1.0),
        bottom=chest * dice.between(0.88, 1.0),
        curve=dice.between(-0.2, 0.4),
    )
    base = tone(dice)
    paint_top(
        canvas,
        cut,
        long_sleeves(
            cut,
            dice.between(1.6, 4),
            dice.between(3.2, 4.6),
            dice.between(2.2, 3.2),
            dice.between(26, 28.5),
        ),
        tone=base,
        sleeve_tone=base + dice.between(-0.03, 0.18),
        rim=dice.between(0, 0.4),
        seam=dice.between(0.05, 0.4),
    )
    canvas.mark(down(hem - dice.between(1.5, 2.5), 29), dice.around(-0.02, 0.06))
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 4,
            fabric.heather: 3,
            fabric.knit: 3,
            fabric.stripes: 1.5,
            fabric.print_: 0.6,
            fabric.blocks: 0.8,
        },
    )
    _wear(canvas, dice, cloth)
    chest_print(canvas, dice, cut, dice.chance(0.25))
    hood(canvas, dice, cut, dice.chance(0.2), base)
    return canvas


def dresses(dice: Dice) -> Canvas:
    """Dresses: long and narrow, often with a waist and a skirt."""
    canvas = Canvas(dice.n)
    sleeve = dice.kind((0.4, 0.3, 0.3))
    chest = dice.between(3.6, 5.2)
    waist = chest * dice.between(0.75, 1.0)
    cut = Cut(
        x=dice.around(14, 0.4),
        top=dice.between(0, 0.8),
        hem=dice.between(27.5, 28.5),
        neck=dice.between(1.6, 3),
        neck_depth=dice.between(0.8, 3.5),
        neck_point=dice.chance(0.3) * dice.between(0.3, 1),
        shoulder=np.where(sleeve == 0, dice.between(2.8, 4.2), dice.between(3.8, 5.2)),
        drop=dice.between(0.8, 2),
        armpit=dice.between(5, 8),
        chest=chest,
        waist=waist,
        bottom=waist + dice.between(-0.5, 1) + dice.chance(0.5) * dice.between(0, 4),
        curve=dice.between(-0.3, 0.8),
    )
    short = short_sleeves(
        cut, dice.between(1.5, 4), dice.between(2.5, 6), dice.between(2.2, 3.4)
    )
    long = long_sleeves(
        cut,
        dice.between(1, 3.5),
        dice.between(1.8, 2.8),
        dice.between(1.4, 2.4),
        dice.between(12, 19),
    )
    sleeves = np.select([sleeve == 1, sleeve == 2], [short, long], -9)
    base = tone(dice)
    paint_top(
        canvas,
        cut,
        sleeves,
        tone=base,
        sleeve_tone=base + dice.around(0.02, 0.06),
        rim=dice.between(0, 0.3),
        seam=dice.between(0, 0.3),
    )
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 4,
            fabric.heather: 2,
            fabric.stripes: 1,
            fabric.print_: 2.5,
            fabric.blocks: 1.5,
            fabric.fade: 1,
        },
    )
    _wear(canvas, dice, cloth)
    belt = dice.between(9, 14)
    canvas.mark(
        down(belt, belt + dice.between(0.8, 2)), dice.around(0, 0.25), dice.chance(0.35)
    )
    return canvas


def coats(dice: Dice) -> Canvas:
    """Coats and jackets: long sleeves, open in front, a collar or a hood."""
    canvas = Canvas(dice.n)
    chest = dice.between(5.8, 8)
    top = dice.between(0, 1.0)
    hem = dice.between(24, 28.5)
    cut = Cut(
        x=dice.around(14, 0.3),
        top=top,
        hem=hem,
        neck=dice.between(2, 3.5),
        neck_depth=dice.between(0.2, 1.5),
        neck_point=dice.between(0, 1),
        shoulder=dice.between(5.8, 7.6),
        drop=dice.between(2, 4),
        armpit=dice.between(9, 11.5),
        chest=chest,
        waist=chest * dice.between(0.85, 1.0),
        bottom=chest * dice.between(0.92, 1.15),
        curve=dice.between(-0.3, 0.4),
    )
    base = tone(dice, 0.25)
    paint_top(
        canvas,
        cut,
        long_sleeves(
            cut,
            dice.between(1.6, 4),
            dice.between(3.4, 4.8),
            dice.between(2.6, 3.6),
            dice.between(24, 28.5),
        ),
        tone=base,
        sleeve_tone=base + dice.between(-0.03, 0.15),
        rim=dice.between(0, 0.4),
        seam=dice.between(0.05, 0.4),
    )
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 4,
            fabric.heather: 4,
            fabric.knit: 1,
            fabric.stripes: 1,
            fabric.print_: 0.8,
            fabric.checks: 0.4,
        },
    )
    _wear(canvas, dice, cloth)
    hood(canvas, dice, cut, dice.chance(0.4), base)
    front = dice.between(2, 6)
    aside = dice.around(0, 0.6)
    canvas.mark(
        middle_line(cut, dice.between(0.5, 1.4), front, hem, aside), dice.between(-0.6, -0.15)
    )
    canvas.mark(
        middle_line(cut, dice.between(0.5, 1.4), front, hem, aside + 1.2),
        dice.between(0, 0.2),
        dice.chance(0.5),
    )
    canvas.mark(buttons(dice, cut, front, hem), dice.around(0, 0.5), dice.chance(0.3))
    lapels(canvas, dice, cut, dice.chance(0.5))
    pockets(canvas, dice, cut, dice.chance(0.5))
    return canvas


def shirts(dice: Dice) -> Canvas:
    """Shirts and blouses: a collar, buttons, checks; sleeves of any length."""
    canvas = Canvas(dice.n)
    sleeve = dice.kind((0.1, 0.32, 0.58))
    chest = dice.between(5.8, 7.8)
    top = dice.between(0, 1.0)
    hem = dice.between(26, 28.5)
    cut = Cut(
        x=dice.around(14, 0.3),
        top=top,
        hem=hem,
        neck=dice.between(2, 3.8),
        neck_depth=dice.between(0.4, 3),
        neck_point=dice.between(0, 1),
        shoulder=np.where(sleeve == 0, dice.between(4.5, 6), dice.between(6, 8)),
        drop=dice.between(1.8, 3.2),
        armpit=dice.between(8.5, 10.5),
        chest=chest,
        waist=chest * dice.between(0.88, 1.0),
        bottom=chest * dice.between(0.95, 1.12),
        curve=dice.between(-0.3, 2),
    )
    short = short_sleeves(cut, dice.between(3, 5), dice.between(3, 6.5), dice.between(4, 5.5))
    long = long_sleeves(
        cut,
        dice.between(1.4, 3.6),
        dice.between(2.8, 4.2),
        dice.between(2, 3),
        dice.between(22, 28.5),
    )
    sleeves = np.select([sleeve == 1, sleeve == 2], [short, long], -9)
    base = tone(dice, 0.4)
    paint_top(
        canvas,
        cut,
        sleeves,
        tone=base,
        sleeve_tone=base + dice.between(-0.03, 0.15),
        rim=dice.between(0, 0.4),
        seam=dice.between(0, 0.3),
    )
    cloth = fabric.pattern(
        dice,
        {
            fabric.plain: 3,
            fabric.heather: 2,
            fabric.checks: 3,
            fabric.pinstripes: 1.5,
            fabric.print_: 3,
        },
    )
    _wear(canvas, dice, cloth)
    front = cut.top + cut.neck_depth
    placket = dice.chance(0.85)
    canvas.mark(
        middle_line(cut, dice.between(1.2, 2.4), front, hem), dice.around(0, 0.08), placket
    )
    canvas.mark(buttons(dice, cut, front, hem), dice.around(-0.3, 0.2), placket)
    lapels(canvas, dice, cut, placket)
    return canvas


def _wear(canvas: Canvas, dice: Dice, cloth: Field) -> None:
    """Give what is painted its cloth and its folds."""
    canvas.mark(np.float32(9), cloth + fabric.folds(dice))


def chest_print(canvas: Canvas, dice: Dice, cut: Cut, chosen: Number) -> None:
    """Print something on the chest: a blot with structure."""
    wide, high = dice.between(1, 4.5), dice.between(0.8, 5)
    place = ellipse(cut.x + dice.around(0, 0.5), dice.between(8, 13), wide, high)
    noise = dice.rng.standard_normal((dice.n, 28, 28), dtype=np.float32)
    canvas.mark(place, dice.around(0, 0.4) + 0.2 * noise, chosen)


def hood(canvas: Canvas, dice: Dice, cut: Cut, chosen: Number, base: Number) -> None:
    """Put a hood behind the neck."""
    high = dice.between(2, 4)
    place = ellipse(cut.x, cut.top + high, cut.neck + dice.between(0.5, 1.5), high + 0.5)
    canvas.paint(place, base * 0.85, rim=0.3, opacity=chosen)
    inner = ellipse(cut.x, cut.top + high * 0.9, cut.neck * 0.6, high * 0.6)
    canvas.mark(inner, dice.between(-0.3, -0.05), chosen)


def lapels(canvas: Canvas, dice: Dice, cut: Cut, chosen: Number) -> None:
    """Draw the two edges of a collar, running down to the middle."""
    low = dice.between(3, 8)
    away = np.abs(X - cut.x)
    edge = (low - Y + cut.top) / low * cut.neck * 1.3
    line = np.minimum(0.5 - np.abs(away - edge) * 0.8, down(cut.top, cut.top + low))
    canvas.mark(line, dice.around(-0.15, 0.15), chosen)


def pockets(canvas: Canvas, dice: Dice, cut: Cut, chosen: Number) -> None:
    """Draw the upper edges of two pockets."""
    away = np.abs(X - cut.x)
    y = dice.between(15, 20)
    line = np.minimum(across(X * 0 - 1, 29) * 0 + 0.4 - np.abs(Y - y), 1.2 - np.abs(away - 4))
    canvas.mark(line, dice.between(-0.35, -0.05), chosen)
