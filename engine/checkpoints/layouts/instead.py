"""What a file is that holds no weights of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.data_sets import is_table_of_images
from engine.checkpoints.layouts.noting import places_of
from engine.checkpoints.layouts.sorting import (
    COST,
    DATA,
    NORMALISATION,
    OPTIMIZER,
    RECORD,
    SCORE,
)
from engine.checkpoints.wording import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.checkpoints.layouts.history import History
    from engine.checkpoints.layouts.leaf import Gathered, Leaf


_ALONE = {
    COST: "histories",
    SCORE: "histories of accuracy",
    RECORD: "the record of a training",
    NORMALISATION: "the parameters of normalisations",
}


def what_instead(
    gathered: Gathered, passed: Mapping[str, Sequence[Leaf]], history: History | None
) -> str:
    """Say in a sentence what a file is, if not the weights of a network."""
    if DATA in passed:
        return _of_data(passed[DATA])
    if OPTIMIZER in passed:
        leaves = passed[OPTIMIZER]
        return f"It holds the state of an optimizer or gradients: {places_of(leaves)}."
    if history is not None:
        return _of_history(history)
    for kind, words in _ALONE.items():
        if kind in passed:
            return f"It holds {words} alone: {places_of(passed[kind])}."
    return _of_rest(gathered)


def _of_data(leaves: Sequence[Leaf]) -> str:
    largest = max(leaves, key=lambda leaf: leaf.array.size)
    shape = "×".join(map(str, largest.array.shape))
    images = is_table_of_images(largest.array.shape)
    what = "images" if images else "a table with a row per sample"
    return f"It looks like a data set: {quoted(largest.place)} is {shape}, {what}."


def _of_history(history: History) -> str:
    count = counted(len(history.numbers), "number")
    if not len(history.numbers):
        return "It holds an empty history of the cost."
    first, last = (f"{x:.4g}".replace("-", "−") for x in history.numbers[[0, -1]])
    return f"It holds a history of the cost alone: {count}, from {first} to {last}."


def _of_rest(gathered: Gathered) -> str:
    leaves = gathered.leaves
    if leaves and all(leaf.array.dtype.kind not in "biuf" for leaf in leaves):
        return f"Its arrays hold no real numbers: {places_of(leaves)}."
    if leaves and all(leaf.array.size == 0 for leaf in leaves):
        return f"Its arrays are empty: {places_of(leaves)}."
    if leaves:
        places = places_of(leaves)
        return f"None of its arrays can be a weight, which has two axes or more: {places}."
    singles = [
        counted(number, thing)
        for number, thing in (
            (len(gathered.numbers), "single number"),
            (gathered.texts, "text"),
        )
        if number
    ]
    return f"It holds {' and '.join(singles)}, no arrays." if singles else "It holds nothing."
