"""One layer's best order of filters, while those of its neighbours are held.

SciPy is imported when the first assignment is made: it takes longer to import than a
comparison without one takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.comparing.chain import rows
from engine.checkpoints.errors import LoadCancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from engine.checkpoints.comparing.chain import Link, Places

    Orders = list[Places]
    Matrix = npt.NDArray[np.float64]


_HUGE = 1e300
"""Stands for products beyond float64, which an assignment cannot weigh."""


class Assigner:
    """Find orders of b's filters that make b more like a.

    Parameters
    ----------
    a, b : sequence of Link
        Of the same shapes. The last layer keeps its order.
    go_on : callable
        Asked before every assignment; False stops the work.
    """

    def __init__(self, a: Sequence[Link], b: Sequence[Link], go_on: Callable[[], bool]) -> None:
        self._a, self._b, self._go_on = a, b, go_on

    def value(self, orders: Orders) -> float:
        """Return ⟨a, b⟩ over all layers, with b's filters in these orders."""
        total = 0.0
        for k, (a, b) in enumerate(zip(self._a, self._b, strict=True)):
            weight = self._read(k, orders)[orders[k]]
            total += float(np.vdot(rows(a.weight), rows(weight)))
            for x, y in _vectors(a, b):
                total += float(np.vdot(x, y[orders[k]]))
        return total

    def by_inputs(self) -> Orders:
        """Match layer after layer by what each reads, without the one that reads it."""
        orders = [np.arange(link.filters) for link in self._b]
        for k in range(len(self._b) - 1):
            orders[k] = self._assigned(self._likeness_of_inputs(k, orders))
        return orders

    def improved(self, orders: Orders) -> Orders:
        """Assign layer after layer, round after round, until nothing gets better."""
        value, before = self.value(orders), -np.inf
        while value > before:
            for k in range(len(self._b) - 1):
                likeness = self._likeness_of_inputs(k, orders)
                likeness += self._likeness_of_outputs(k, orders)
                orders[k] = self._better(likeness, orders[k])
            before, value = value, self.value(orders)
        return orders

    def _better(self, likeness: Matrix, order: Places) -> Places:
        """Return the best order; the one there is, if that is as good."""
        found = self._assigned(likeness)
        at = np.arange(len(order))
        gain = likeness[at, found].sum() - likeness[at, order].sum()
        return found if gain > 1e-12 * np.abs(likeness).sum() / max(1, len(at)) else order

    def _assigned(self, likeness: Matrix) -> Places:
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - see above

        if not self._go_on():
            raise LoadCancelled("The comparison was cancelled.")
        finite = np.nan_to_num(likeness, nan=0.0, posinf=_HUGE, neginf=-_HUGE)
        places: Places = linear_sum_assignment(finite, maximize=True)[1]
        return places

    def _likeness_of_inputs(self, k: int, orders: Orders) -> Matrix:
        """Return, for filters i of a and j of b, the product of their weights and vectors."""
        likeness = rows(self._a[k].weight) @ rows(self._read(k, orders)).T
        for x, y in _vectors(self._a[k], self._b[k]):
            likeness += x @ y.T
        return likeness

    def _likeness_of_outputs(self, k: int, orders: Orders) -> Matrix:
        """Return the same for the weights that the next layer reads them with."""
        first, second = self._a[k + 1], self._b[k + 1]
        a = _by_channel(first, first.weight, self._a[k].filters)
        b = second.weight[orders[k + 1]]
        return a @ _by_channel(second, b, self._b[k].filters).T

    def _read(self, k: int, orders: Orders) -> npt.NDArray[np.generic]:
        """Return b's weight of layer k with what it reads in the order of the one before."""
        link = self._b[k]
        return link.weight if k == 0 else link.read_in(orders[k - 1])


def products(a: Sequence[Link], b: Sequence[Link]) -> float:
    """Return ⟨a, b⟩ over all layers as they are."""
    return Assigner(a, b, lambda: True).value([np.arange(link.filters) for link in b])


def _by_channel(link: Link, weight: npt.NDArray[np.generic], channels: int) -> Matrix:
    """Return a weight as a matrix with a row per channel that it reads."""
    axis = 2 if link.is_channels_last else 1
    return rows(np.moveaxis(link.by_channel(weight, channels), axis, 0))


def _vectors(a: Link, b: Link) -> list[tuple[Matrix, Matrix]]:
    first, second = a.vectors, b.vectors
    both = [
        part for part in first if part in second and first[part].shape == second[part].shape
    ]
    return [(rows(first[part]), rows(second[part])) for part in both]
