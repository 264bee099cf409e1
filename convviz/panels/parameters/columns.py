"""The columns of the tree, and which of them give way where there is little room."""

from __future__ import annotations

from enum import IntEnum


class Column(IntEnum):
    """What the columns of the tree say."""

    KEY = 0
    MEANING = 1
    SHAPE = 2
    TYPE = 3
    VALUES = 4
    MIN = 5
    MAX = 6
    MEAN = 7
    STD = 8
    ORDER = 9
    ZEROS = 10
    ODD = 11


HEADERS = (
    *("key", "meaning", "shape", "type", "values", "min", "max", "mean", "std"),
    *("order", "zeros", "NaN, ∞"),
)
TIPS = (
    "What the file calls it, or its number",
    "Which weights or biases of a network it was recognised as",
    "Length of each axis; sorted by how many numbers there are",
    "Kind of number, and its bytes",
    "The value, or of an array a histogram from its smallest to its largest number",
    "The smallest finite number",
    "The largest finite number",
    "The mean of the finite numbers",
    "The standard deviation of the finite numbers",
    "How the axes lie in memory: C, the last one together; F, the first one",
    "How many numbers are exactly zero",
    "How many numbers are NaN or infinite",
)
MOMENTS = (Column.MIN, Column.MAX, Column.MEAN, Column.STD)
COUNTS = (Column.ZEROS, Column.ODD)
NUMBERS = (*MOMENTS, *COUNTS)
"""Columns of numbers, which need the statistics of an array."""

WIDTHS = {
    Column.KEY: 128,
    Column.MEANING: 80,
    Column.SHAPE: 72,
    Column.TYPE: 54,
    Column.VALUES: 72,
    **dict.fromkeys(MOMENTS, 58),
    Column.ORDER: 44,
    **dict.fromkeys(COUNTS, 58),
}
"""Pixels."""

AS_FITS = (
    *(Column.KEY, Column.MEANING, Column.SHAPE, Column.VALUES, Column.TYPE),
    *MOMENTS,
)
"""What is shown as far as there is room, the most important first."""


def columns_that_fit(room: int, chosen: dict[Column, bool]) -> set[Column]:
    """Return the columns to show.

    Parameters
    ----------
    room : int
        Pixels.
    chosen : dict of Column to bool
        What a person has switched on or off; the others are shown as far as they fit.
    """
    shown = {Column.KEY} | {column for column, on in chosen.items() if on}
    left = room - sum(WIDTHS[column] for column in shown)
    for column in AS_FITS:
        if column in shown or not chosen.get(column, True):
            continue
        left -= WIDTHS[column]
        if left < 0:
            break
        shown.add(column)
    return shown
