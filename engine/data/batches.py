"""Which training images make up a batch: functions of the seed, and no streams."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

SAMPLINGS: Final = ("epochs", "with-replacement")
"""How batches are made: pieces of an order of all images, or drawn from all of them."""

_OF_DRAWN_BATCHES: Final = 1
"""A third word of the seed, so that drawn batches have nothing to do with the orders."""


def batch_order(seed: int, epoch: int, n: int) -> npt.NDArray[np.int64]:
    """Return the order of the training images in one epoch.

    It is a function and not a stream: any epoch can be recomputed without the ones
    before it.

    Parameters
    ----------
    seed : int
        Seed of the run, at least 0.
    epoch : int
        Number of the epoch, at least 0.
    n : int
        Number of training images.

    Returns
    -------
    ndarray of int64, shape (n,)
        A permutation of 0 to n − 1; a batch is a piece of it.
    """
    return np.random.default_rng((seed, epoch)).permutation(n)


def drawn_batch(seed: int, step: int, n: int, size: int) -> npt.NDArray[np.int64]:
    """Return one batch of training images, drawn with replacement.

    The draws of a step do not depend on the ones before it.

    Parameters
    ----------
    seed : int
        Seed of the run, at least 0.
    step : int
        Batches before this one, at least 0.
    n : int
        Number of training images, at least 1.
    size : int
        How many to draw; the same one may come several times.

    Returns
    -------
    ndarray of int64, shape (size,)
        Each in [0, n), all equally likely.
    """
    return np.random.default_rng((seed, step, _OF_DRAWN_BATCHES)).integers(n, size=size)
