"""What is written in a cell of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.parameters.columns import COUNTS, NUMBERS, Column
from convviz.panels.parameters.describe import (
    format_statistic,
    order_text,
    shape_text,
    type_text,
    value_text,
)
from convviz.plotting import format_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.parameters.describe import Describer
    from convviz.panels.parameters.tree_rows import Row
    from engine.checkpoints import Statistics


def cell_text(
    row: Row, column: Column, describer: Describer, statistics: Statistics | None
) -> str:
    """Return the text of a cell, "" where there is nothing to say.

    Parameters
    ----------
    row : Row
    column : Column
    describer : Describer
    statistics : Statistics or None
        Of the row's array, if they are there.
    """
    if column in NUMBERS:
        return "" if statistics is None else _number_text(statistics, column)
    if column is Column.VALUES and statistics is not None and not statistics.finite:
        return _why_empty(statistics)
    if column is Column.MEANING:
        return describer.describe(row.node, row.place)
    return _WORDS[column](row)


def number_of(statistics: Statistics, column: Column) -> float | int:
    """Return the number that a column shows of an array."""
    return _NUMBERS[column](statistics)


def _number_text(statistics: Statistics, column: Column) -> str:
    number = number_of(statistics, column)
    if column in COUNTS:
        return format_count(int(number))
    return format_statistic(number) if statistics.finite else ""


def _why_empty(statistics: Statistics) -> str:
    """Say why there is no histogram of an array."""
    if not statistics.count:
        return ""
    if statistics.nans:
        return "all NaN" if statistics.nans == statistics.count else "none finite"
    return "all infinite"


def _shape(row: Row) -> str:
    return "" if row.node.array is None else shape_text(row.node.array.shape)


def _order(row: Row) -> str:
    return "" if row.node.array is None else order_text(row.node.array)


_WORDS: dict[Column, Callable[[Row], str]] = {
    Column.KEY: lambda row: row.label,
    Column.SHAPE: _shape,
    Column.TYPE: lambda row: type_text(row.node),
    Column.VALUES: lambda row: value_text(row.node),
    Column.ORDER: _order,
}
_NUMBERS: dict[Column, Callable[[Statistics], float | int]] = {
    Column.MIN: lambda s: s.minimum,
    Column.MAX: lambda s: s.maximum,
    Column.MEAN: lambda s: s.mean,
    Column.STD: lambda s: s.std,
    Column.ZEROS: lambda s: s.zeros,
    Column.ODD: lambda s: s.count - s.finite,
}
