"""Holding images out, with the classes in proportion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from engine.arrays import Labels


def held_out(labels: Labels, n: int, seed: int) -> npt.NDArray[np.bool_]:
    """Choose `n` samples at random so that every class keeps its share.

    Where the shares are not whole numbers, the classes with the largest remainders get
    one more.

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
        Class of each sample.
    n : int
        How many to choose, at most N.
    seed : int
        The same seed chooses the same samples.

    Returns
    -------
    ndarray of bool, shape (N,)
        True where a sample is chosen.
    """
    rng = np.random.default_rng(seed)
    chosen = np.zeros(len(labels), dtype=np.bool_)
    for k, count in enumerate(_shares(np.bincount(labels), n)):
        members = np.flatnonzero(labels == k)
        chosen[rng.permutation(members)[:count]] = True
    return chosen


def _shares(counts: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
    """Divide `n` in the ratio of `counts`, by the method of largest remainders."""
    exact = n * counts / max(1, counts.sum())
    shares: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    missing = n - shares.sum()
    largest_first = np.argsort(shares - exact, kind="stable")
    shares[largest_first[:missing]] += 1
    return shares
