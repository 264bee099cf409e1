"""Telling a history of the cost from parameters: one is a long list of single numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.layouts.listed import as_array, as_numbers
from engine.checkpoints.layouts.pairing import outputs_of
from engine.checkpoints.layouts.words_in_names import HELD_OUT, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from engine.checkpoints.layouts.leaf import Leaf
    from engine.checkpoints.node import Node

FEWEST = 20
"""Numbers that a list without a name must have to be a history."""
_MOST_ENTRIES = 8


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The cost of each step, and where it is."""

    place: str
    numbers: npt.NDArray[np.float64]


def find_history(tree: Node, leaves: Sequence[Leaf]) -> History | None:
    """Find the history of the cost in a file.

    It is what is called so, that of the training first; or a list of numbers beside the
    one thing that holds arrays, ``[params, cost]``; or a list without a name of at least
    20 numbers that is as long as no bias would be.

    Parameters
    ----------
    tree : Node
        All of the file.
    leaves : sequence of Leaf
        The arrays in it.
    """
    called = [leaf for leaf in leaves if leaf.name.kind == "cost" and is_series(leaf)]
    called.sort(key=lambda leaf: bool(HELD_OUT.intersection(leaf.name.words)))
    if called:
        return _history(called[0])
    beside = _beside_parameters(tree)
    if beside is not None:
        return beside
    outputs = {n for leaf in leaves if leaf.may_be_weight for n in outputs_of(leaf)}
    return likeliest([leaf for leaf in leaves if leaf.array.size not in outputs])


def likeliest(leaves: Sequence[Leaf]) -> History | None:
    """Return the first long row without a name that falls, or else the first of them."""
    rows = [leaf for leaf in leaves if is_long_row(leaf)]
    falling = [leaf for leaf in rows if _falls(leaf)]
    return _history((falling or rows)[0]) if rows else None


def is_series(leaf: Leaf) -> bool:
    """Whether an array is single numbers in a row, more than one."""
    return leaf.is_vector and leaf.array.size > 1


def _history(leaf: Leaf) -> History:
    return History(leaf.place, leaf.array.astype(np.float64).reshape(-1))


def _beside_parameters(tree: Node) -> History | None:
    """Return the numbers of ``[params, cost]``."""
    if tree.kind not in {"list", "tuple"} or len(tree) > _MOST_ENTRIES:
        return None
    holders = [i for i in range(len(tree)) if _holds_arrays(tree.child(i))]
    if len(holders) != 1 or as_array(tree.child(holders[0])) is not None:
        return None
    for i in range(len(tree)):
        numbers = as_numbers(tree.child(i)) if i != holders[0] else None
        if numbers is not None:
            return History(tree.label(i), numbers)
    return None


def _holds_arrays(node: Node) -> bool:
    return node.holds_arrays and as_numbers(node) is None


def is_long_row(leaf: Leaf) -> bool:
    """Whether it is a long row of numbers that no name says anything of."""
    numbers = leaf.array
    if numbers.ndim != 1 or numbers.size < FEWEST or numbers.dtype.kind != "f":
        return False
    return all(word.isdigit() for label in leaf.path for word in words_of(label))


def _falls(leaf: Leaf) -> bool:
    numbers = leaf.array.astype(np.float64)
    numbers = numbers[np.isfinite(numbers)]
    tail = max(1, numbers.size // 10)
    return bool(numbers.size and numbers[-tail:].mean() < numbers[:tail].mean())
