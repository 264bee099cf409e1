"""Where Ctrl with an arrow leads: from layer to layer, keeping the place.

The window o of a layer stands around the input cell o*s + (K // 2)*d - p along each axis.
A step back goes to the cell nearest to it that the window reads, a step on to that window
which stands nearest around the cell among those that read it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convviz.session.selection import Selection
from engine.inspection import INPUT, DenseSum, explain, layer_names
from engine.layers import Conv2D, Pool2D

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Shape
    from engine.inspection import Trace
    from engine.kernels.axis import Axis
    from engine.layers import AnyLayer
    from engine.network import Network


def in_other_layer(
    place: Selection, network: Network, *, forward: bool, trace: Trace | None = None
) -> Selection:
    """Return the same place in the next layer, or in the one before.

    A channel stays a channel and a layer a layer, except in a vector. What has no
    counterpart goes to the nearest there is; at both ends of the network nothing moves.

    Parameters
    ----------
    place : Selection
        Nothing leads to the image, the loss back to the last layer.
    network : Network
    forward : bool
        To the layer that reads this one, rather than to the one that it reads.
    trace : Trace, optional
        With it, the way back from a dense unit leads to the input that contributes most.
    """
    names = layer_names(network)
    if not place.layer:
        return Selection(INPUT)
    if place.layer not in names:
        return place if forward else Selection(names[-1])
    i = names.index(place.layer) + (1 if forward else -1)
    if i not in range(len(names)):
        return place
    if not place.index:
        return Selection(names[i])
    if forward:
        return Selection(names[i], _onward(network.layers[i - 1], place.index))
    index = _strongest_input(network, trace, place)
    return Selection(names[i], index or _back(network.layers[i], place.index))


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


def _onward(layer: AnyLayer, index: Shape) -> Shape:
    """Return the cell of a layer's output that stands for a cell or channel of its input."""
    if layer.kind == "flatten":
        cell = index if len(index) == 3 else (index[0], *_middle(layer.input_shape))
        return (int(np.ravel_multi_index(cell, layer.input_shape)),)
    channel = min(index[0], layer.output_shape[0] - 1)
    if len(index) == 1 or not isinstance(layer, Conv2D | Pool2D):
        return (channel, *index[1:])
    _, row, column = index
    return (channel, _window_around(layer.rows, row), _window_around(layer.columns, column))


def _back(layer: AnyLayer, index: Shape) -> Shape:
    """Return the cell of a layer's input that stands for a cell or channel of its output."""
    if layer.kind == "flatten":
        return tuple(int(i) for i in np.unravel_index(index[0], layer.input_shape))
    channel = min(index[0], layer.input_shape[0] - 1)
    if len(index) == 1 or not isinstance(layer, Conv2D | Pool2D):
        return (channel, *index[1:])
    _, row, column = index
    return (channel, _cell_within(layer.rows, row), _cell_within(layer.columns, column))


def _strongest_input(network: Network, trace: Trace | None, place: Selection) -> Shape:
    """Return the input of a dense unit that contributes most; () for any other layer."""
    if trace is None or network.layer(place.layer).kind != "dense":
        return ()
    terms = explain(network, trace, place.layer, place.index)
    return tuple(terms.largest(1)) if isinstance(terms, DenseSum) else ()


def _middle(shape: Shape) -> Shape:
    return tuple(length // 2 for length in shape[1:])


def _center(axis: Axis, window: int) -> int:
    return window * axis.stride + axis.size // 2 * axis.dilation - axis.before


def _cell_within(axis: Axis, window: int) -> int:
    cells = [i for _, i in axis.taps_inside(window)] or range(axis.length)
    return min(cells, key=lambda i: abs(i - _center(axis, window)))


def _window_around(axis: Axis, cell: int) -> int:
    windows = range(axis.count)
    reading = [o for o in windows if any(i == cell for _, i in axis.taps_inside(o))]
    return min(reading or windows, key=lambda o: abs(_center(axis, o) - cell))
