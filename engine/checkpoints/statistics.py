"""What can be said about the numbers of an array without looking at them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.checkpoints.errors import LoadCancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.checkpoints.node import AnyArray

BINS = 64
_CHUNK = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Counts of all numbers, and moments of those that are finite.

    Attributes
    ----------
    count : int
        Of all numbers.
    finite : int
        Of those that are neither NaN nor infinite; the rest of this is about them.
    minimum, maximum, mean, std : float
        NaN if there is no finite number.
    zeros, nans, positive_infinities, negative_infinities : int
        How many there are.
    counts : ndarray of int64, shape (64,)
        Histogram between minimum and maximum, in bins of one width.
    edges : ndarray of float64, shape (65,)
        Where the bins begin and end.
    """

    count: int
    finite: int
    minimum: float
    maximum: float
    mean: float
    std: float
    zeros: int
    nans: int
    positive_infinities: int
    negative_infinities: int
    counts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float64]

    @property
    def limit(self) -> float:
        """The largest size of a finite number; 0 if there is none."""
        return max(abs(self.minimum), abs(self.maximum)) if self.finite else 0.0


def statistics_of(
    array: AnyArray, bins: int = BINS, go_on: Callable[[], bool] = lambda: True
) -> Statistics | None:
    """Describe the numbers of an array, in float64 and in chunks.

    Parameters
    ----------
    array : ndarray
        Of any real dtype; of complex numbers the sizes are described.
    bins : int, default=64
        Of the histogram.
    go_on : callable, optional
        Asked now and then; False stops the work.

    Returns
    -------
    Statistics or None
        None if the array holds text.

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    if array.dtype.kind not in "biufc":
        return None
    return statistics_of_parts(lambda: _chunks(array, go_on), bins)


def statistics_of_parts(
    parts: Callable[[], Iterator[npt.NDArray[np.float64]]], bins: int = BINS
) -> Statistics:
    """Describe numbers that come in parts and are nowhere whole.

    Parameters
    ----------
    parts : callable
        Called twice; each time it yields the same parts, of shape (n,).
    bins : int, default=64
        Of the histogram.
    """
    totals = _Totals()
    for x in parts():
        totals.add(x)
    if not totals.finite:
        return totals.statistics(
            np.nan, np.zeros(bins, np.int64), np.arange(bins + 1, dtype=np.float64) / bins
        )
    mean, low, high = totals.mean, totals.minimum, totals.maximum
    squares, counts = 0.0, np.zeros(bins, np.int64)
    with np.errstate(over="ignore"):
        for x in parts():
            finite = _finite(x)
            centred = finite - mean
            squares += float(np.dot(centred, centred))
            counts += np.bincount(_bin_of(finite, low, high, bins), minlength=bins)
    t = np.arange(bins + 1, dtype=np.float64) / bins
    edges = low * (1 - t) + high * t
    return totals.statistics(float(np.sqrt(squares / totals.finite)), counts, edges)


class _Totals:
    """Sums over the chunks seen so far."""

    def __init__(self) -> None:
        self.count = self.finite = self.zeros = 0
        self.nans = self.positive = self.negative = 0
        self.minimum, self.maximum, self.sum = np.inf, -np.inf, 0.0

    def add(self, x: npt.NDArray[np.float64]) -> None:
        finite = _finite(x)
        self.count += x.size
        self.finite += finite.size
        self.zeros += finite.size - int(np.count_nonzero(finite))
        if finite.size < x.size:
            self.nans += int(np.count_nonzero(np.isnan(x)))
            self.positive += int(np.count_nonzero(x == np.inf))
            self.negative += int(np.count_nonzero(x == -np.inf))
        if finite.size:
            self.minimum = min(self.minimum, float(finite.min()))
            self.maximum = max(self.maximum, float(finite.max()))
            with np.errstate(over="ignore"):
                self.sum += float(finite.sum())

    @property
    def mean(self) -> float:
        return self.sum / self.finite if self.finite else float("nan")

    def statistics(
        self, std: float, counts: npt.NDArray[np.int64], edges: npt.NDArray[np.float64]
    ) -> Statistics:
        return Statistics(
            count=self.count,
            finite=self.finite,
            minimum=self.minimum if self.finite else float("nan"),
            maximum=self.maximum if self.finite else float("nan"),
            mean=self.mean,
            std=std,
            zeros=self.zeros,
            nans=self.nans,
            positive_infinities=self.positive,
            negative_infinities=self.negative,
            counts=counts,
            edges=edges,
        )


def _chunks(array: AnyArray, go_on: Callable[[], bool]) -> Iterator[npt.NDArray[np.float64]]:
    """Yield the numbers as float64, some at a time: arrays may be larger than memory."""
    flat = array.ravel(order="K")
    for start in range(0, flat.size, _CHUNK):
        if not go_on():
            raise LoadCancelled("The statistics were cancelled.")
        part: Any = flat[start : start + _CHUNK]
        with np.errstate(over="ignore"):
            yield (
                np.abs(part).astype(np.float64)
                if part.dtype.kind == "c"
                else part.astype(np.float64)
            )


def _finite(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the finite numbers, mostly all of them and then without a copy."""
    finite = np.isfinite(x)
    return x if finite.all() else x[finite]


def _bin_of(
    x: npt.NDArray[np.float64], low: float, high: float, bins: int
) -> npt.NDArray[np.intp]:
    """Return the bin of each number; the quotients are halved, lest the width overflows."""
    width = high / 2 - low / 2
    if width == 0:
        return np.full(x.shape, bins // 2, np.intp)
    places = x / 2
    places -= low / 2
    places /= width
    places *= bins
    return np.minimum(places.astype(np.intp), bins - 1)
