"""Collars, buttons, pockets and what else is on a garment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments.pencil import X, Y, across, down, ellipse, line

if TYPE_CHECKING:
    from engine.data.garments.canvas import Canvas
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Mask, Number
    from engine.data.garments.torso import Cut


def chest_print(canvas: Canvas, dice: Dice, cut: Cut, where: Mask) -> None:
    """Print letters or a picture on the chest."""
    x, y = cut.x + dice.around(0, 0.5), dice.between(7, 13)
    wide, high = dice.between(1, 4.5), dice.between(0.7, 4.5)
    boxed = np.minimum(wide - np.abs(X - x), high - np.abs(Y - y))
    place = np.where(dice.chance(0.5), boxed, ellipse(x, y, wide, high))
    letters = dice.grain() * dice.between(0.05, 0.3)
    canvas.shade(dice.around(-0.1, 0.3) + letters, place, where=where)


def hood(canvas: Canvas, dice: Dice, cut: Cut, tone: Number, where: Mask) -> None:
    """Put a hood over the neck, dark inside."""
    high = dice.between(2, 3.8)
    wide = cut.neck + dice.between(0.3, 1.6)
    canvas.paint(ellipse(cut.x, cut.top + high, wide, high + 0.5), tone, rim=0.4, where=where)
    inside = ellipse(cut.x, cut.top + high * 0.9, wide * 0.55, high * 0.6)
    canvas.shade(dice.between(-0.35, -0.05), inside, where=where)


def standing_collar(canvas: Canvas, dice: Dice, cut: Cut, tone: Number, where: Mask) -> None:
    """Put a collar around the neck that stands up."""
    high = dice.between(1.5, 3)
    wide = cut.neck * dice.between(0.85, 1.1)
    place = np.minimum(wide - cut.away, down(cut.top - 0.3, cut.top + high))
    canvas.paint(place, tone + dice.around(0, 0.08), rim=0.2, where=where)
    seam = line(Y - cut.top - high, 0.8)
    canvas.shade(dice.between(-0.2, 0), seam, where=where & (place > 0))


def lapels(canvas: Canvas, dice: Dice, cut: Cut, where: Mask) -> None:
    """Fold a collar down: two bright edges that meet in the middle, dark between them."""
    low = dice.between(2.5, 8)
    edge = (1 - (Y - cut.top) / low) * cut.neck * dice.between(1.0, 1.5)
    rows = down(cut.top, cut.top + low)
    inside = np.minimum(edge - 0.8 - cut.away, rows)
    canvas.shade(dice.between(-0.5, -0.1), inside, where=where)
    edges = np.minimum(line(cut.away - edge, 1.1), rows)
    canvas.shade(dice.between(0, 0.25), edges, where=where)


def placket(canvas: Canvas, dice: Dice, cut: Cut) -> None:
    """Sew a strip with buttons down the front."""
    top, width = cut.top + cut.depth, dice.between(1.2, 2.4)
    rows = down(top, cut.hem)
    canvas.shade(dice.around(0.04, 0.07), np.minimum(width / 2 - cut.away, rows))
    seams = np.minimum(line(cut.away - width / 2, 0.7), rows)
    canvas.shade(dice.sign() * dice.between(0.1, 0.3), seams, where=dice.chance(0.8))
    gap = dice.between(2.5, 4.5)
    button = line(np.remainder(Y - top, gap) - gap / 2, 1.0)
    dots = np.minimum(np.minimum(0.5 - cut.away, button), rows)
    canvas.shade(dice.sign() * dice.between(0.25, 0.6), dots, where=dice.chance(0.95))


def opening(canvas: Canvas, dice: Dice, cut: Cut) -> None:
    """Open the front: a dark or shining line, sometimes an edge beside it."""
    x, width = cut.x + dice.around(0, 0.5), dice.between(0.4, 1.3)
    rows = down(cut.top + dice.between(1.5, 6), cut.hem)
    zip_ = np.minimum(across(x - width / 2, x + width / 2), rows)
    canvas.shade(dice.sign() * dice.between(0.25, 0.6), zip_)
    edge = np.minimum(line(X - x - width, 0.9), rows)
    canvas.shade(dice.around(0, 0.1), edge, where=dice.chance(0.6))


def pockets(canvas: Canvas, dice: Dice, cut: Cut, where: Mask) -> None:
    """Cut two pockets, level or slanting."""
    slant = dice.around(0, 0.5)
    distance = Y - dice.between(14, 20) - slant * (cut.away - 4)
    place = np.minimum(line(distance, 1.0), line(cut.away - dice.between(3, 4.5), 2.4))
    canvas.shade(dice.around(-0.15, 0.12), place, where=where)


def pouch(canvas: Canvas, dice: Dice, cut: Cut, where: Mask) -> None:
    """Sew one wide pocket on the belly."""
    top = cut.hem - dice.between(6, 9)
    half = dice.between(2.5, 4) + 0.25 * (Y - top)
    place = np.minimum(half - cut.away, down(top, cut.hem - 2))
    canvas.shade(dice.between(-0.25, 0), line(place, 0.9), where=where)


def ribbing(canvas: Canvas, dice: Dice, cut: Cut, where: Mask) -> None:
    """Knit the hem tighter."""
    place = down(cut.hem - dice.between(1.2, 2.4), cut.hem + 1)
    canvas.shade(dice.around(-0.05, 0.07), place, where=where)
