"""What of the tree goes to the clipboard, as plain text that no spreadsheet runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QGuiApplication

from convviz.panels.parameters.cell_text import cell_text, number_of
from convviz.panels.parameters.columns import HEADERS, NUMBERS, Column
from convviz.panels.parameters.describe import shape_text, value_text
from convviz.plotting import format_count
from engine.checkpoints.array_export import csv_text, spreadsheet_safe
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convviz.panels.parameters.describe import Describer
    from convviz.panels.parameters.tree_rows import Row
    from engine.checkpoints import Statistics
    from engine.checkpoints.node import AnyArray

_LONGEST_PLACE = 500
MOST_COPIED = 100_000
"""Numbers that go to the clipboard; an array of more is exported to a file."""


def to_clipboard(text: str) -> None:
    """Put text where Ctrl+V takes it from."""
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)


def row_text(
    row: Row, columns: Iterable[Column], describer: Describer, statistics: Statistics | None
) -> str:
    """Return a row as text with tabs, its numbers as programs read them.

    Parameters
    ----------
    row : Row
    columns : iterable of Column
        Instead of the key it is the place that is written.
    describer : Describer
    statistics : Statistics or None
    """
    return "\t".join(_cell(row, column, describer, statistics) for column in columns)


def _cell(row: Row, column: Column, describer: Describer, statistics: Statistics | None) -> str:
    if column is Column.KEY:
        return place_text(row)
    if column not in NUMBERS:
        return spreadsheet_safe(cell_text(row, column, describer, statistics))
    return "" if statistics is None else str(number_of(statistics, column))


def place_text(row: Row) -> str:
    """Return where something is in the file, or the name of the whole file."""
    return spreadsheet_safe(quoted(row.place, _LONGEST_PLACE) or row.label)


def value_of(row: Row) -> str:
    """Return a plain value, or of an array its shape and dtype."""
    array = row.node.array
    if array is None:
        return spreadsheet_safe(value_text(row.node))
    if array.size == 1 and array.dtype.kind in "biufc":
        return str(array.reshape(-1)[0].item())
    return f"{shape_text(array.shape)} {array.dtype}"


def array_as_csv(array: AnyArray) -> tuple[str, str]:
    """Return the first numbers of an array as CSV, and what of it that is, in words."""
    text, count = csv_text(array, MOST_COPIED)
    if count == array.size:
        return text, f"Copied {format_count(count)} numbers as CSV."
    whole = format_count(array.size)
    return text, f"Copied the first {format_count(count)} of {whole} numbers as CSV."


def statistics_text(row: Row, array: AnyArray, statistics: Statistics) -> str:
    """Return everything that is known of an array's numbers, a line each."""
    lines = (
        ("place", place_text(row)),
        ("shape", shape_text(array.shape)),
        ("dtype", str(array.dtype)),
        ("numbers", str(statistics.count)),
        (HEADERS[Column.MIN], repr(statistics.minimum)),
        (HEADERS[Column.MAX], repr(statistics.maximum)),
        (HEADERS[Column.MEAN], repr(statistics.mean)),
        (HEADERS[Column.STD], repr(statistics.std)),
        ("zeros", str(statistics.zeros)),
        ("NaN", str(statistics.nans)),
        ("+inf", str(statistics.positive_infinities)),
        ("-inf", str(statistics.negative_infinities)),
    )
    return "".join(f"{name}\t{_safe(text)}\n" for name, text in lines)


def _safe(text: str) -> str:
    """Return text that is no formula; a negative number stays one."""
    try:
        float(text)
    except ValueError:
        return spreadsheet_safe(text)
    return text
