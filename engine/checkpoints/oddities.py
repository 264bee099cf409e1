"""What is odd about a file that was read, and did no harm."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.extended import EXTENDED_NOTE
from engine.checkpoints.node import Node
from engine.checkpoints.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.checkpoints.node import AnyArray

_NOTED = {
    EXTENDED_NOTE: "of float128, narrowed to float64",
    "bfloat16 in the file": "of bfloat16, widened to float32",
    "an array of objects": "of objects, shown as nested lists",
}
"""Beginnings of a note, and what is said about the arrays that have it."""


def oddities(tree: Node, arrays: Mapping[str, AnyArray]) -> list[str]:
    """Return a sentence for everything that whoever uses the arrays should know.

    Parameters
    ----------
    tree : Node
    arrays : mapping of str to ndarray
        The arrays of the tree, by place.
    """
    noted = Counter(
        said
        for node in _nodes(tree)
        for note, said in _NOTED.items()
        if node.note.startswith(note)
    )
    empty = sum(array.size == 0 for array in arrays.values())
    shared = len(arrays) - len({id(array) for array in arrays.values()})
    texts = sum(not np.issubdtype(array.dtype, np.number) for array in arrays.values())
    told = (
        *((count, said) for said, count in noted.items()),
        (empty, "without any number"),
        (shared, "known under several names"),
        (texts, "of text or truth values"),
    )
    return [f"The file has {counted(count, 'array')} {what}." for count, what in told if count]


def _nodes(tree: Node) -> Iterator[Node]:
    """Yield every node once, however often it is shared."""
    seen = {id(tree)}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for item in node.items:
            if isinstance(item, Node) and id(item) not in seen:
                seen.add(id(item))
                waiting.append(item)
