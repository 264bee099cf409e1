"""Which cells of a layer touch which cells of its input.

Along one axis, tap u of window o reads input cell o*s + u*d - p. Channels, rows and
columns are independent of each other in every layer but flatten, so a set of cells is
kept as three sets of places; the product of the three is the set itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.names import INPUT
from engine.inspection.region import Region
from engine.layers import Conv2D, Dense, Flatten, Pool2D, Softmax

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.kernels.axis import Axis
    from engine.layers import AnyLayer
    from engine.network import Network

Places = Sequence[int]
"""Places along one axis, ascending."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Exactly the cells that are meant, where a `Region` is the box around them."""

    channels: Places
    rows: Places = (0,)
    columns: Places = (0,)

    @classmethod
    def everything(cls, shape: Shape) -> Cells:
        """Return all cells of a layer of `shape`."""
        return cls(*map(range, shape))

    def box(self, layer: str) -> Region:
        """Return the smallest box around the cells."""
        return Region(layer, _hull(self.channels), _hull(self.rows), _hull(self.columns))


def shape_of(network: Network, layer: str) -> Shape:
    """Return the shape of one sample of `layer`, or of the network's input."""
    return network.input_shape if layer == INPUT else network.layer(layer).output_shape


def cells_at(network: Network, layer: str, index: Shape | Region) -> Cells:
    """Return the cells that an index means: the layer, a channel, a cell or a box.

    Raises
    ------
    IndexError
        If the layer has no such cell.
    """
    shape = shape_of(network, layer)
    if isinstance(index, Region):
        return Cells(index.channels, index.rows, index.columns)
    fits = len(index) in {0, 1, len(shape)} and all(
        0 <= place < length for place, length in zip(index, shape, strict=False)
    )
    if not fits:
        raise IndexError(f"{layer}: index must lie within {shape}, got {index}")
    axes: list[Places] = [(place,) for place in index]
    axes += [range(length) for length in shape[len(index) :]]
    return Cells(*axes)


def cells_read(layer: AnyLayer, cells: Cells) -> Cells:
    """Return the cells of the layer's input that `cells` of its output depend on."""
    match layer:
        case Conv2D():
            channels: Places = range(layer.input_shape[0])
            return Cells(channels, *_read(layer, cells))
        case Pool2D():
            return Cells(cells.channels, *_read(layer, cells))
        case Flatten():
            return _unflattened(layer.input_shape, cells.channels)
        case Dense() | Softmax():
            return Cells.everything(layer.input_shape)
    return cells


def cells_fed(layer: AnyLayer, cells: Cells) -> Cells:
    """Return the cells of the layer's output that depend on `cells` of its input."""
    match layer:
        case Conv2D():
            channels: Places = range(layer.output_shape[0])
            return Cells(channels, *_fed(layer, cells))
        case Pool2D():
            return Cells(cells.channels, *_fed(layer, cells))
        case Flatten():
            return _flattened(layer.input_shape, cells)
        case Dense() | Softmax():
            return Cells.everything(layer.output_shape)
    return cells


def _read(layer: Conv2D | Pool2D, cells: Cells) -> tuple[Places, Places]:
    return _places_read(layer.rows, cells.rows), _places_read(layer.columns, cells.columns)


def _fed(layer: Conv2D | Pool2D, cells: Cells) -> tuple[Places, Places]:
    return _places_fed(layer.rows, cells.rows), _places_fed(layer.columns, cells.columns)


def _places_read(axis: Axis, windows: Places) -> Places:
    return sorted({i for window in windows for _, i in axis.taps_inside(window)})


def _places_fed(axis: Axis, places: Places) -> Places:
    wanted = set(places)
    windows = range(axis.count)
    return [w for w in windows if any(i in wanted for _, i in axis.taps_inside(w))]


def _unflattened(shape: Shape, units: Places) -> Cells:
    if len(units) == math.prod(shape):
        return Cells.everything(shape)
    channels, rows, columns = np.unravel_index(np.asarray(units, np.intp), shape)
    return Cells(*([int(i) for i in np.unique(axis)] for axis in (channels, rows, columns)))


def _flattened(shape: Shape, cells: Cells) -> Cells:
    grid = np.ix_(
        *(np.asarray(a, np.intp) for a in (cells.channels, cells.rows, cells.columns))
    )
    return Cells([int(i) for i in np.ravel_multi_index(grid, shape).ravel()])


def _hull(places: Places) -> range:
    return range(places[0], places[-1] + 1) if places else range(0)
