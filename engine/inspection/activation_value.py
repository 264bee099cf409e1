"""One cell of an activation: ``y = max(0, x)``; its gate is open where y > 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array, Shape
    from engine.layers import ReLU


@dataclass(frozen=True, slots=True)
class ActivationValue:
    """A number before and after an activation, and what became of its neighbours.

    Attributes
    ----------
    layer, source : str
        Names of the activation and of what it reads.
    index : tuple of int
        (c, i, j), or (k,) in a layer of vectors.
    x, stored : float
        Before and after.
    shut_in_map, cells_in_map : int
        How many gates of this cell's map are shut, of how many; of a vector, the whole
        layer is the map.
    shut_in_layer, cells_in_layer : int
    dy, dx : float or None
        dL/dy and dL/dx of this cell; None without gradients.
    """

    layer: str
    index: Shape
    source: str
    x: float
    stored: float
    shut_in_map: int
    cells_in_map: int
    shut_in_layer: int
    cells_in_layer: int
    dy: float | None = None
    dx: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the value passes, and its gradient comes back."""
        return self.stored > 0

    @property
    def equation(self) -> str:
        """``relu2[4, 12, 8] = max(0, conv2[4, 12, 8])``."""
        place = ", ".join(map(str, self.index))
        return f"{self.layer}[{place}] = max(0, {self.source}[{place}])"


def activation_value(
    layer: ReLU,
    source: str,
    x: Array,
    y: Array,
    index: Shape,
    *,
    dy: Array | None = None,
    dx: Array | None = None,
) -> ActivationValue:
    """Explain one cell of a rectifier.

    Parameters
    ----------
    layer : ReLU
    source : str
        What its input is called.
    x, y : ndarray, shape (C, H, W) or (n,)
    index : tuple of int
    dy, dx : ndarray, same shape, optional
        dL/dy and dL/dx.
    """
    neighbours = y[index[0]] if y.ndim == 3 else y
    return ActivationValue(
        layer=layer.name,
        index=index,
        source=source,
        x=float(x[index]),
        stored=float(y[index]),
        shut_in_map=_shut(neighbours),
        cells_in_map=neighbours.size,
        shut_in_layer=_shut(y),
        cells_in_layer=y.size,
        dy=None if dy is None else float(dy[index]),
        dx=None if dx is None else float(dx[index]),
    )


def _shut(y: Array) -> int:
    return y.size - int(np.count_nonzero(y > 0))
