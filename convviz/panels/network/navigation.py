"""Where the keys move the selection to: arithmetic only, no widgets."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from convviz.panels.network.layout import CellList, FoldedGrid
from convviz.session.selection_moves import in_other_layer

if TYPE_CHECKING:
    from convviz.panels.network.layout import Column, Index, NetworkLayout
    from convviz.session import Selection
    from engine.arrays import Shape
    from engine.inspection import Trace
    from engine.network import Network


class Move(Enum):
    """What a key asks for."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    CHANNEL_BEFORE = "channel before"
    CHANNEL_AFTER = "channel after"
    LAYER_BEFORE = "layer before"
    LAYER_AFTER = "layer after"
    FIRST = "first"
    LAST = "last"


STEPS = {Move.LEFT: (0, -1), Move.RIGHT: (0, 1), Move.UP: (-1, 0), Move.DOWN: (1, 0)}


def moved(
    selection: Selection,
    move: Move,
    network: Network,
    layout: NetworkLayout,
    trace: Trace | None = None,
) -> Selection:
    """Return where `move` leads from `selection`.

    Arrows move the cell, or go to the middle of what is selected if that is no cell; they
    stop at the edges. Change of layer: see `in_other_layer`.
    """
    if move in {Move.LAYER_BEFORE, Move.LAYER_AFTER}:
        forward = move is Move.LAYER_AFTER
        return in_other_layer(selection, network, forward=forward, trace=trace)
    column = layout.column(selection.layer) or layout.columns[0]
    shape = column.station.shape
    if not shape:
        return selection
    here = replace(selection, layer=column.station.name)
    if move in {Move.CHANNEL_BEFORE, Move.CHANNEL_AFTER}:
        return _other_channel(here, 1 if move is Move.CHANNEL_AFTER else -1, column)
    if len(here.index) != len(shape):
        return replace(here, index=_middle(here.index, shape))
    if move in {Move.FIRST, Move.LAST}:
        last = 0 if move is Move.FIRST else shape[-1] - 1
        return replace(here, index=(*here.index[:-1], last))
    return replace(here, index=_stepped(here.index, STEPS[move], column))


def _middle(index: Index, shape: Shape) -> Index:
    """Return the cell in the middle of a channel; the first channel if none is selected."""
    if len(shape) == 1:
        return (0,)
    channel = index[0] if index else 0
    return (channel, shape[1] // 2, shape[2] // 2)


def _stepped(index: Index, step: tuple[int, int], column: Column) -> Index:
    down, right = step
    shape = column.station.shape
    if len(shape) == 3:
        c, row, place = index
        return (c, _within(row + down, shape[1]), _within(place + right, shape[2]))
    across = column.grid.columns if isinstance(column.grid, FoldedGrid) else 1
    if isinstance(column.grid, CellList):
        right = 0
    unit = index[0] + down * across + right
    return (unit,) if 0 <= unit < shape[0] else index


def _other_channel(selection: Selection, step: int, column: Column) -> Selection:
    shape = column.station.shape
    if not selection.index:
        return replace(selection, index=(0,))
    size = (
        step * column.grid.units
        if isinstance(column.grid, FoldedGrid) and len(shape) == 1
        else step
    )
    if size >= shape[0]:
        size = step
    first = selection.index[0] + size
    return (
        replace(selection, index=(first, *selection.index[1:]))
        if 0 <= first < shape[0]
        else selection
    )


def _within(place: int, length: int) -> int:
    return min(max(place, 0), length - 1)
