"""What T-shirts, pullovers, dresses, coats and shirts share: a body, two sleeves, a neck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.data.garments.canvas import Canvas
from engine.data.garments.pencil import Dice, Field, Number, X, Y, across, bend, down, stroke


@dataclass(frozen=True, slots=True)
class Cut:
    """The measures of a garment for the upper body, each of shape (n, 1, 1) or a number.

    Parameters
    ----------
    x : ndarray
        Where its middle is.
    top, hem : ndarray
        y of the highest and lowest point of the body.
    neck, neck_depth, neck_point : ndarray
        Half width and depth of the neckline; 0 round to 1 pointed.
    shoulder, drop : ndarray
        Half width at the shoulders, and how much lower than the neck they are.
    armpit : ndarray
        y where the sleeves leave the body.
    chest, waist, bottom : ndarray
        Half width of the body below the armpits, in the middle, at the hem.
    curve : ndarray
        How much lower than its ends the middle of the hem is.
    """

    x: Number
    top: Number
    hem: Number
    neck: Number
    neck_depth: Number
    neck_point: Number
    shoulder: Number
    drop: Number
    armpit: Number
    chest: Number
    waist: Number
    bottom: Number
    curve: Number

    def shoulder_line(self) -> Field:
        """Return the upper edge by column, without the neckline."""
        away = np.abs(X - self.x)
        return bend(
            away,
            (self.neck, self.top),
            (self.shoulder, self.top + self.drop),
            (self.shoulder + 5, self.top + self.drop + 7),
        )

    def neckline(self) -> Field:
        """Return the depth in what the neck leaves open."""
        away = np.abs(X - self.x) / self.neck
        round_ = np.sqrt(np.clip(1 - away**2, 0, 1))
        pointed = np.clip(1 - away, 0, 1)
        depth = self.neck_depth * (round_ + self.neck_point * (pointed - round_))
        return np.minimum(down(-9, self.top + depth), (1 - away) * self.neck + 0.25)

    def body(self) -> Field:
        """Return the depth in the body, without sleeves."""
        middle = (self.armpit + self.hem) / 2
        half = bend(
            Y,
            (self.top + self.drop, self.shoulder),
            (self.armpit, self.chest),
            (middle, self.waist),
            (self.hem, self.bottom),
        )
        away = np.abs(X - self.x)
        hem = self.hem - self.curve * (away / self.bottom) ** 2
        return np.minimum(half - away, down(self.shoulder_line(), hem))


def short_sleeves(cut: Cut, reach: Number, fall: Number, width: Number) -> Field:
    """Return the depth in two straight sleeves.

    Parameters
    ----------
    cut : Cut
    reach, fall : ndarray
        How far out and down of the shoulder the middle of the cuff is.
    width : ndarray
        Of the sleeve.
    """
    depths = []
    for side in (-1, 1):
        x0 = cut.x + side * (cut.shoulder - width / 2)
        y0 = cut.top + cut.drop + width / 3
        end = (x0 + side * reach, y0 + fall)
        depths.append(stroke((x0, y0), end, (width * 1.1, width * 0.95)))
    both = np.maximum(depths[0], depths[1])
    return np.minimum(both, Y - cut.shoulder_line())


def long_sleeves(cut: Cut, spread: Number, width: Number, cuff: Number, end: Number) -> Field:
    """Return the depth in two hanging sleeves.

    Parameters
    ----------
    cut : Cut
    spread : ndarray
        How far out of the shoulders the outer edge is at the cuff.
    width, cuff : ndarray
        Width below the armpit and at the cuff.
    end : ndarray
        y of the cuff.
    """
    start = cut.top + cut.drop
    outer = bend(
        Y,
        (start, cut.shoulder),
        (start + 4, cut.shoulder + spread * 0.55),
        (end, cut.shoulder + spread),
    )
    thick = bend(Y, (cut.armpit, width), (end, cuff))
    away = np.abs(X - cut.x)
    inside = np.minimum(outer - away, away - (outer - thick))
    return np.minimum(inside, down(cut.shoulder_line(), end))


def paint_top(
    canvas: Canvas,
    cut: Cut,
    sleeves: Field,
    *,
    tone: Number,
    sleeve_tone: Number,
    rim: Number,
    seam: Number,
) -> None:
    """Paint sleeves, the body over them, and leave the neck open."""
    body = cut.body()
    canvas.paint(sleeves, sleeve_tone, rim=rim)
    canvas.paint(body, tone, rim=rim)
    canvas.mark(0.4 - np.abs(body), -seam, opacity=(sleeves > 0) & (Y > cut.top + cut.drop))
    opening = cut.neckline()
    canvas.erase(opening)


def middle_line(
    cut: Cut, width: Number, top: Number, bottom: Number, aside: Number = 0
) -> Field:
    """Return the depth in a vertical line down the front."""
    x = cut.x + aside
    return np.minimum(across(x - width / 2, x + width / 2), down(top, bottom))


def buttons(dice: Dice, cut: Cut, top: Number, bottom: Number) -> Field:
    """Return the depth in a row of buttons down the front."""
    gap = dice.between(2.5, 4.5)
    beside = np.abs(X - cut.x)
    beneath = np.abs((Y - top) % gap - gap / 2)
    return np.minimum(0.35 - np.maximum(beside, beneath), down(top, bottom))
