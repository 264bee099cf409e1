"""Finding out which of two ways of computing takes less time."""

from __future__ import annotations

from statistics import median

_HOLDS = 100
"""Batches that a race decides about, for each that it took of either way."""


class Race:
    """The seconds that batches of one size took, with helpers and without.

    One way runs after the other, not by turns: a helper that has to wait for two batches
    falls asleep, and is woken late. Medians are compared, so that a single late batch
    decides nothing. After a while there is another race: the core that a helper needs may
    be somebody else's by then, or free.

    Parameters
    ----------
    trials : int
        How many batches each way runs; none if the helpers have won from the beginning.
    """

    def __init__(self, trials: int) -> None:
        self._trials = trials
        self._helped: list[float] = []
        self._alone: list[float] = []
        self._decided = 0

    @property
    def is_over(self) -> bool:
        """Whether both ways have been measured."""
        return min(len(self._helped), len(self._alone)) >= self._trials

    @property
    def with_helpers(self) -> bool:
        """Whether the next batch is to be computed with helpers."""
        if self._trials and self.is_over:
            return median(self._helped) < median(self._alone)
        return not self._trials or len(self._helped) < self._trials

    def note(self, seconds: float) -> None:
        """Take note of what the batch took that was computed as `with_helpers` said."""
        if not self.is_over:
            (self._helped if self.with_helpers else self._alone).append(seconds)
        elif self._trials:
            self._decided = (self._decided + 1) % (_HOLDS * self._trials)
            if self._decided == 0:
                self._helped.clear()
                self._alone.clear()
