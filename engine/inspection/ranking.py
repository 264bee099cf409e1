"""The largest of many contributions, and all the others as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.arrays import Array


def largest(terms: Array, count: int) -> npt.NDArray[np.intp]:
    """Return the flat places of the largest contributions in size, largest first.

    Parameters
    ----------
    terms : ndarray, any shape
    count : int
        How many; fewer if there are not so many that contribute at all. Of equal ones, the
        first in C order comes first; NaN counts as infinite.
    """
    sizes = np.abs(terms).ravel()
    sizes[np.isnan(sizes)] = np.inf
    count = min(count, int(np.count_nonzero(sizes)))
    if count <= 0:
        return np.zeros(0, np.intp)
    # The smallest size that is shown: of those that equal it, the first ones are.
    least = np.partition(sizes, sizes.size - count)[sizes.size - count]
    above = np.flatnonzero(sizes > least)
    equal = np.flatnonzero(sizes == least)[: count - len(above)]
    chosen = np.concatenate([above, equal])
    order: npt.NDArray[np.intp] = chosen[np.lexsort((chosen, -sizes[chosen]))]
    return order


@np.errstate(invalid="ignore", over="ignore")
def sum_of_others(terms: Array, shown: Collection[int]) -> float:
    """Return the sum of all terms, float64, but those at the flat places `shown`."""
    hidden = np.ones(terms.size, bool)
    hidden[list(shown)] = False
    return float(terms.ravel()[hidden].sum(dtype=np.float64))
