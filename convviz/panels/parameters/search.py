"""Finding things in a file by name, shape, kind of number, or what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.parameters.describe import Describer
from engine.checkpoints import Node
from engine.checkpoints.errors import LoadCancelled
from engine.checkpoints.params import ROOT_ARRAY, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.checkpoints import Reading
    from engine.checkpoints.node import AnyArray

MOST_HITS = 10_000
"""Things found that are shown; all are counted."""
_MOST_SEEN = 2_000_000
_ASKED_EVERY = 512
_CHUNK = 1 << 20
_LONGEST_KEY = 1000
_SHAPE = re.compile(r"\d+(?:[x×*,]\d+)+,?|\d+,")
_DTYPE = re.compile(r"(?:u?int|float|complex|bool|str|bytes)\d*|[<>|]?[biufcSU]\d+")
_ODD: dict[str, Callable[[AnyArray], AnyArray]] = {
    "nan": np.isnan,
    "inf": np.isinf,
    "+inf": np.isposinf,
    "-inf": np.isneginf,
}


@dataclass(slots=True, eq=False)
class Branch:
    """What of a container was found, itself or below it.

    Attributes
    ----------
    numbers : list of int
        The entries to show, in the order of the file.
    below : dict of int to Branch
        Those of them that are shown in part; the others are shown whole.
    """

    numbers: list[int] = field(default_factory=list)
    below: dict[int, Branch] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The answer to a query.

    Attributes
    ----------
    query : Query
    count : int
        How many things were found.
    hits : list of tuple of int
        Where the first ten thousand are: numbers of the entries that lead there.
    top : Branch
        The tree that holds these and what is above them.
    is_whole : bool
        Whether all of the file was looked through; things shared by many names can make
        a small file endless.
    """

    query: Query
    count: int
    hits: list[tuple[int, ...]]
    top: Branch
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Query:
    """Words that must all be true of a thing: its name, meaning, shape or dtype.

    Attributes
    ----------
    words : tuple of str
        In lower case. ``8x5x5`` or ``8×1`` is a run of axes, ``float32`` or ``float`` a
        dtype, ``nan`` and ``inf`` an array that holds some; everything may also be a
        part of a name.
    """

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Query:
        """Read what a person has typed."""
        return cls(tuple(text.casefold().split()))

    def matches(self, name: str, place: str, meaning: str, array: AnyArray | None) -> bool:
        """Whether everything asked for is true of a thing."""
        names = f"{name[:_LONGEST_KEY]}\n{meaning}".casefold()
        return all(
            word in names
            or (("." in word or "[" in word) and word in place.casefold())
            or (array is not None and _is_like(array, word))
            for word in self.words
        )


def find(
    tree: Node, reading: Reading, query: Query, go_on: Callable[[], bool] = lambda: True
) -> Found:
    """Look through all of a file, also through what the tree has not made yet.

    Entries of lists that are plain numbers have no names and are passed over.

    Parameters
    ----------
    tree : Node
    reading : Reading
        Has the meanings; what is shown of a thing is worked out as for the tree.
    query : Query
    go_on : callable, optional
        Asked now and then; False stops the work.

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    hits: list[tuple[int, ...]] = []
    count = seen = 0
    describer = Describer(reading)
    for path, name, place, node in _entries(tree):
        seen += 1
        if seen % _ASKED_EVERY == 0 and not go_on():
            raise LoadCancelled("The search was cancelled.")
        if seen > _MOST_SEEN:
            break
        array = None if node is None else node.array
        found_at = place or (ROOT_ARRAY if array is not None else "")
        meaning = reading.meanings.get(found_at, "")
        if node is not None:  # as it is shown, too: "weights", "a history, not parameters"
            meaning = f"{meaning}\n{describer.describe(node, place)}"
        if query.matches(name, place, meaning, array):
            count += 1
            if count <= MOST_HITS:
                hits.append(path)
    hits.sort()
    return Found(query, count, hits, _tree_of(hits), seen <= _MOST_SEEN)


def _entries(tree: Node) -> Iterator[tuple[tuple[int, ...], str, str, Node | None]]:
    """Yield path, name and place of everything that has a name; None for a plain value."""
    if not tree.is_container:
        yield (), "", "", tree
    waiting: list[tuple[tuple[int, ...], str, Node]] = [((), "", tree)]
    while waiting:
        path, place, node = waiting.pop()
        for number, item in enumerate(node.items):
            child = item if isinstance(item, Node) else None
            if child is None and not node.keys:
                continue
            inside = place_of(place, node, number)
            here = (*path, number)
            yield here, node.label(number), inside, child
            if child is not None and len(child) and (child.keys or _has_nodes(child)):
                waiting.append((here, inside, child))


def _has_nodes(node: Node) -> bool:
    return any(isinstance(item, Node) for item in node.items)


def _tree_of(hits: list[tuple[int, ...]]) -> Branch:
    top = Branch()
    for path in hits:
        branch = top
        for depth, number in enumerate(path):
            is_new = not branch.numbers or branch.numbers[-1] != number
            if is_new:
                branch.numbers.append(number)
            if depth == len(path) - 1:
                break
            if number not in branch.below:
                if not is_new:
                    break  # a container that was found is shown whole
                branch.below[number] = Branch()
            branch = branch.below[number]
    return top


def _is_like(array: AnyArray, word: str) -> bool:
    if word in _ODD:
        return _holds(array, word)
    if _SHAPE.fullmatch(word):
        return _has_axes(array.shape, tuple(map(int, re.findall(r"\d+", word))))
    return bool(_DTYPE.fullmatch(word)) and str(array.dtype).casefold().startswith(word)


def _has_axes(shape: tuple[int, ...], axes: tuple[int, ...]) -> bool:
    last = len(shape) - len(axes)
    return any(shape[start : start + len(axes)] == axes for start in range(last + 1))


def _holds(array: AnyArray, word: str) -> bool:
    """Whether an array has NaN or infinities, looked at some numbers at a time."""
    has_sign = word[0] in "+-"
    if array.dtype.kind not in ("f" if has_sign else "fc"):
        return False
    flat = array.ravel(order="K")
    is_odd = _ODD[word]
    parts = (flat[start : start + _CHUNK] for start in range(0, flat.size, _CHUNK))
    return any(bool(is_odd(part).any()) for part in parts)
