"""Finding the layers among the arrays: by name, by position, and only one set of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.layouts.chain import Chain
from engine.checkpoints.layouts.naming import HOW, HOW_ALONE, pair_by_name
from engine.checkpoints.layouts.order import in_order
from engine.checkpoints.layouts.pairing import Pairs, outputs_of, pair_by_position
from engine.checkpoints.layouts.sorting import OTHER, SECOND, Sorted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.layouts.leaf import Leaf, Slot

MOST_LAYERS = 1_000
"""No network has more; files with tens of thousands of small arrays were seen."""
_FOLDED = "The weights stand alone; the biases are folded into them."
_NOTHING = Chain((), (), 0.0)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Weights and biases in their order, and how their axes are read."""

    pairs: Pairs
    chain: Chain
    how: str


def recognise(found: Sorted) -> Recognised:
    """Find layers among what can be parameters; what is left goes to `found.passed`.

    Where several sets of arrays have the same shapes, as parameters and the moments of an
    optimizer have, and do not make one chain, the first set is taken.
    """
    whole = _recognise(found.slots, found.single_biases)
    if whole.chain.breaks:
        first, others = _first_set(found)
        alone = _recognise(first, found.single_biases)
        if others and alone.pairs and not alone.chain.breaks:
            found.pass_over(others, SECOND)
            whole = alone
    used = {id(leaf) for pair in whole.pairs for leaf in pair}
    found.pass_over([leaf for leaf in found.leaves if id(leaf) not in used], OTHER)
    return whole


def _recognise(slots: Sequence[Slot], singles: Sequence[Leaf]) -> Recognised:
    leaves = [slot for slot in slots if slot is not None]
    pairs = pair_by_name([*leaves, *_usable(singles, leaves)])[:MOST_LAYERS]
    if pairs:
        ordered, chain = in_order(pairs, named=True)
        if all(b is None for _, b in pairs):
            folded = any(form.folded for form in chain.forms)
            return Recognised(ordered, chain, _FOLDED if folded else HOW_ALONE)
        return Recognised(ordered, chain, HOW)
    pairs, how = pair_by_position(slots[: 2 * MOST_LAYERS])
    if not pairs:
        return Recognised([], _NOTHING, "")
    pairs, chain = in_order(pairs[:MOST_LAYERS], named=False)
    folded = any(form.folded for form in chain.forms)
    return Recognised(pairs, chain, _FOLDED if folded else how)


def _usable(singles: Sequence[Leaf], leaves: Sequence[Leaf]) -> list[Leaf]:
    """Return numbers that are called biases, if there is a weight with one output."""
    one_output = any(1 in outputs_of(leaf) for leaf in leaves if leaf.array.ndim in {1, 2})
    return list(singles) if one_output else []


def _first_set(found: Sorted) -> tuple[list[Slot], list[Leaf]]:
    """Part the arrays by where they are, if they are sets of the same shapes."""
    leaves = found.leaves
    level = _common_level(leaves)
    sets: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        sets.setdefault(leaf.path[level] if len(leaf.path) > level else "", []).append(leaf)
    first, *others = sets.values()
    shapes = [leaf.array.shape for leaf in first]
    same = [s for s in others if [leaf.array.shape for leaf in s] == shapes]
    if len(first) < 2 or not same:
        return [], []
    return list(first), [leaf for s in others for leaf in s]


def _common_level(leaves: Sequence[Leaf]) -> int:
    """Return how many labels all paths begin with."""
    level = 0
    shortest = min(len(leaf.path) for leaf in leaves)
    while level < shortest and len({leaf.path[level] for leaf in leaves}) == 1:
        level += 1
    return level
