"""Where the keys lead from a selection: arithmetic only, no widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convviz.session import Selection
from engine.inspection import DenseSum, explain, fed_cells, layer_names, receptive_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Shape
    from engine.inspection import Region, Trace
    from engine.network import Network


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


def moved_layer(
    selection: Selection, network: Network, trace: Trace, *, forward: bool
) -> Selection:
    """Return the place in the next layer that is fed, or in the layer before that is read.

    Of several cells it is the middle one, of the inputs of a dense unit the one that
    contributes most.
    """
    names = layer_names(network)
    if not selection.layer:
        return Selection(names[0])
    i = names.index(selection.layer) + (1 if forward else -1)
    if i not in range(len(names)):
        return selection
    target = names[i]
    if not selection.index:
        return Selection(target)
    if forward:
        region = fed_cells(network, selection.layer, selection.index)
    else:
        region = receptive_field(network, selection.layer, selection.index)[target]
    if not region:
        return Selection(target)
    place = _place_in(region, selection, trace.activations[target].shape)
    if not forward and len(selection.index) == 1 == len(place):
        place = (_strongest_input(network, trace, selection, place[0]),)
    return Selection(target, place)


def strongest(selection: Selection, arrays: Mapping[str, Array]) -> Selection:
    """Return the cell with the largest number in size within what is selected.

    Parameters
    ----------
    selection : Selection
    arrays : mapping of str to ndarray
        Values or gradients of every layer.
    """
    values = arrays[selection.layer]
    if len(selection.index) == values.ndim:
        return selection
    part = abs(values[selection.index])
    cell = part.argmax()
    inner: list[int] = []
    for length in reversed(part.shape):
        cell, place = divmod(int(cell), length)
        inner.insert(0, place)
    return replace(selection, index=(*selection.index, *inner))


def _middle(index: Shape, shape: Shape) -> Shape:
    if len(shape) == 1:
        return (0,)
    return (index[0] if index else 0, shape[1] // 2, shape[2] // 2)


def _place_in(region: Region, selection: Selection, shape: Shape) -> Shape:
    channel = selection.index[0]
    if channel not in region.channels:
        channel = region.channels[0] if len(region.channels) == 1 else region.channels[-1]
    if len(shape) == 1:
        return (channel,)
    if len(selection.index) == 1 and len(region.rows) > 1:
        return (channel,)
    return (
        channel,
        region.rows[len(region.rows) // 2],
        region.columns[len(region.columns) // 2],
    )


def _strongest_input(network: Network, trace: Trace, selection: Selection, unit: int) -> int:
    explanation = explain(network, trace, selection.layer, selection.index)
    if isinstance(explanation, DenseSum):
        return next(iter(explanation.largest(1)), unit)
    return unit
