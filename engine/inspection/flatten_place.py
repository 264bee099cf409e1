"""One position of a flattened vector: ``y[(c*H + h)*W + k] = x[c,h,k]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.layers import Flatten


@dataclass(frozen=True, slots=True)
class FlattenPlace:
    """Where a value stood before it was flattened.

    Attributes
    ----------
    layer, source : str
        Names of the flatten layer and of what it reads.
    index : tuple of int
        (position,) in the vector.
    place : tuple of int
        (channel, row, column) in the maps.
    shape : tuple of int
        (C, H, W) of the maps.
    value : float
        Before and after: flattening moves it and changes nothing.
    """

    layer: str
    index: tuple[int]
    source: str
    place: tuple[int, int, int]
    shape: tuple[int, int, int]
    value: float

    @property
    def stored(self) -> float:
        """What the engine has at this position."""
        return self.value

    @property
    def equation(self) -> str:
        """The move in numbers: ``flatten[464] = pool1[4, 6, 4]``."""
        place = ", ".join(map(str, self.place))
        return f"{self.layer}[{self.index[0]}] = {self.source}[{place}]"

    @property
    def position_formula(self) -> str:
        """How the position comes about: ``(4 · 10 + 6) · 10 + 4 = 464``."""
        (c, h, k), (_, height, width) = self.place, self.shape
        return f"({c} · {height} + {h}) · {width} + {k} = {self.index[0]}"


def flatten_place(layer: Flatten, source: str, y: Array, index: tuple[int]) -> FlattenPlace:
    """Say where one position of a flattened vector comes from.

    Parameters
    ----------
    layer : Flatten
    source : str
        What its input is called.
    y : ndarray, shape (n,)
    index : tuple of int
        (position,).
    """
    channels, height, width = layer.input_shape
    c, h, k = (int(i) for i in np.unravel_index(index[0], layer.input_shape))
    return FlattenPlace(
        layer.name, index, source, (c, h, k), (channels, height, width), float(y[index])
    )
