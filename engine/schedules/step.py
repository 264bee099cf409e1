"""A schedule that falls at milestones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.errors import SettingError
from engine.numbers import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Step:
    """Multiply by gamma at each milestone: gamma^(number of milestones reached).

    Parameters
    ----------
    milestones : sequence of float, default=(0.5, 0.75)
        Shares of the training, rising, in (0, 1).
    gamma : float, default=0.1
        In (0, 1].

    Raises
    ------
    SettingError
        If a value breaks its rule.
    """

    milestones: Sequence[float] = (0.5, 0.75)
    gamma: float = 0.1

    def __post_init__(self) -> None:
        if not _rising_shares(self.milestones):
            rule = "milestones must be rising numbers between 0 and 1"
            raise SettingError("step", rule, self.milestones)
        if not is_number(self.gamma) or not 0 < self.gamma <= 1:
            raise SettingError("step", "gamma must be in (0, 1]", self.gamma)
        object.__setattr__(self, "milestones", tuple(self.milestones))  # hashable

    def __call__(self, progress: float) -> float:
        """Return the factor, which is lower from the milestone itself on."""
        reached = sum(milestone <= progress for milestone in self.milestones)
        return float(self.gamma**reached)


def _rising_shares(values: object) -> bool:
    if not isinstance(values, (list, tuple)) or not all(is_number(v) for v in values):
        return False
    return all(a < b for a, b in pairwise((0, *values, 1)))
