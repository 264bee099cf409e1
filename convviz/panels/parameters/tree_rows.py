"""The rows of the tree: made when they are first seen, some hundreds at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convviz.plotting import format_count
from engine.checkpoints.params import ROOT_ARRAY, place_of
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.checkpoints import Node, Reading

PAGE = 200
_LONGEST_VALUE = 60
_ROLES = {"w": "weights", "b": "biases"}


@dataclass(slots=True, eq=False)
class Row:
    """A node at its place.

    Attributes
    ----------
    node : Node
    label : str
        What the file calls it, fit to be shown.
    place : str
        Where it is in the file, like ``[0][3]``.
    index : int
        Its number among its siblings.
    parent : Row or None
    children : list of Row
        Those that were made so far.
    """

    node: Node
    label: str
    place: str
    index: int = 0
    parent: Row | None = None
    children: list[Row] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether all children are made."""
        return len(self.children) >= len(self.node)

    def make_more(self) -> None:
        """Make the next page of children."""
        start = len(self.children)
        for index in range(start, min(start + PAGE, len(self.node))):
            label, place = self._name(index)
            self.children.append(Row(self.node.child(index), label, place, index, self))

    def replace(self, node: Node) -> None:
        """Put another node of the same structure in its place."""
        self.node = node
        for child in self.children:
            child.replace(node.child(child.index))

    def describe(self, reading: Reading) -> str:
        """Say what it means, or what it is."""
        place = self.place or (ROOT_ARRAY if self.node.array is not None else "")
        if meaning := reading.meanings.get(place):
            return _ROLES[meaning[-1]] if meaning == self.place else meaning
        if self.node.is_container:
            return self._describe_container(reading)
        return self.node.note or ("" if self.node.kind == "array" else self.node.kind)

    def value(self) -> str:
        """Return a plain value as text, fit to be shown."""
        return value_text(self.node)

    def _describe_container(self, reading: Reading) -> str:
        node = self.node
        count = format_count(len(node))
        if self.place and self.place == reading.history_place:
            return f"{node.kind} of {count} numbers: a history, not parameters"
        if node.kind == "dict" and all(child.array is not None for child in node):
            return f"dict of {count} arrays"
        holds = _holds_parameters(self.place, reading.meanings)
        note = f" ({node.note})" if node.note else ""
        return f"{node.kind} of {count}{': parameters' if holds else ''}{note}"

    def _name(self, index: int) -> tuple[str, str]:
        return quoted(self.node.label(index)), place_of(self.place, self.node, index)


def value_text(node: Node) -> str:
    """Return a plain value as text: shortened, and with everything unprintable escaped."""
    value = node.value
    match node.kind:
        case "text":
            return f"“{quoted(str(value), _LONGEST_VALUE)}”"
        case "bytes" if isinstance(value, memoryview):
            return quoted(repr(bytes(value[:_LONGEST_VALUE])), _LONGEST_VALUE)
        case "number" | "boolean":
            return quoted(str(value), _LONGEST_VALUE)
        case "none":
            return "None"
    return ""


def _holds_parameters(place: str, meanings: Mapping[str, str]) -> bool:
    """Whether all the parameters that were recognised are directly in here."""
    inside = [other.removeprefix(place) for other in meanings if other.startswith(place)]
    return bool(place) and bool(inside) and all(rest.count("[") == 1 for rest in inside)
