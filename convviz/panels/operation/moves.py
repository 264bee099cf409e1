"""Where the keys lead from a selection: arithmetic only, no widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convviz.session import Selection
    from engine.arrays import Shape


def moved_cell(selection: Selection, shape: Shape, down: int, right: int) -> Selection:
    """Return the neighbouring cell, or the middle one if no cell is selected.

    The edges hold. In a vector all four directions go through its units.
    """
    if len(selection.index) != len(shape):
        return replace(selection, index=_middle(selection.index, shape))
    steps = (0, down, right) if len(shape) == 3 else (down + right,)
    index = [
        min(max(place + step, 0), length - 1)
        for place, step, length in zip(selection.index, steps, shape, strict=True)
    ]
    return replace(selection, index=tuple(index))


def moved_channel(selection: Selection, shape: Shape, step: int) -> Selection:
    """Return the same place in another channel; the first channel if none is selected."""
    if not selection.index:
        return replace(selection, index=(0,))
    channel = min(max(selection.index[0] + step, 0), shape[0] - 1)
    return replace(selection, index=(channel, *selection.index[1:]))


def moved_to_end(selection: Selection, shape: Shape, *, last: bool) -> Selection:
    """Return the first or last cell of the row, or unit of the vector."""
    if len(selection.index) != len(shape):
        selection = moved_cell(selection, shape, 0, 0)
    return replace(selection, index=(*selection.index[:-1], shape[-1] - 1 if last else 0))


def next_cell(selection: Selection, shape: Shape) -> Selection | None:
    """Return the next cell of a map in row order, or the next unit; None behind the last."""
    if not shape or len(selection.index) != len(shape):
        return None
    *channel, row, column = (0, *selection.index) if len(shape) == 1 else selection.index
    row, column = (row, column + 1) if column + 1 < shape[-1] else (row + 1, 0)
    if len(shape) == 1:
        return replace(selection, index=(column,)) if row == 0 else None
    return replace(selection, index=(*channel, row, column)) if row < shape[1] else None


def _middle(index: Shape, shape: Shape) -> Shape:
    if len(shape) == 1:
        return (0,)
    return (index[0] if index else 0, shape[1] // 2, shape[2] // 2)
