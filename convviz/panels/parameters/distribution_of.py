"""The histogram of an array that is too large to be counted while one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.plotting import Distribution

if TYPE_CHECKING:
    from engine.checkpoints import Statistics

_MOST_BINS = 128
_FEWEST_BINS = 32


def distribution_of(statistics: Statistics, limit: float) -> Distribution:
    """Spread the bins that were counted over the range of a signed colour scale.

    Parameters
    ----------
    statistics : Statistics
        With bins between the smallest and the largest number.
    limit : float
        The scale goes from -limit to limit.
    """
    counts = statistics.counts.copy()
    edges = statistics.edges
    middles = edges[:-1] / 2 + edges[1:] / 2
    if statistics.zeros:
        at_zero = int(np.clip(np.searchsorted(edges, 0.0, "right") - 1, 0, len(counts) - 1))
        counts[at_zero] = max(0, counts[at_zero] - statistics.zeros)
    width = float(edges[1] - edges[0])
    wanted = 2 * limit / width if width > 0 and limit > 0 else _FEWEST_BINS
    bins = int(np.clip(np.ceil(wanted), _FEWEST_BINS, _MOST_BINS)) // 2 * 2
    places = (middles / limit + 1) / 2 * bins if limit > 0 else np.full(len(middles), bins // 2)
    index = np.clip(places.astype(np.intp), 0, bins - 1)
    spread = np.bincount(index, weights=counts, minlength=bins).astype(np.int64)
    return Distribution(
        low=-limit,
        high=limit,
        counts=spread,
        size=statistics.count,
        zeros=statistics.zeros,
        nan=statistics.nans,
        infinite=statistics.positive_infinities + statistics.negative_infinities,
        clipped=0,
        mean=statistics.mean,
        std=statistics.std,
        smallest=statistics.minimum,
        largest=statistics.maximum,
    )
