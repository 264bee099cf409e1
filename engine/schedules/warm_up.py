"""A rise before another schedule begins.

P. Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017,
https://arxiv.org/abs/1706.02677, section 2.2, call it gradual warm-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_COLDEST: Final = 0.01
"""Factor of the first step: a factor of 0 would waste that step."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Rise in a straight line from 0.01 to 1, then follow another schedule from its start.

    Parameters
    ----------
    share : float
        How much of the training it takes, in (0, 1).
    then : callable
        The schedule of the rest.
    """

    share: float
    then: Callable[[float], float]

    def __call__(self, progress: float) -> float:
        """Return the factor; it is above 0 at progress 0 already."""
        if progress < self.share:
            return _COLDEST + (1.0 - _COLDEST) * progress / self.share
        return self.then((progress - self.share) / (1.0 - self.share))
