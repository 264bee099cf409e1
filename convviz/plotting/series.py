"""A growing series of measurements, its smoothed version, and its picture by columns.

With β the smoothing and y the finite measurements so far::

    s[n] = β s[n-1] + (1 - β) y[n]        s[0] = 0
    smoothed[n] = s[n] / (1 - β**n)

The division takes away the pull towards s[0]. A smoothed value depends on nothing that
came after it, and not on what part of the series is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DEFAULT_SMOOTHING = 0.95
_FIRST_CAPACITY = 1024


class Series:
    """Measurements in the order in which they came.

    Parameters
    ----------
    smoothing : float, default=0.95
        β, in [0, 1); 0 does not smooth.

    Attributes
    ----------
    x, y, smoothed : ndarray of float64, shape (n,)
        Views of what was appended so far, and of its smoothed version.
    """

    def __init__(self, smoothing: float = DEFAULT_SMOOTHING) -> None:
        self._buffer = np.empty((3, _FIRST_CAPACITY))
        self._length = 0
        self._smoothing = smoothing
        self._sum = 0.0  # s, of the last measurement
        self._bias = 1.0  # β**n

    def __len__(self) -> int:
        return self._length

    @property
    def x(self) -> Floats:
        """Where, ascending."""
        return self._buffer[0, : self._length]

    @property
    def y(self) -> Floats:
        """What was measured; may hold NaN and infinities."""
        return self._buffer[1, : self._length]

    @property
    def smoothed(self) -> Floats:
        """The debiased moving average; what is not finite does not enter it."""
        return self._buffer[2, : self._length]

    @property
    def smoothing(self) -> float:
        """The decay β of the moving average."""
        return self._smoothing

    def append(self, x: npt.ArrayLike, y: npt.ArrayLike) -> None:
        """Add measurements behind those that are there.

        Parameters
        ----------
        x, y : array_like, shape (m,)
        """
        x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        start, stop = self._length, self._length + len(x)
        self._reserve(stop)
        self._buffer[0, start:stop] = x
        self._buffer[1, start:stop] = y
        self._length = stop
        self._smooth(start)

    def set_smoothing(self, smoothing: float) -> None:
        """Smooth everything anew with another β."""
        self._smoothing, self._sum, self._bias = smoothing, 0.0, 1.0
        self._smooth(0)

    def nearest(self, x: float) -> int | None:
        """Return the index of the measurement nearest to `x`, or None if there is none."""
        if not self._length:
            return None
        i = int(np.searchsorted(self.x, x))
        if i == self._length or (i and x - self.x[i - 1] <= self.x[i] - x):
            i -= 1
        return i

    def _reserve(self, length: int) -> None:
        capacity = self._buffer.shape[1]
        if length > capacity:
            bigger = np.empty((3, max(length, 2 * capacity)))
            bigger[:, : self._length] = self._buffer[:, : self._length]
            self._buffer = bigger

    def _smooth(self, start: int) -> None:
        beta, s, bias = self._smoothing, self._sum, self._bias
        out: list[float] = []
        value = float(self.smoothed[start - 1]) if start else np.nan
        for y, finite in zip(
            self.y[start:].tolist(), np.isfinite(self.y[start:]).tolist(), strict=True
        ):
            if finite:
                s = beta * s + (1 - beta) * y
                bias *= beta
                value = s / (1 - bias)
            out.append(value)
        self._buffer[2, start : self._length] = out
        self._sum, self._bias = s, bias


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What stands in each pixel column that holds a measurement.

    Attributes
    ----------
    x : ndarray, shape (m,)
        Middle of the column.
    low, high : ndarray, shape (m,)
        Smallest and largest measurement of the column; NaN if none is a number.
    first, last : ndarray, shape (m,)
        Measurements that come first and last in it.
    """

    x: Floats
    low: Floats
    high: Floats
    first: Floats
    last: Floats

    def envelope(self) -> tuple[Floats, Floats]:
        """Return vertical lines from low to high, as pairs of points, shape (2 m,)."""
        return np.repeat(self.x, 2), np.column_stack((self.low, self.high)).ravel()

    def outline(self) -> tuple[Floats, Floats]:
        """Return a line that shows every extreme, four points a column, shape (4 m,)."""
        y = np.column_stack((self.first, self.low, self.high, self.last))
        return np.repeat(self.x, 4), y.ravel()


def visible(x: Floats, left: float, right: float) -> slice:
    """Return the part of the ascending `x` in [left, right], and a neighbour on each side."""
    start, stop = np.searchsorted(x, [left, right])
    return slice(max(0, int(start) - 1), min(len(x), int(stop) + 1))


def columns(x: Floats, y: Floats, left: float, right: float, count: int) -> Columns:
    """Gather measurements into `count` pixel columns that divide [left, right].

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        `x` ascends; n >= 1.
    left, right : float
        Ends of the axis, left < right.
    count : int
        Pixel columns between them.
    """
    width = (right - left) / count
    column = np.floor((x - left) / width)
    starts = np.append(0, np.flatnonzero(column[1:] != column[:-1]) + 1)
    stops = np.append(starts[1:], len(x))
    return Columns(
        x=left + (column[starts] + 0.5) * width,
        low=np.fmin.reduceat(y, starts),
        high=np.fmax.reduceat(y, starts),
        first=y[starts],
        last=y[stops - 1],
    )
