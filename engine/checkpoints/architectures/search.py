"""All ways from images to the maps that the first dense layer takes.

After each convolution only the size of the map matters for what can follow. So the ways that
lead on from a map to the end are counted once per size, with the cost of the plainest; the
plainest ways of all are then found best first, without a step into a dead end. A network of
many convolutions has more ways than could be listed, and takes hardly longer.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.checkpoints.architectures.plan import (
    ALL_SIZES,
    PLAIN_SIZES,
    WHOLE_MAP,
    Plan,
    Step,
    size_cost,
    steps_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.geometry import Pair

_KEPT = 24
_PADDED_COST = 1.0
_MIXED_COST = 1.5
"""Of padding some convolutions and others not."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has come to.

    Attributes
    ----------
    tried : int
        Ways there are.
    count : int
        Those of them that end at a map of the area that is needed.
    plans : tuple of Plan
        The plainest of these, plainest first.
    """

    tried: int
    count: int
    plans: tuple[Plan, ...]


def find_plans(kernels: Sequence[Pair], channels: int, area: int, *, plain: bool) -> Found:
    """Search the ways that end at a map of an area.

    Parameters
    ----------
    kernels : sequence of (rows, columns)
        Of the convolutions, in their order.
    channels : int
        Of the image.
    area : int
        Cells of the map in the end.
    plain : bool
        Whether only what most networks are made of is tried.
    """
    search = _Search(kernels, channels, lambda shape: math.prod(shape) == area, plain=plain)
    return Found(search.tried, search.count, tuple(search.plainest(_KEPT)))


def plans_over_whole_maps(kernels: Sequence[Pair], channels: int) -> tuple[Plan, ...]:
    """Return the plainest ways at whose end each map is replaced by its mean."""
    search = _Search(kernels, channels, lambda shape: math.prod(shape) > 1, plain=True)
    plans = (p for p in search.plainest(4 * _KEPT) if p.steps[-1].pooling is None)
    return tuple(
        replace(
            plan,
            steps=(*plan.steps[:-1], replace(plan.steps[-1], pooling=WHOLE_MAP)),
            cost=plan.cost + WHOLE_MAP.cost,
        )
        for plan in plans
    )


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What leads on from a map to the end: how many ways, and the cost of the plainest."""

    count: int
    cost: float


@dataclass(frozen=True, order=True, slots=True)
class _Begun:
    """A way that is not at its end, in the order in which they are followed."""

    estimate: float
    ahead: int
    number: int
    plan: Plan = field(compare=False)
    shape: Pair = field(compare=False)


class _Search:
    """The ways over all sizes of images, counted."""

    def __init__(
        self,
        kernels: Sequence[Pair],
        channels: int,
        is_end: Callable[[Pair], bool],
        *,
        plain: bool,
    ) -> None:
        self._kernels, self._channels, self._is_end = kernels, channels, is_end
        self._sizes = PLAIN_SIZES if plain else ALL_SIZES
        self._steps = [tuple(steps_for(kernel, plain=plain)) for kernel in kernels]
        self._ahead: list[dict[Pair, _Ahead]] = [{} for _ in range(len(kernels) + 1)]
        self._known: dict[tuple[Pair, Pair], list[tuple[Step, Pair, float]]] = {}
        self._look_ahead()
        self.tried = len(self._sizes) * math.prod(map(len, self._steps))
        self.count = sum(self._ahead[0][n, n].count for n in self._sizes)

    def plainest(self, most: int) -> Iterator[Plan]:
        """Yield the ways that reach the end, the cheapest first."""
        waiting = [self._begun(i, n) for i, n in enumerate(self._sizes)]
        waiting = [begun for begun in waiting if math.isfinite(begun.estimate)]
        heapq.heapify(waiting)
        number = len(self._sizes)
        while waiting and most:
            begun = heapq.heappop(waiting)
            if not begun.ahead:
                most -= 1
                yield begun.plan
                continue
            for plan, shape, cost in self._continued(begun):
                number += 1
                next_one = _Begun(plan.cost + cost, begun.ahead - 1, number, plan, shape)
                heapq.heappush(waiting, next_one)

    def _begun(self, number: int, size: int) -> _Begun:
        shape, cost = (size, size), size_cost(size, self._channels)
        estimate = cost + self._ahead[0][shape].cost
        return _Begun(estimate, len(self._kernels), number, Plan(size, (), cost), shape)

    def _continued(self, begun: _Begun) -> Iterator[tuple[Plan, Pair, float]]:
        place = len(begun.plan.steps)
        for step, shape, step_cost in self._after(place, begun.shape):
            ahead = self._ahead[place + 1][shape]
            if ahead.count:
                yield _extended(begun.plan, step, step_cost), shape, ahead.cost

    def _look_ahead(self) -> None:
        """Go through the maps that can be reached, then back from the end."""
        reached = [{(n, n) for n in self._sizes}]
        for place in range(len(self._kernels)):
            found = (self._after(place, before) for before in reached[-1])
            reached.append({shape for outcomes in found for _, shape, _ in outcomes})
        for shape in reached[-1]:
            is_end = self._is_end(shape)
            self._ahead[-1][shape] = _Ahead(int(is_end), 0.0 if is_end else math.inf)
        for place in reversed(range(len(self._kernels))):
            for shape in reached[place]:
                self._ahead[place][shape] = self._sum(place, shape)

    def _sum(self, place: int, shape: Pair) -> _Ahead:
        count, cost = 0, math.inf
        for _, after, step_cost in self._after(place, shape):
            ahead = self._ahead[place + 1][after]
            if ahead.count:
                count += ahead.count
                cost = min(cost, step_cost + ahead.cost)
        return _Ahead(count, cost)

    def _after(self, place: int, shape: Pair) -> list[tuple[Step, Pair, float]]:
        """Return what a convolution and what may follow it makes of a map, with its cost."""
        kernel = self._kernels[place]
        if (kernel, shape) not in self._known:
            self._known[kernel, shape] = list(_outcomes(self._steps[place], kernel, shape))
        return self._known[kernel, shape]


def _outcomes(
    steps: Sequence[Step], kernel: Pair, shape: Pair
) -> Iterator[tuple[Step, Pair, float]]:
    (rows, columns), (down, right) = shape, kernel
    for step in steps:
        after = step.length_after(rows, down), step.length_after(columns, right)
        if min(after) > 0 and step.is_other(rows, down):
            yield step, after, step.cost(rows, down)


def _extended(plan: Plan, step: Step, step_cost: float) -> Plan:
    before = plan.steps[-1].is_padded if plan.steps else False
    switch = _MIXED_COST if plan.steps else _PADDED_COST
    cost = plan.cost + step_cost + (switch if step.is_padded != before else 0.0)
    return Plan(plan.size, (*plan.steps, step), cost)
