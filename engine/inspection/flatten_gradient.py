"""What comes back through a flatten layer: ``dL/dx[c,h,k] = dL/dy[(c*H + h)*W + k]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.activation_gradient import ActivationGradient

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.layers import Flatten


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FlattenGradient(ActivationGradient):
    """The one number that dL/dx of a flatten layer is, for one cell.

    Attributes
    ----------
    position : int
        Of the cell in the vector.
    shape : tuple of int
        (C, H, W) of the maps.
    dy : float
        dL/dy there.
    """

    position: int
    shape: tuple[int, int, int]
    dy: float

    @property
    def terms(self) -> Array:
        """The number, shape (1,)."""
        return np.array([self.dy])

    @property
    def equation(self) -> str:
        """``dL/d pool1[4, 6, 4] = dL/d flatten[464]``."""
        return f"dL/d {self.layer}[{self.place}] = dL/d {self.through}[{self.position}]"

    @property
    def position_formula(self) -> str:
        """How the position comes about: ``(4 · 10 + 6) · 10 + 4 = 464``."""
        (c, h, k), (_, height, width) = self.index, self.shape
        return f"({c} · {height} + {h}) · {width} + {k} = {self.position}"


def flatten_gradient(
    layer: Flatten, source: str, dy: Array, index: tuple[int, int, int], stored: float | None
) -> FlattenGradient:
    """Say where the gradient of one cell that was flattened comes from.

    Parameters
    ----------
    layer : Flatten
    source : str
        What its input is called.
    dy : ndarray, shape (n,)
    index : tuple of int
        (c, h, k), the cell.
    stored : float or None
        dL/dx of it as the engine has it.
    """
    channels, height, width = layer.input_shape
    position = int(np.ravel_multi_index(index, layer.input_shape))
    return FlattenGradient(
        layer=source,
        through=layer.name,
        index=index,
        stored=stored,
        position=position,
        shape=(channels, height, width),
        dy=float(dy[position]),
    )
