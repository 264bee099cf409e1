"""How the numbers of an array are distributed: bins, moments, and what is no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convviz.plotting.numbers import format_count, format_percent

if TYPE_CHECKING:
    import numpy.typing as npt

    from convviz.plotting.scales import Scale
    from engine.arrays import Array


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """Counts of an array's numbers in equally wide bins, exact zeros kept apart.

    Attributes
    ----------
    low, high : float
        Ends of the range that the bins divide.
    counts : ndarray of int, shape (bins,)
        Finite numbers other than zero; those beyond an end are in the bin at that end.
    size, zeros, nan, infinite, clipped : int
        Of all numbers: how many there are, are exactly zero, are NaN, are infinite, are
        finite but beyond an end.
    mean, std, smallest, largest : float
        Of the finite numbers; NaN if there are none.
    """

    low: float
    high: float
    counts: npt.NDArray[np.intp]
    size: int
    zeros: int
    nan: int
    infinite: int
    clipped: int
    mean: float
    std: float
    smallest: float
    largest: float

    @classmethod
    def of(cls, x: Array, scale: Scale, bins: int) -> Distribution:
        """Count the numbers of `x` in `bins` bins between the ends of `scale`."""
        values = x.ravel()
        finite = values
        nan = infinite = 0
        with np.errstate(invalid="ignore"):  # +inf and -inf make NaN, which is looked for
            total = float(values.sum(dtype=np.float64)) if values.size else 0.0
        if not np.isfinite(total):
            mask = np.isfinite(values)
            nan = int(np.count_nonzero(np.isnan(values)))
            infinite = values.size - nan - int(np.count_nonzero(mask))
            finite = values[mask]
        low, high = scale.low, scale.limit
        other = finite[finite != 0]
        gain = bins / (high - low) if high > low else 0.0
        index = np.clip(((other - low) * gain).astype(np.intp), 0, bins - 1)
        empty = finite.size == 0
        return cls(
            low=low,
            high=high,
            counts=np.bincount(index, minlength=bins),
            size=values.size,
            zeros=finite.size - other.size,
            nan=nan,
            infinite=infinite,
            clipped=scale.clipped(finite),
            mean=np.nan if empty else float(finite.mean(dtype=np.float64)),
            std=np.nan if empty else float(finite.std(dtype=np.float64)),
            smallest=np.nan if empty else float(finite.min()),
            largest=np.nan if empty else float(finite.max()),
        )

    def edges(self, i: int) -> tuple[float, float]:
        """Return the ends of bin `i`."""
        width = (self.high - self.low) / len(self.counts)
        return self.low + i * width, self.low + (i + 1) * width

    @property
    def zero_share(self) -> float:
        """The fraction of exact zeros."""
        return self.zeros / self.size if self.size else 0.0

    def oddities(self) -> list[str]:
        """Return in words what a histogram cannot show: zeros, NaN, infinities, clipping."""
        words = [f"{format_percent(self.zero_share, 0)} are 0"] if self.zeros else []
        for count, name in (
            (self.nan, "NaN"),
            (self.infinite, "infinite"),
            (self.clipped, "clipped"),
        ):
            if count:
                words.append(f"{format_count(count)} {name}")
        return words

    @property
    def is_sound(self) -> bool:
        """Whether every number is finite."""
        return not (self.nan or self.infinite)
