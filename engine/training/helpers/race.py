"""Finding out which of two ways of computing takes less time."""

from __future__ import annotations

from statistics import median


class Race:
    """The seconds that batches of one size took, with helpers and without.

    The two ways take turns, so that whatever else the machine does slows both; medians
    are compared, so that a single late batch decides nothing.

    Parameters
    ----------
    trials : int
        How many batches each way runs; none if the helpers have won from the beginning.
    """

    def __init__(self, trials: int) -> None:
        self._trials = trials
        self._helped: list[float] = []
        self._alone: list[float] = []

    @property
    def is_over(self) -> bool:
        """Whether both ways have been measured."""
        return min(len(self._helped), len(self._alone)) >= self._trials

    @property
    def with_helpers(self) -> bool:
        """Whether the next batch is to be computed with helpers."""
        if self._trials and self.is_over:
            return median(self._helped) < median(self._alone)
        return len(self._helped) <= len(self._alone)

    def note(self, seconds: float) -> None:
        """Take note of what the batch took that was computed as `with_helpers` said."""
        if not self.is_over:
            (self._helped if self.with_helpers else self._alone).append(seconds)
