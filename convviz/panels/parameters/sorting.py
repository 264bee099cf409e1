"""In which order the entries of a container are shown."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.panels.parameters.cell_text import number_of
from convviz.panels.parameters.columns import COUNTS, Column
from convviz.panels.parameters.describe import order_text, type_text, value_text
from engine.checkpoints import Node
from engine.checkpoints.params import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from convviz.panels.parameters.describe import Describer
    from convviz.panels.parameters.facts import StatisticsStore
    from engine.checkpoints import Statistics
    from engine.checkpoints.node import AnyArray

MOST_SORTED = 100_000
"""Entries up to which a container is sorted; beyond it stays as it is in the file."""
_LONGEST_KEY = 200
_DIGITS = re.compile(r"(\d+)")


def sorted_entries(
    node: Node,
    place: str,
    column: Column,
    *,
    descending: bool,
    describer: Describer,
    store: StatisticsStore,
) -> list[int] | None:
    """Return the numbers of a container's entries in the order of a column.

    Parameters
    ----------
    node : Node
        The container.
    place : str
        Where it is.
    column : Column
    descending : bool
    describer : Describer
    store : StatisticsStore
        Has the statistics; what it does not have comes last.

    Returns
    -------
    list of int or None
        None for the order of the file.
    """
    if len(node) > MOST_SORTED:
        return None
    values = list(_values(node, place, column, describer, store))
    known = [number for number, value in enumerate(values) if value is not None]
    # Stable in both directions: what is equal stays as it is in the file.
    known.sort(key=values.__getitem__, reverse=descending)
    return known + [number for number, value in enumerate(values) if value is None]


def arrays_of(node: Node) -> list[AnyArray]:
    """Return the arrays that are directly in a container."""
    inside = (item.array for item in node.items if isinstance(item, Node))
    return [array for array in inside if array is not None]


def natural_key(text: str) -> tuple[Any, ...]:
    """Return what sorts "w2" before "w10": texts and numbers in turn."""
    parts = _DIGITS.split(text[:_LONGEST_KEY].casefold())
    # Numbers of more digits than Python reads quickly are told by their length first.
    numbers = ((len(p.lstrip("0")), p.lstrip("0")) for p in parts[1::2])
    texts = parts[::2]
    return tuple(x for pair in zip(texts, (*numbers, (0, "")), strict=True) for x in pair)


def _values(
    node: Node,
    place: str,
    column: Column,
    describer: Describer,
    store: StatisticsStore,
) -> Iterator[Any]:
    if column is Column.KEY:
        yield from ((natural_key(key) for key in node.keys) if node.keys else range(len(node)))
    elif column is Column.MEANING:
        for number, child in enumerate(node):
            words = describer.describe(child, place_of(place, node, number))
            yield natural_key(words) if words else None
    else:
        value_of = _OF_ARRAY.get(column) or (lambda a: _statistic(store.known(a), column))
        plain = _PLAIN.get(column)
        for item in node.items:
            array = item.array if isinstance(item, Node) else None
            if array is not None:
                yield value_of(array)
            else:
                yield None if plain is None else plain(Node.of(item))


def _plain_value(node: Node) -> Any:
    """Return by what a plain value is sorted: by itself if it is a number, then texts."""
    if node.is_container:
        return None
    value: Any = node.value
    if node.kind in {"number", "boolean"} and not np.iscomplexobj(value):
        try:
            number = float(value)
        except (OverflowError, ValueError, TypeError):
            number = float("inf") if value > 0 else float("-inf")
        return None if math.isnan(number) else (0, number, "")
    return (1, 0.0, value_text(node))


def _statistic(statistics: Statistics | None, column: Column) -> Any:
    if statistics is None or not (statistics.finite or column in COUNTS):
        return None
    if column is Column.VALUES:
        return (0, statistics.mean, "")
    return number_of(statistics, column)


_OF_ARRAY: dict[Column, Callable[[AnyArray], Any]] = {
    Column.SHAPE: lambda array: (array.size, array.shape),
    Column.TYPE: lambda array: str(array.dtype),
    Column.ORDER: order_text,
}
_PLAIN: dict[Column, Callable[[Node], Any]] = {
    Column.TYPE: lambda node: type_text(node) or None,
    Column.VALUES: _plain_value,
}
