"""The structure of a parameters file as lines to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints import Node
    from engine.checkpoints.node import AnyArray

MOST_ROWS = 500
LONG_LIST = 6


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line: how deep it stands, what the file calls it, what it is."""

    depth: int
    label: str
    description: str
    array: AnyArray | None = None


def rows_of(tree: Node, most: int = MOST_ROWS) -> Iterator[Row]:
    """Yield a row for everything in `tree`, in its order.

    A long list of numbers takes one row. After `most` rows there is one that says so:
    things that a file shares can make a small file endless for whoever walks through it.
    """
    waiting: list[tuple[int, str, Node]] = [(0, "", tree)]
    count = 0
    while waiting:
        if count == most:
            yield Row(0, "…", "and more")
            return
        depth, label, node = waiting.pop()
        numbers = _numbers(node)
        yield Row(depth, quoted(label), _describe(node, numbers), node.array)
        count += 1
        if not numbers:
            children = [(depth + 1, node.label(i), node.child(i)) for i in _first(node, most)]
            waiting.extend(reversed(children))


def _first(node: Node, most: int) -> range:
    return range(min(len(node), most))


def _numbers(node: Node) -> tuple[float, float] | None:
    """Return the first and the last of a long list of numbers."""
    if len(node) < LONG_LIST or not all(child.kind == "number" for child in node):
        return None
    ends = node.child(0).value, node.child(len(node) - 1).value
    if any(isinstance(value, complex) for value in ends):
        return None
    return float(ends[0]), float(ends[1])  # type: ignore[arg-type]  # numbers, as just seen


def _describe(node: Node, numbers: tuple[float, float] | None) -> str:
    if numbers:
        first, last = (f"{x:.4g}".replace("-", "−") for x in numbers)
        return f"{node.kind} of {len(node):,} numbers, {first} … {last}"
    if node.is_container or node.array is not None or node.kind == "none":
        return node.describe()
    if node.kind == "bytes":
        return "bytes"
    return f"{node.kind} {quoted(str(node.value))}"
