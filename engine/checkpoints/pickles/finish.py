"""From the values of a finished machine to the tree that is shown.

Values may be shared and may contain themselves: a file of some bytes can stand for more
items than fit into any memory. So the walk keeps its own stack, refuses cycles and depth,
visits what is shared once, and adds up how many items there would be if it were not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.errors import Corrupt, LimitExceeded, too_many
from engine.checkpoints.node import Kind, Node, Plain
from engine.checkpoints.pickles.leaves import PLAIN, Leaves
from engine.checkpoints.pickles.values import Array, Members, Pairs, Value
from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.limits import Limits
    from engine.checkpoints.pickles.tally import Tally

_END = object()
_ROWS = frozenset({list, tuple})


def finish(root: Value, limits: Limits, tally: Tally) -> Node:
    """Turn a finished machine's value into a tree, if it is made of plain things only.

    Parameters
    ----------
    root : value of the machine
    limits : Limits
    tally : Tally
        Of all trees of the file.

    Raises
    ------
    Corrupt
        If it contains itself.
    BadArray
        If it holds an array that was never filled, or a bare name.
    LimitExceeded
        If it is too deep, too long, or would be if shared parts were written out.
    """
    return _Finisher(limits, tally).finish(root)


class _Open:
    """A container on the way down: the entries to come, and what the others became."""

    __slots__ = ("expanded", "items", "keys", "place", "rest", "value")

    def __init__(
        self, value: Value, place: int, entries: Sequence[Value], keys: tuple[str, ...] = ()
    ) -> None:
        self.value = value
        self.place = place
        self.rest = iter(entries)
        self.keys = keys
        self.items: list[Node | Plain] = []
        self.expanded = 1


class _Finisher:
    def __init__(self, limits: Limits, tally: Tally) -> None:
        self._limits = limits
        self._tally = tally
        self._leaves = Leaves(limits, tally)
        self._done: dict[int, tuple[Node, int] | None] = {}
        self._path: list[_Open] = []

    def finish(self, root: Value) -> Node:
        outside = _Open(None, 0, [root])
        self._path = [outside]
        while True:
            here = self._path[-1]
            value = next(here.rest, _END)
            if value is not _END:
                self._visit(here, value)
            elif here is outside:
                self._tally.add("expanded_items", outside.expanded)
                return Node.of(outside.items[0])
            else:
                self._close(here)

    def _visit(self, here: _Open, value: Value) -> None:
        if not _is_container(value):
            self._add(here, self._leaves.leaf(value), 1)
            return
        place = id(value)
        if place in self._done:
            done = self._done[place]
            if done is None:
                raise Corrupt("The structure contains itself.")
            self._add(here, *done)
            return
        self._done[place] = None
        if len(self._path) > self._limits.depth:
            raise too_many("levels", "depth", self._limits.depth, len(self._path))
        self._tally.add("containers")
        if type(value) in _ROWS and PLAIN.issuperset(map(type, value)):
            self._add_row(here, value, place)
        else:
            self._path.append(self._entered(value, place))

    def _add_row(self, here: _Open, value: list[Plain] | tuple[Plain, ...], place: int) -> None:
        """Add a list of plain values at once: there may be hundreds of thousands."""
        self._tally.add("items", len(value))
        done = Node(_kind(value), items=tuple(value)), 1 + len(value)
        self._done[place] = done
        self._add(here, *done)

    def _entered(self, value: Value, place: int) -> _Open:
        keys: tuple[str, ...] = ()
        match value:
            case Pairs():
                keys, entries = self._leaves.keys(value)
            case Members():
                entries = value.items
            case Array():
                entries = value.objects or []
            case _:
                entries = value
        self._tally.add("items", len(entries))
        return _Open(value, place, entries, keys)

    def _close(self, here: _Open) -> None:
        self._path.pop()
        node = Node(
            _kind(here.value), keys=here.keys, items=tuple(here.items), note=_note(here.value)
        )
        self._done[here.place] = node, here.expanded
        self._add(self._path[-1], node, here.expanded)

    def _add(self, here: _Open, item: Node | Plain, expanded: int) -> None:
        here.items.append(item)
        here.expanded += expanded
        allowed = self._limits.expanded_items
        if here.expanded > allowed:
            raise LimitExceeded(
                f"The structure repeats itself into more than {grouped(allowed)} items "
                "(a 'billion laughs' file?).",
                limit="expanded_items",
                allowed=allowed,
                found=here.expanded,
            )


def _is_container(value: Value) -> bool:
    cls = type(value)
    if cls is Array:
        return value.objects is not None
    return cls is list or cls is tuple or cls is Pairs or cls is Members


def _kind(value: Value) -> Kind:
    match value:
        case tuple():
            return "tuple"
        case Pairs():
            return "dict"
        case Members():
            return "set"
    return "list"


def _note(value: Value) -> str:
    if isinstance(value, Array):
        return value.note
    return "an OrderedDict" if isinstance(value, Pairs) and value.ordered else ""
