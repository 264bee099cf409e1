"""Gradients that are held to a limit before a step is taken.

R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
networks", ICML 2013, https://arxiv.org/abs/1211.5063, Algorithm 1, with g for all
gradients together::

    g = g limit / ||g||    where ||g|| > limit

The direction stays; only the length is limited. (PyTorch adds 1e-6 to the norm that it
divides by, and so stays a little below the limit.)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import chunks
from engine.numbers import require_positive

if TYPE_CHECKING:
    from engine.arrays import Parameters


def clip_norm(gradients: Parameters, limit: float) -> float:
    """Shorten all gradients together to a length of at most `limit`, in place.

    Parameters
    ----------
    gradients : Parameters
        Left alone if one of them is not a finite number: nothing sensible could be made of
        the others.
    limit : float
        More than 0.

    Returns
    -------
    float
        The length before: the Euclidean norm, summed in float64.

    Raises
    ------
    SettingError
        If the limit is not a number above 0.
    """
    require_positive("clip_norm", "limit", limit)
    squares = 0.0
    for chunk in chunks(gradients.flat.size):
        g = gradients.flat[chunk].astype(np.float64)
        squares += float(np.square(g, out=g).sum())
    norm = math.sqrt(squares)
    if limit < norm < math.inf:
        gradients.flat *= limit / norm
    return norm


def clip_value(gradients: Parameters, limit: float) -> None:
    """Bring every gradient into [-limit, limit], in place.

    Raises
    ------
    SettingError
        If the limit is not a number above 0.
    """
    require_positive("clip_value", "limit", limit)
    np.clip(gradients.flat, -limit, limit, out=gradients.flat)
