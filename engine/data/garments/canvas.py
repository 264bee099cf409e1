"""A stack of grey pictures, painted from back to front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.data.garments.pencil import EVERYWHERE, SIDE

if TYPE_CHECKING:
    from engine.data.garments.pencil import Field, Mask, Number

_RIM_WIDTH = 1.75
"""How far from the edge cloth still curves away, in pixels."""


class Canvas:
    """n black pictures to paint on.

    Parameters
    ----------
    n : int
        How many.

    Attributes
    ----------
    grey : ndarray of float32, shape (n, 28, 28)
        What is painted, 0 black to 1 white.
    cover : ndarray of float32, shape (n, 28, 28)
        How much of each pixel is painted on, in [0, 1].
    """

    def __init__(self, n: int) -> None:
        self.grey = np.zeros((n, SIDE, SIDE), dtype=np.float32)
        self.cover = np.zeros_like(self.grey)

    def paint(
        self,
        depth: Field,
        tone: Number,
        *,
        rim: Number | None = None,
        where: Mask | Number = 1.0,
    ) -> None:
        """Paint a shape over what there is.

        Parameters
        ----------
        depth : ndarray of float32
            How deep each pixel lies in the shape.
        tone : ndarray or float
            Its grey.
        rim : ndarray or float, optional
            How far its outermost pixels go towards white, in [0, 1].
        where : ndarray or float, default=1
            The pictures or pixels in which to paint, or how much.
        """
        coverage = _coverage(depth, where)
        if rim is not None:
            tone = tone + (1 - tone) * rim * np.clip(_RIM_WIDTH - depth, 0, 1)
        self.cover += coverage * (1 - self.cover)
        self.grey += coverage * (tone - self.grey)

    def shade(
        self, difference: Number, depth: Field = EVERYWHERE, *, where: Mask | Number = 1.0
    ) -> None:
        """Make what is already painted brighter or darker, within a shape."""
        self.grey += _coverage(depth, where) * self.cover * difference

    def erase(self, depth: Field, *, where: Mask | Number = 1.0) -> None:
        """Take away what is painted, within a shape."""
        left = 1 - _coverage(depth, where)
        self.grey *= left
        self.cover *= left


def _coverage(depth: Field, where: Mask | Number) -> Field:
    """Return how much of each pixel a shape covers, in [0, 1]."""
    coverage: Field = np.clip(depth + 0.5, 0, 1) * where
    return coverage
