"""A penalty on large weights.

With lambda for the strength, over the weights w of the layers it is about::

    R     = lambda / 2 sum w²        is added to the mean loss of a batch
    dR/dw = lambda w                 is added to its gradient

Biases, and what belongs to a batch normalisation, are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import chunks, weights_of
from engine.numbers import require_strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array, Parameters


@dataclass(frozen=True, slots=True)
class L2:
    """Half the strength times the sum of the squares of the weights.

    Parameters
    ----------
    strength : float
        Lambda; at least 0.
    layers : tuple of str, optional
        Whose weights; all of them if not given.

    Raises
    ------
    SettingError
        If the strength is not a number of at least 0.
    """

    strength: float
    layers: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        require_strength("l2", "strength", self.strength)

    def value(self, parameters: Parameters) -> float:
        """Return R, summed in float64."""
        squares = 0.0
        for w in weights_of(parameters, self.layers):
            squares += sum(_sum_of_squares(part) for part in _parts(w))
        return 0.5 * self.strength * squares

    def add_gradient(self, parameters: Parameters, gradients: Parameters) -> float:
        """Add dR/dw to the gradients, in place, and return R: one pass for both.

        Parameters
        ----------
        parameters, gradients : Parameters
            Of the same shapes. The gradients are those of the whole batch: added to every
            shard, the penalty would count several times.
        """
        squares = 0.0
        weights = weights_of(parameters, self.layers)
        for w, dw in zip(weights, weights_of(gradients, self.layers), strict=True):
            for part, gradient in zip(_parts(w), _parts(dw), strict=True):
                squares += _sum_of_squares(part)
                gradient += self.strength * part
        return 0.5 * self.strength * squares


def _parts(w: Array) -> Iterator[Array]:
    flat = w.reshape(-1)  # a view: parameters lie in C order
    for chunk in chunks(flat.size):
        yield flat[chunk]


def _sum_of_squares(part: Array) -> float:
    exact = part.astype(np.float64)
    return float(np.square(exact, out=exact).sum())
