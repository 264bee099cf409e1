"""Measuring by short turns.

Whatever else the machine does, warms up or slows down, meets all sides alike if they take
turns of half a second. A turn's figure is all its seconds over all its samples; from turn
to turn the median counts, and the quartiles tell how much it is worth.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TURNS = 8

_SETTLING = 0.1
"""Share of a turn that is not counted: caches fill, threads of the other side that wait
by spinning fall asleep."""


class Side(Protocol):
    """Someone who is measured."""

    def step(self) -> tuple[int, float]:
        """Take one training step; return its samples and its seconds."""

    def close(self) -> None:
        """End what was started."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Some measurements of the same.

    Attributes
    ----------
    values : tuple of float
        In the order in which they were taken.
    lower, median, upper : float
        Quartiles: half of the values lie between the outer two.
    """

    values: tuple[float, ...]
    lower: float
    median: float
    upper: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Sort and divide `values`, of which there is at least one."""
        if len(values) == 1:
            return cls(tuple(values), values[0], values[0], values[0])
        quartiles = statistics.quantiles(values, n=4, method="inclusive")
        return cls(tuple(values), *quartiles)

    def scaled(self, factor: float) -> Spread:
        """Return the same in another unit."""
        return Spread.of([factor * value for value in self.values])


def alternate(
    sides: Sequence[Side], seconds: float, turns: int, tell: Callable[[], object]
) -> list[list[float]]:
    """Let `sides` train by turns.

    Parameters
    ----------
    sides : sequence of Side
    seconds : float
        For all turns of one side together.
    turns : int
        Of each side. Who begins a round ends the one before it.
    tell : callable
        Called after every turn.

    Returns
    -------
    list of list of float
        Seconds per sample, for each side in each of its turns.
    """
    costs: list[list[float]] = [[] for _ in sides]
    for k in range(turns):
        order = list(range(len(sides)))
        for i in order if k % 2 == 0 else reversed(order):
            costs[i].append(_turn(sides[i], seconds / turns))
            tell()
    return costs


def _turn(side: Side, seconds: float) -> float:
    """Return the seconds per sample of a turn."""
    _train(side, _SETTLING * seconds)
    samples, spent = _train(side, seconds)
    return spent / samples


def _train(side: Side, seconds: float) -> tuple[int, float]:
    """Take steps for `seconds`, at least one."""
    samples, spent = side.step()
    while spent < seconds:
        more, passed = side.step()
        samples, spent = samples + more, spent + passed
    return samples, spent
