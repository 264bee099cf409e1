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
    trials : int, default=8
        Batches of a size that are measured with helpers, and as many without, before the
        quicker way is kept; 0 always lets them help.
    wait : bool, default=False
        Whether training waits while they start, rather than go on without.
    """

    after: float = 1.0
    trials: int = 8
    wait: bool = False


AS_MEASURED: Final = HelperTerms()
"""Where they make a long training quicker."""

AT_ONCE: Final = HelperTerms(after=0, trials=0, wait=True)
"""From the first batch to the last, whether it pays or not."""
