"""The geometry of drawing: numbers by picture, and how deep each pixel lies in a shape.

Everything is drawn for a stack of n pictures at once, by broadcasting:

- a number that differs from picture to picture has the shape (n, 1, 1),
- one that differs from row to row has (n, 28, 1), from column to column (n, 1, 28),
- a *depth* has (n, 28, 28): the distance in pixels from a pixel's centre to the edge of a
  shape, positive inside. The union of shapes is the maximum of their depths, the
  intersection the minimum, and cutting one out is the minimum with its negative.

Lengths and places are in pixels: x from 0 at the left edge to 28, y from 0 at the top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

SIDE = 28
"""Width and height of a picture, in pixels."""

Field = npt.NDArray[np.float32]
"""Any of the shapes above."""

Number = Field | float

X: Field = (np.arange(SIDE, dtype=np.float32) + np.float32(0.5)).reshape(1, 1, SIDE)
"""The x of every column's centre."""

Y: Field = X.reshape(1, SIDE, 1)
"""The y of every row's centre."""


class Dice:
    """Throws one number for each of n pictures, of shape (n, 1, 1).

    Parameters
    ----------
    rng : numpy.random.Generator
    n : int
        How many pictures.
    """

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        self.rng = rng
        self.n = n

    def between(self, low: Number, high: Number) -> Field:
        """Throw evenly between two numbers."""
        return low + (high - low) * self.rng.random((self.n, 1, 1), dtype=np.float32)

    def around(self, mean: Number, deviation: Number) -> Field:
        """Throw a normal number, at most two deviations off."""
        z = self.rng.standard_normal((self.n, 1, 1), dtype=np.float32)
        return mean + deviation * np.clip(z, -2, 2)

    def chance(self, probability: Number) -> Field:
        """Throw 1 with this probability, else 0."""
        return (self.rng.random((self.n, 1, 1)) < probability).astype(np.float32)

    def kind(self, weights: Sequence[float]) -> npt.NDArray[np.int64]:
        """Throw a number 0, 1, ... with these weights; shape (n, 1, 1)."""
        shares = np.asarray(weights) / np.sum(weights)
        return self.rng.choice(len(shares), p=shares, size=(self.n, 1, 1))


def bend(s: Field, *knots: tuple[Number, Number]) -> Field:
    """Return the broken line through `knots` (place, value), at every place in `s`."""
    value = np.asarray(knots[0][1], dtype=np.float32)
    for (s0, v0), (s1, v1) in zip(knots, knots[1:], strict=False):
        value = value + np.clip((s - s0) / np.maximum(s1 - s0, 1e-3), 0, 1) * (v1 - v0)
    return value.astype(np.float32, copy=False)


def across(left: Number, right: Number) -> Field:
    """Return the depth between a left and a right edge, which may bend from row to row."""
    return np.minimum(X - left, right - X)


def down(top: Number, bottom: Number) -> Field:
    """Return the depth between an upper and a lower edge, which may bend by column."""
    return np.minimum(Y - top, bottom - Y)


def ellipse(x: Number, y: Number, rx: Number, ry: Number) -> Field:
    """Return the depth in an ellipse (right at its four ends, nearly so between)."""
    radius = np.sqrt(((X - x) / rx) ** 2 + ((Y - y) / ry) ** 2)
    return (1 - radius) * np.minimum(rx, ry)


def stroke(
    start: tuple[Number, Number],
    end: tuple[Number, Number],
    widths: tuple[Number, Number],
) -> Field:
    """Return the depth in a straight stroke, square at its ends, that may taper."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    length = np.sqrt(dx * dx + dy * dy) + np.float32(1e-3)
    ux, uy = dx / length, dy / length
    along = (X - x0) * ux + (Y - y0) * uy
    aside = np.abs((X - x0) * uy - (Y - y0) * ux)
    half = (widths[0] + (widths[1] - widths[0]) * np.clip(along / length, 0, 1)) / 2
    return np.minimum(half - aside, np.minimum(along, length - along) + 0.5)


def arch(x: Number, y: Number, rx: Number, ry: Number, width: Number) -> Field:
    """Return the depth in the upper half of the line of an ellipse."""
    line = width / 2 - np.abs(ellipse(x, y, rx, ry))
    return np.minimum(line, y - Y + 0.5)
