"""A stack of grey pictures, painted from back to front."""

from __future__ import annotations

import numpy as np

from engine.data.garments.pencil import SIDE, Field, Number


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
        self, depth: Field, tone: Number, *, rim: Number = 0, opacity: Number = 1
    ) -> None:
        """Paint a shape over what there is.

        Parameters
        ----------
        depth : ndarray of float32
            How deep each pixel lies in the shape.
        tone : ndarray or float
            Its grey.
        rim : ndarray or float, default=0
            How far the outermost pixels go towards white, in [0, 1]: cloth curves away
            there.
        opacity : ndarray or float, default=1
            0 paints nothing; of the shape (n, 1, 1) it chooses pictures.
        """
        coverage = np.clip(depth + 0.5, 0, 1) * opacity
        self.cover += coverage * (1 - self.cover)
        lit = tone + (1 - tone) * rim * np.clip(1.75 - depth, 0, 1) if np.any(rim) else tone
        self.grey += coverage * (lit - self.grey)

    def mark(self, depth: Field, difference: Number, opacity: Number = 1) -> None:
        """Make what is already painted brighter or darker within a shape."""
        coverage = np.clip(depth + 0.5, 0, 1) * opacity
        self.grey += coverage * self.cover * difference

    def erase(self, depth: Field, opacity: Number = 1) -> None:
        """Take away what is painted within a shape."""
        left = 1 - np.clip(depth + 0.5, 0, 1) * opacity
        self.grey *= left
        self.cover *= left
