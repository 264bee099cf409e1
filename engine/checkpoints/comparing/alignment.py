"""The order of b's filters in which b is most like a.

Weight matching, algorithm 1 of Ainsworth, Hayase and Srinivasa, "Git Re-Basin: Merging
Models modulo Permutation Symmetries" (arXiv 2209.04836). With permutations π of the hidden
layers' filters it seeks the largest

    Σ_l ⟨a_l, P_l b_l P_{l−1}ᵀ⟩

by coordinate descent: of one layer at a time, all others held, the best π is a linear
assignment. Each step can only make the sum larger, so it ends; it may end in a local optimum.
Here it starts twice, from the order that is there and from matching each layer, first to
last, by what it reads alone, which finds back every permutation of a network whose filters
all differ; the better end is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.comparing.assignment import Assigner, products
from engine.checkpoints.comparing.chain import chain_of, reordered
from engine.checkpoints.comparing.reasons import NoChainError
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.checkpoints.comparing.chain import Link, Places
    from engine.checkpoints.comparing.side import Side
    from engine.checkpoints.node import AnyArray

MOST_FILTERS = 4096
"""Of one layer: an assignment takes the third power of them."""
MOST_PRODUCTS = 1 << 37
"""Multiplications of one round over all layers: some ten seconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """An order of the hidden layers' filters of b, or the reason why there is none.

    Attributes
    ----------
    places : mapping of str to ndarray of int, shape (n,)
        By layer: filter i of the reordered b is filter ``places[i]`` of b.
    reason : str
        Why filters were not matched, in a sentence; "" if they were.
    before, after : float
        ⟨a, b⟩ / (‖a‖ ‖b‖) over all layers, in the order of b and in the new one.
    """

    places: Mapping[str, Places] = field(default_factory=dict)
    reason: str = ""
    before: float = float("nan")
    after: float = float("nan")

    @property
    def moved(self) -> int:
        """Number of filters that changed their place."""
        return sum(int((p != np.arange(len(p))).sum()) for p in self.places.values())

    def applied(self, side: Side) -> Side:
        """Return b with its filters in the new order: the same function of its input.

        That every layer is read by the next one alone is assumed, as nothing in a file tells
        of a connection that skips one.
        """
        if not self.places:
            return side
        arrays = _reordered_arrays(chain_of(side), self.places)
        items = tuple(replace(i, array=arrays.get(id(i), i.array)) for i in side.items)
        return replace(side, items=items)


def align(a: Side, b: Side, go_on: Callable[[], bool] = lambda: True) -> Alignment:
    """Match the hidden filters of `b` to those of `a`.

    Parameters
    ----------
    a, b : Side
        With layers of the same shapes, in a row.
    go_on : callable, optional
        Asked before every assignment; False stops the work.

    Returns
    -------
    Alignment

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    try:
        chains = chain_of(a), chain_of(b)
        _require_alike(*chains, a.name, b.name)
    except NoChainError as reason:
        return Alignment(reason=f"The filters were not matched: {reason}")
    with np.errstate(over="ignore", invalid="ignore"):
        return _aligned(*chains, go_on)


def _aligned(
    first: Sequence[Link], second: Sequence[Link], go_on: Callable[[], bool]
) -> Alignment:
    orders = [np.arange(link.filters) for link in second]
    assigner = Assigner(first, second, go_on)
    found = max(
        (assigner.improved(list(orders)), assigner.improved(assigner.by_inputs())),
        key=assigner.value,
    )
    if assigner.value(found) <= assigner.value(orders):
        found = orders
    norm = np.sqrt(products(first, first) * products(second, second))
    return Alignment(
        MappingProxyType({link.name: p for link, p in zip(second[:-1], found, strict=False)}),
        before=assigner.value(orders) / norm if norm else float("nan"),
        after=assigner.value(found) / norm if norm else float("nan"),
    )


def _reordered_arrays(
    chain: Sequence[Link], places: Mapping[str, Places]
) -> dict[int, AnyArray]:
    """Return the arrays of a chain by their items, in another order of filters."""
    arrays: dict[int, AnyArray] = {}
    read: Places | None = None
    for link in chain:
        arrays |= {id(item): item.array for item in link.items.values()}
        if read is not None:
            arrays[id(link.items["w"])] = link.read_in(read)
        read = places.get(link.name)
        if read is not None:
            for item in link.items.values():
                arrays[id(item)] = reordered(arrays[id(item)], read)
    return arrays


def _require_alike(first: Sequence[Link], second: Sequence[Link], a: str, b: str) -> None:
    """Raise `NoChainError` if two chains cannot be matched, or not in reasonable time."""
    shapes = [[link.weight.shape for link in chain] for chain in (first, second)]
    if shapes[0] != shapes[1]:
        raise NoChainError(f"{quoted(a)} and {quoted(b)} have layers of other shapes.")
    hidden = first[:-1]
    widest = max(hidden, key=lambda link: link.filters)
    if widest.filters > MOST_FILTERS:
        raise NoChainError(
            f"{widest.name} has {grouped(widest.filters)} filters; up to "
            f"{grouped(MOST_FILTERS)} are matched."
        )
    if sum(link.filters * link.weight.size for link in first) > MOST_PRODUCTS:
        raise NoChainError("the layers are too large for it.")
