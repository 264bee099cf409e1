"""The arrays of a file in a row, with the way to each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.checkpoints.layouts.listed import as_array, rows_together
from engine.checkpoints.layouts.names import ParsedName, parse_name
from engine.checkpoints.layouts.placed import Placed
from engine.checkpoints.layouts.words_in_names import words_of
from engine.checkpoints.node import Node
from engine.checkpoints.params import ROOT_ARRAY, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.node import AnyArray, Plain

_MOST_LEAVES = 100_000
_DEEPEST = 64
_MOST_WORK = 8_000_000
"""Characters of the ways to everything, at which a file is no longer that of a network."""

_WORK_PER_VISIT = 16
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True, eq=False)
class Leaf(Placed):
    """An array and the way to it.

    Attributes
    ----------
    path : tuple of str
        The labels on the way, from the root: ("layers", "[0]", "W").
    made : str
        What it was made of, in words; "" if the file has it as an array.
    """

    path: tuple[str, ...] = ()
    made: str = ""
    _name: ParsedName | None = field(init=False, default=None)

    @property
    def name(self) -> ParsedName:
        """What the labels say; found out when it is asked for, as it takes a while."""
        if self._name is not None:
            return self._name
        name = parse_name(self.path)
        object.__setattr__(self, "_name", name)
        return name


Slot: TypeAlias = "Leaf | None"
"""An array, or None where a layer has no parameters."""


@dataclass(slots=True)
class Gathered:
    """What is in a file, in a row.

    Attributes
    ----------
    slots : list of Leaf or None
        Arrays, and what is one in pieces; None where the file has None.
    numbers : list of Leaf
        Single numbers, each as an array with the shape (1,).
    texts : int
        How many there are.
    is_cut : bool
        Whether the file has more than is looked at.
    """

    slots: list[Slot] = field(default_factory=list)
    numbers: list[Leaf] = field(default_factory=list)
    texts: int = 0
    is_cut: bool = False

    @property
    def leaves(self) -> list[Leaf]:
        """The arrays alone."""
        return [slot for slot in self.slots if slot is not None]


def gather(tree: Node, place: str = "") -> Gathered:
    """Walk through a file and put its arrays in a row.

    The entries of a dictionary whose keys are numbered come by their numbers, W9 before
    W10; everything else comes in the file's order.

    Parameters
    ----------
    tree : Node
    place : str, default=""
        Where the tree itself is in the file.
    """
    return _Gatherer().gather(tree, place)


class _Gatherer:
    def __init__(self) -> None:
        self._found = Gathered()
        self._pieces: dict[int, tuple[AnyArray, str] | None] = {}
        self._rows: dict[int, AnyArray | None] = {}

    def gather(self, tree: Node, place: str) -> Gathered:
        waiting: list[tuple[Node | Plain, str, tuple[str, ...]]] = [(tree, place, ())]
        work = 0
        while waiting:
            item, place, path = waiting.pop()
            work += _WORK_PER_VISIT + sum(min(len(label), _LONGEST_LABEL) for label in path)
            if work > _MOST_WORK or len(self._found.slots) >= _MOST_LEAVES:
                self._found.is_cut = True
                break
            if not isinstance(item, Node):
                self._take_plain(item, place, path)
            elif len(path) > _DEEPEST:
                self._found.is_cut = True
            elif not self._take(item, place, path):
                waiting.extend(
                    (item.items[i], place_of(place, item, i), (*path, item.label(i)))
                    for i in reversed(_in_order(item.keys, len(item)))
                )
        return self._found

    def _take(self, node: Node, place: str, path: tuple[str, ...]) -> bool:
        """Take what is one array; a set holds none."""
        if node.array is not None:
            self._found.slots.append(Leaf(place or ROOT_ARRAY, node.array, path))
            return True
        if node.kind == "set":
            return True
        if not node.is_container:
            self._take_plain(node.value, place, path)
            return True
        pieces = self._in_pieces(node, path) if node.items else None
        if pieces is not None:
            array, made = pieces
            self._found.slots.append(Leaf(place or ROOT_ARRAY, array, path, made))
        return pieces is not None

    def _in_pieces(self, node: Node, path: tuple[str, ...]) -> tuple[AnyArray, str] | None:
        """Look once at a container that the file shares."""
        if id(node) not in self._pieces:
            self._pieces[id(node)] = as_array(node)
        pieces = self._pieces[id(node)]
        if pieces is not None or not node.holds_arrays or not path:
            return pieces
        if id(node) not in self._rows:
            self._rows[id(node)] = rows_together(node)
        rows = self._rows[id(node)]
        is_weight = rows is not None and parse_name(path).role == "w"
        return (rows, "rows put together") if rows is not None and is_weight else None

    def _take_plain(self, value: Plain, place: str, path: tuple[str, ...]) -> None:
        if value is None:
            self._found.slots.append(None)
        elif isinstance(value, str | memoryview):
            self._found.texts += 1
        elif len(self._found.numbers) < _MOST_LEAVES:
            vector = as_array(Node("list", items=(value,)))
            if vector is not None:
                self._found.numbers.append(Leaf(place, vector[0], path))


def _in_order(keys: tuple[str, ...], count: int) -> Sequence[int]:
    """Return the order of entries: by the numbers in their names, where all have some."""
    if not keys:
        return range(count)
    bases: dict[str, int] = {}
    order: list[tuple[int, tuple[int, ...], int]] = []
    for i, key in enumerate(keys):
        words = words_of(key)
        base = " ".join(word for word in words if not word.isdigit())
        numbers = tuple(int(word) for word in words if word.isdigit())
        order.append((bases.setdefault(base, len(bases)), numbers, i))
    return [i for *_, i in sorted(order)]
