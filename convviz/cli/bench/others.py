"""Whether other work was done on the machine while something was measured.

Threads that wait for each other by spinning, as those of PyTorch do, lose much more than
their share when somebody else needs a core. So every row says what the others took: where
that is more than a few hundredths, the row is worth little.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter, process_time

_STAT = Path("/proc/stat")
_IDLE = (3, 4)
"""Which of the numbers are time in which nothing ran: idle, and waiting for a disk."""

_RUNNING = 8
"""The numbers that add up to all time; what comes behind is contained in them."""


class Others:
    """Watch what other processes take of all cores, from now on.

    Parameters
    ----------
    stat : Path
        Where Linux counts the time of its cores; other systems have no such file.
    """

    def __init__(self, stat: Path = _STAT) -> None:
        self._stat = stat
        self._busy, self._own, self._clock = busy_seconds(stat), process_time(), perf_counter()

    def share(self) -> float | None:
        """Return their share of the time of all cores so far; None if nobody knows."""
        busy = busy_seconds(self._stat)
        if busy is None or self._busy is None:
            return None
        passed = (perf_counter() - self._clock) * (os.cpu_count() or 1)
        own = process_time() - self._own
        return max(0.0, busy - self._busy - own) / passed


def in_words(share: float | None) -> str:
    """Return "12%", or nothing where the share is not known."""
    return "" if share is None else f"{share:.0%}"


def others_in_words(share: float | None) -> str:
    """Return the end of a sentence: what others took; nothing where it is not known."""
    return "" if share is None else f"; others took {in_words(share)} of all cores"


def busy_seconds(stat: Path = _STAT) -> float | None:
    """Return how long all cores together have worked, or been lent out, since the start."""
    try:
        first = stat.read_text(encoding="ascii").partition("\n")[0]
    except OSError:
        return None
    ticks = [int(number) for number in first.split()[1:]][:_RUNNING]
    idle = sum(ticks[k] for k in _IDLE)
    return (sum(ticks) - idle) / os.sysconf("SC_CLK_TCK")
