"""The order in which the training images are seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


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
