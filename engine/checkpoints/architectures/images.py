"""Which images a row of numbers may be: where a network begins with a dense layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.arrays import Shape

_COLOURS = 3
_SHORTEST_SIDE = 4
_KNOWN: Final = {3072: ((_COLOURS, 32, 32),), 12288: ((_COLOURS, 64, 64),)}


@dataclass(frozen=True, slots=True)
class Images:
    """Shapes (C, H, W) that have the right number of pixels.

    Attributes
    ----------
    shapes : tuple of Shape
        The likeliest first.
    is_known : bool
        Whether one of them is more than a row of numbers.
    """

    shapes: tuple[Shape, ...]
    is_known: bool


def images_of(numbers: int) -> Images:
    """Return the images that have as many numbers: squares, grey or in three colours."""
    shapes: list[Shape] = list(_KNOWN.get(numbers, ()))
    shapes += [
        (channels, side, side)
        for channels in (1, _COLOURS)
        if (side := math.isqrt(numbers // channels)) >= _SHORTEST_SIDE
        and channels * side * side == numbers
    ]
    unique = tuple(dict.fromkeys(shapes))
    return Images(unique or ((1, 1, numbers),), bool(unique))
