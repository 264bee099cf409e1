"""What T-shirts, pullovers, dresses, coats and shirts share: a body, two sleeves, a neck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments.pencil import X, Y, bend, down, line, share, stroke

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.data.garments.canvas import Canvas
    from engine.data.garments.dice import Dice
    from engine.data.garments.pencil import Field, Number

    Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The measures of a garment for the upper body, in pixels, by picture.

    Parameters
    ----------
    x : ndarray
        Where its middle is.
    top, hem : ndarray
        y of the highest and the lowest edge of the body.
    neck, depth, point : ndarray
        Half width and depth of the neckline; its form, 0 round to 1 pointed.
    shoulder, drop : ndarray
        Half width at the shoulders, and how much lower than the neck they are.
    armpit : ndarray
        y where the sleeves leave the body.
    chest, waist, bottom : ndarray
        Half width of the body at the armpits, half-way down, and at the hem.
    curve : ndarray
        How much lower than its ends the middle of the hem is.
    """

    x: Number
    top: Number
    hem: Number
    neck: Number
    depth: Number
    point: Number
    shoulder: Number
    drop: Number
    armpit: Number
    chest: Number
    waist: Number
    bottom: Number
    curve: Number

    @property
    def away(self) -> Field:
        """Distance of every column from the middle."""
        away: Field = np.abs(X - self.x)
        return away

    @property
    def shoulder_y(self) -> Number:
        """Where the shoulders end."""
        return self.top + self.drop

    def half_width(self) -> Field:
        """Return half the width of the body, by row."""
        return bend(
            Y,
            (self.shoulder_y, self.shoulder),
            (self.armpit, self.chest),
            ((self.armpit + self.hem) / 2, self.waist),
            (self.hem, self.bottom),
        )

    def upper_edge(self) -> Field:
        """Return the edge along neck, shoulders and arms, by column."""
        return bend(
            self.away,
            (self.neck, self.top),
            (self.shoulder - 1.5, self.top + 0.5 * self.drop),
            (self.shoulder, self.shoulder_y),
            (self.shoulder + 4, self.shoulder_y + 6),
        )

    def body(self) -> Field:
        """Return the depth in the body, without sleeves."""
        hem = self.hem - self.curve * (self.away / self.bottom) ** 2
        return np.minimum(self.half_width() - self.away, down(self.upper_edge(), hem))

    def neckline(self) -> Field:
        """Return the depth in what is left open for the neck."""
        t = self.away / self.neck
        round_ = np.sqrt(np.clip(1 - t**2, 0, 1))
        pointed = np.clip(1 - t, 0, 1)
        edge = self.top + self.depth * (round_ + self.point * (pointed - round_))
        opening: Field = np.minimum(edge - Y, (1 - t) * self.neck + 0.25)
        return opening


def short_sleeves(cut: Cut, reach: Number, fall: Number, width: Number) -> Field:
    """Return the depth in two straight sleeves.

    Parameters
    ----------
    cut : Cut
        The garment.
    reach, fall : ndarray
        How far out and down the cuff is from the shoulder.
    width : ndarray
        Of the sleeve.
    """
    start = (cut.shoulder - width / 2, cut.shoulder_y + width / 3)
    end = (start[0] + reach, start[1] + fall)
    # Measured from the middle, one stroke is both sleeves.
    return np.minimum(stroke(start, end, width, x=cut.away), Y - cut.upper_edge())


def long_sleeves(cut: Cut, gap: Number, width: Number, cuff: Number, end: Number) -> Field:
    """Return the depth in two hanging sleeves.

    Parameters
    ----------
    cut : Cut
        The garment.
    gap : ndarray
        Between body and sleeve at the cuff; negative where they overlap.
    width, cuff : ndarray
        Width of the sleeve at the armpit and at the cuff.
    end : ndarray
        y of the cuff.
    """
    half = cut.half_width()
    inner = half + bend(Y, (cut.armpit, -1.0), (cut.armpit + 4, gap * 0.6), (end, gap))
    hanging = inner + bend(Y, (cut.armpit, width), (end, cuff))
    into = np.sqrt(share(Y, cut.shoulder_y, cut.armpit))
    outer = cut.shoulder + into * (hanging - cut.shoulder)
    inside = np.minimum(outer - cut.away, cut.away - inner)
    return np.minimum(inside, down(cut.upper_edge(), end))


def hanging_sleeves(
    dice: Dice, cut: Cut, *, gap: Range, width: Range, cuff: Range, end: Range
) -> Field:
    """Throw the measures of two hanging sleeves, and return the depth in them.

    Parameters
    ----------
    dice : Dice
        Throws evenly within each range.
    cut : Cut
        The garment.
    gap, width, cuff, end : tuple of float
        Least and most of what `long_sleeves` calls so.
    """
    return long_sleeves(cut, *(dice.between(*span) for span in (gap, width, cuff, end)))


def sew(
    canvas: Canvas,
    dice: Dice,
    cut: Cut,
    sleeves: Field,
    *,
    tones: tuple[float, ...],
    contrast: Callable[[], Field],
    rim: Range,
    seam: Range,
) -> Field:
    """Throw the greys of a garment, and paint it; return the grey of its body.

    Parameters
    ----------
    canvas : Canvas
        To paint on.
    dice : Dice
        Throws everything here.
    cut : Cut
        The garment.
    sleeves : ndarray
        Depth in its sleeves.
    tones : tuple of float
        Quantiles of the body's grey, as in `Dice.spread`.
    contrast : callable
        Throws by how much the sleeves are brighter than the body.
    rim, seam : tuple of float
        Least and most of what `paint_torso` calls so.
    """
    tone = dice.spread(*tones)
    paint_torso(
        canvas,
        cut,
        sleeves,
        tone=tone,
        sleeve_tone=tone + contrast(),
        rim=dice.between(*rim),
        seam=dice.between(*seam),
    )
    return tone


def paint_torso(
    canvas: Canvas,
    cut: Cut,
    sleeves: Field,
    *,
    tone: Number,
    sleeve_tone: Number,
    rim: Number,
    seam: Number,
) -> None:
    """Paint sleeves and body, the seam between them, and leave the neck open.

    Parameters
    ----------
    canvas : Canvas
        To paint on.
    cut : Cut
        The garment.
    sleeves : ndarray
        Depth in its sleeves.
    tone, sleeve_tone : ndarray
        Greys.
    rim : ndarray
        How bright the edges are, in [0, 1].
    seam : ndarray
        How much darker the seams are, in [0, 1].
    """
    body = cut.body()
    canvas.paint(sleeves, sleeve_tone, rim=rim)
    canvas.paint(body, tone, rim=rim)
    canvas.shade(-seam, line(body, 0.8), where=(sleeves > -0.5) & (cut.shoulder_y < Y))
    canvas.erase(cut.neckline())
