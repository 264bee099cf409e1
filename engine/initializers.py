"""First values of the weights.

K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015,
https://arxiv.org/abs/1502.01852, equation 10: where rectifiers follow, weights of variance
2 / fan-in keep the size of the activations from layer to layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array


def he_normal(w: Array, fan_in: int, rng: np.random.Generator) -> None:
    """Fill `w` with normal numbers of mean 0 and standard deviation sqrt(2 / fan_in).

    Parameters
    ----------
    w : ndarray
        Written in place.
    fan_in : int
        How many products each output sums up.
    rng : numpy.random.Generator
    """
    w[...] = rng.normal(0.0, np.sqrt(2 / fan_in), w.shape)
