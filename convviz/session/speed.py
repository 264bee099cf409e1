"""How fast training goes, from what the batches report."""

from __future__ import annotations

import time
from collections import deque

WINDOW_S = 2.0


class SpeedMeter:
    """Samples per second over the last two seconds of running."""

    def __init__(self) -> None:
        self._arrivals: deque[tuple[float, int]] = deque()
        self._rate = 0.0

    @property
    def samples_per_second(self) -> float:
        """The rate last measured; 0 before the first."""
        return self._rate

    def start(self) -> None:
        """Begin to run again: a pause is not slowness."""
        self._arrivals.clear()

    def add(self, samples: int) -> None:
        """Note `samples` that were trained on just now."""
        now = time.perf_counter()
        self._arrivals.append((now, samples))
        while now - self._arrivals[0][0] > WINDOW_S:
            self._arrivals.popleft()
        span = now - self._arrivals[0][0]
        if span > 0.2:
            self._rate = sum(n for _, n in list(self._arrivals)[1:]) / span
