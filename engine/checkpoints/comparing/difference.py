"""How far one array is from another of the same shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.comparing.blocks import blocks_of
from engine.checkpoints.comparing.subtracting import require_numbers, same_entries, subtracted
from engine.checkpoints.comparing.sums import Sums
from engine.checkpoints.statistics import Statistics, statistics_of_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from engine.checkpoints.node import AnyArray


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What changed from a to b. Sums are over the entries that are finite in both.

    Attributes
    ----------
    count : int
        Entries.
    changed : int
        Those that are not the same; a NaN in both at one place is.
    is_bit_equal : bool
        Whether type and bytes are the same too, down to the sign of zero.
    largest : float
        The largest finite |b − a|; 0 if nothing changed, NaN if nothing changed by a
        finite number.
    where : tuple of int
        Its index; that of the first entry if nothing changed, () for a single number.
    mean : float
        Of b − a.
    rms : float
        Root of the mean of (b − a)²; infinite where squares are beyond float64.
    relative : float
        ‖b − a‖ / ‖a‖, Euclidean; infinite if a is zero and b is not, NaN as `largest` and
        where squares are beyond float64.
    cosine : float
        Of the angle between a and b as vectors, in [−1, 1]; NaN if one of
        them is zero, of complex numbers, or where squares are beyond float64.
    unusable : int
        Entries that changed from, to or between NaN and infinities.
    by_filter : ndarray of float64, shape (n,)
        ‖b − a‖ of each filter or row along the first of several axes; read-only. Vectors
        and single numbers have one.
    of_filter : ndarray of float64, shape (n,)
        ‖a‖ of each, likewise.
    """

    count: int
    changed: int
    is_bit_equal: bool
    largest: float
    where: tuple[int, ...]
    mean: float
    rms: float
    relative: float
    cosine: float
    unusable: int
    by_filter: npt.NDArray[np.float64]
    of_filter: npt.NDArray[np.float64]

    @property
    def is_equal(self) -> bool:
        """Whether every entry is the same."""
        return not self.changed

    @property
    def changed_share(self) -> float:
        """Share of the entries that changed, in [0, 1]."""
        return self.changed / self.count if self.count else 0.0


def measure(a: AnyArray, b: AnyArray, go_on: Callable[[], bool] = lambda: True) -> Difference:
    """Measure how far `b` is from `a`, in float64 and in one pass over both.

    Parameters
    ----------
    a, b : ndarray
        Numbers, of one shape.
    go_on : callable, optional
        Asked now and then; False stops the work.

    Raises
    ------
    ShapeError
        If they are not of one shape.
    TypeError
        If one of them holds no numbers.
    LoadCancelled
        If `go_on` said so.
    """
    require_numbers("measure", a, b)
    sums = Sums(a.shape)
    for start, x, y in blocks_of(a, b, go_on):
        sums.add(start, x, y)
    by_filter, of_filter = sums.row_norms()
    return Difference(
        count=a.size,
        changed=sums.changed,
        is_bit_equal=a.dtype == b.dtype and not sums.bits_differ,
        largest=sums.largest,
        where=tuple(int(i) for i in np.unravel_index(sums.where, a.shape)) if a.size else (),
        mean=sums.mean,
        rms=sums.rms,
        relative=sums.relative,
        cosine=sums.cosine,
        unusable=sums.unusable,
        by_filter=by_filter,
        of_filter=of_filter,
    )


def change_statistics(
    a: AnyArray, b: AnyArray, bins: int = 64, go_on: Callable[[], bool] = lambda: True
) -> Statistics:
    """Describe the numbers b − a as `statistics_of` describes an array.

    Parameters
    ----------
    a, b : ndarray
        Numbers, of one shape.
    bins : int, default=64
        Of the histogram.
    go_on : callable, optional
        Asked now and then; False stops the work.

    Raises
    ------
    ShapeError
        If they are not of one shape.
    TypeError
        If one of them holds no numbers.
    LoadCancelled
        If `go_on` said so.
    """
    require_numbers("change_statistics", a, b)

    def parts() -> Iterator[npt.NDArray[np.float64]]:
        for _, x, y in blocks_of(a, b, go_on):
            yield subtracted(x, y, same_entries(x, y))

    return statistics_of_parts(parts, bins)
