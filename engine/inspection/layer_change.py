"""How far an update moved the arrays of a network."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array, Parameters, chunks

if TYPE_CHECKING:
    from collections.abc import Container


@dataclass(frozen=True, slots=True)
class LayerChange:
    """How far an update moved one array of parameters.

    Attributes
    ----------
    parameter : str
        "conv1.w".
    size, change : float
        Euclidean lengths of what it was and of what was added.
    """

    parameter: str
    size: float
    change: float

    @property
    def ratio(self) -> float:
        """|Δw| / |w|; NaN where nothing came to nothing, else infinite where all was 0."""
        if self.size == 0:
            return math.nan if self.change == 0 else math.inf
        return self.change / self.size


def changes_between(
    before: Parameters, after: Parameters, trained: Container[str]
) -> tuple[LayerChange, ...]:
    """Return how far every array moved whose name is in `trained`."""
    changes = []
    for name, w in before.items():
        if name in trained:
            squares = squared_length(w), squared_length(after[name] - w)
            changes.append(LayerChange(name, *map(math.sqrt, squares)))
    return tuple(changes)


@np.errstate(over="ignore", invalid="ignore")
def squared_length(x: Array) -> float:
    """Return the sum of the squares in float64, piece by piece."""
    flat = x.reshape(-1)
    pieces = (flat[piece].astype(np.float64) for piece in chunks(flat.size))
    return float(sum(piece @ piece for piece in pieces))
