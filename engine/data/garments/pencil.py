"""The geometry of drawing: how deep each pixel lies in a shape.

Everything is drawn for a stack of n pictures at once, by broadcasting:

- a number that differs from picture to picture has the shape (n, 1, 1),
- one that differs from row to row has (n, 28, 1), from column to column (n, 1, 28),
- a *depth* has (n, 28, 28): the distance in pixels from a pixel's centre to the edge of a
  shape, positive inside. The union of shapes is the maximum of their depths, the
  intersection the minimum, and what is cut out the minimum with the negative.

Lengths and places are in pixels: x from 0 at the left edge to 28, y from 0 at the top.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

SIDE = 28
"""Width and height of a picture, in pixels."""

Field = npt.NDArray[np.floating[Any]]
"""Any of the shapes above, float32."""

Mask = npt.NDArray[np.bool_]
"""Which pictures, or which pixels."""

Number = Field | float

X: Field = (np.arange(SIDE, dtype=np.float32) + np.float32(0.5)).reshape(1, 1, SIDE)
"""The x of every column's centre."""

Y: Field = X.reshape(1, SIDE, 1)
"""The y of every row's centre."""

EVERYWHERE: Field = np.full((1, 1, 1), SIDE, dtype=np.float32)
"""The depth in a shape that has no edge in the picture."""

NOWHERE: Field = -EVERYWHERE
"""The depth in a shape that is not in the picture."""


def bend(s: Field, *knots: tuple[Number, Number]) -> Field:
    """Return the broken line through `knots`, each (place, value), at the places `s`."""
    value: Any = knots[0][1]
    for (s0, v0), (s1, v1) in pairwise(knots):
        value = value + share(s, s0, s1) * (v1 - v0)
    return np.asarray(value)


def share(s: Field, start: Number, end: Number) -> Field:
    """Return how far `s` is on the way from `start` to `end`, in [0, 1]."""
    t: Field = np.clip((s - start) / np.maximum(end - start, np.float32(1e-3)), 0, 1)
    return t


def ease(s: Field, start: Number, end: Number) -> Field:
    """Return as `share`, but level at both ends: an S-curve."""
    t = share(s, start, end)
    return t * t * (3 - 2 * t)


def across(left: Number, right: Number) -> Field:
    """Return the depth between a left and a right edge, which may bend from row to row."""
    depth: Field = np.minimum(X - left, right - X)
    return depth


def down(top: Number, bottom: Number) -> Field:
    """Return the depth between an upper and a lower edge, which may bend by column."""
    depth: Field = np.minimum(Y - top, bottom - Y)
    return depth


def line(distance: Field, width: Number) -> Field:
    """Return the depth in a line of this width along where `distance` is 0."""
    return width / 2 - np.abs(distance)


def ellipse(x: Number, y: Number, rx: Number, ry: Number) -> Field:
    """Return the depth in an ellipse: exact at its four ends, nearly so between."""
    radius = np.sqrt(((X - x) / rx) ** 2 + ((Y - y) / ry) ** 2)
    return (1 - radius) * np.minimum(rx, ry)


def arch(x: Number, y: Number, rx: Number, ry: Number, width: Number) -> Field:
    """Return the depth in a line along the upper half of an ellipse."""
    return np.minimum(line(ellipse(x, y, rx, ry), width), y - Y + 0.5)


def stroke(
    start: tuple[Number, Number],
    end: tuple[Number, Number],
    width: Number,
    *,
    end_width: Number | None = None,
    bow: Number = 0.0,
    x: Field = X,
) -> Field:
    """Return the depth in a stroke, square at its ends.

    Parameters
    ----------
    start, end : tuple of ndarray
        Its ends, each (x, y).
    width, end_width : ndarray or float
        How thick it is, and at its end if it tapers.
    bow : ndarray or float, default=0
        How far its middle is off the straight line, to the left seen from `start`.
    x : ndarray, optional
        Coordinates to draw in, instead of the columns' own.
    """
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    length = np.sqrt(dx * dx + dy * dy) + np.float32(1e-3)
    ux, uy = dx / length, dy / length
    along = (x - x0) * ux + (Y - y0) * uy
    t = np.clip(along / length, 0, 1)
    aside = (x - x0) * uy - (Y - y0) * ux - bow * 4 * t * (1 - t)
    if end_width is not None:
        width = width + (end_width - width) * t
    depth: Field = np.minimum(line(aside, width), np.minimum(along, length - along) + 0.5)
    return depth
