"""When helper processes are to help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class HelperTerms:
    """When helper processes start, and how they show that they are worth it.

    Parameters
    ----------
    after : float, default=1
        Seconds of computing, after which they are started: what is over soon needs none.
    trials : int, default=12
        Batches of a size that are measured with helpers, and as many without, before the
        quicker way is kept; 0 always lets them help.
    wait : bool, default=False
        Whether training waits while they start, rather than go on without.
    most : int, optional
        How many there may be; one for every further core of this process if not given,
        however many threads are asked for.
    """

    after: float = 1.0
    trials: int = 12
    wait: bool = False
    most: int | None = None

    def count(self, threads: int, cores: int) -> int:
        """Return how many there are to be where so many are to compute at once."""
        return min(threads, cores if self.most is None else 1 + self.most) - 1


AS_MEASURED: Final = HelperTerms()
"""Where they make a long training quicker."""

AT_ONCE: Final = HelperTerms(after=0, trials=0, wait=True, most=3)
"""From the first batch to the last, whether it pays or not, and there are cores or not."""
