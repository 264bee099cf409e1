"""Telling a history of the cost from parameters: one is a long list of single numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.layouts.names import HISTORY_NAMES
from engine.checkpoints.node import Node

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.checkpoints.node import Plain


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A file in two parts: parameters, and the history of the cost if there is one."""

    rest: Node
    rest_place: str = ""
    history: npt.NDArray[np.float64] | None = None
    history_place: str = ""


def split_history(tree: Node) -> Split:
    """Take the history of the cost out of a file.

    It is a list of numbers beside the one thing that holds arrays, ``[params, cost]``, or
    an entry of a dictionary that is called so.
    """
    if tree.kind == "dict":
        return _split_dict(tree)
    if tree.kind in {"list", "tuple"}:
        return _split_list(tree)
    return Split(tree)


def _split_dict(tree: Node) -> Split:
    for i, key in enumerate(tree.keys):
        numbers = as_numbers(tree.child(i)) if key.lower() in HISTORY_NAMES else None
        if numbers is not None:
            keys = tree.keys[:i] + tree.keys[i + 1 :]
            rest = Node("dict", keys=keys, items=tree.items[:i] + tree.items[i + 1 :])
            return Split(rest, "", numbers, key)
    return Split(tree)


def _split_list(tree: Node) -> Split:
    holders = [i for i in range(min(len(tree), 8)) if _holds_arrays(tree.child(i))]
    if len(tree) > 8 or len(holders) != 1:
        return Split(tree)
    place = holders[0]
    for i in range(len(tree)):
        numbers = as_numbers(tree.child(i)) if i != place else None
        if numbers is not None:
            return Split(tree.child(place), tree.label(place), numbers, tree.label(i))
    return Split(tree)


def _holds_arrays(node: Node) -> bool:
    return node.holds_arrays and as_numbers(node) is None


def as_numbers(node: Node) -> npt.NDArray[np.float64] | None:
    """Return a list of single numbers, or an array with one axis, as float64.

    Returns None for anything else; an empty list is no numbers at all, and one.
    """
    if node.array is not None:
        one_axis = node.array.ndim == 1 and node.array.dtype.kind in "fiu"
        return node.array.astype(np.float64) if one_axis else None
    if node.kind not in {"list", "tuple"}:
        return None
    numbers = [_number(item) for item in node.items]
    if any(number is None for number in numbers):
        return None
    return np.array(numbers, np.float64)


def _number(item: Node | Plain) -> float | None:
    if isinstance(item, Node):
        array = item.array
        single = array is not None and array.size == 1 and array.dtype.kind in "fiu"
        return float(array.reshape(-1)[0]) if array is not None and single else None
    if isinstance(item, bool | np.bool_ | complex | np.complexfloating):
        return None
    if isinstance(item, int | float | np.integer | np.floating):
        return _as_float(item)
    return None


def _as_float(number: float | np.integer | np.floating) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None
