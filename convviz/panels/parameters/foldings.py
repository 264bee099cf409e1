"""Rows of a dense layer as maps: 784 numbers are an image, 800 eight maps of 10 × 10."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convviz.panels.parameters.axes import axes_of

if TYPE_CHECKING:
    from engine.checkpoints import Reading
    from engine.checkpoints.node import AnyArray

_IMAGES = {
    64: (1, 8, 8),
    256: (1, 16, 16),
    400: (1, 20, 20),
    784: (1, 28, 28),
    1024: (1, 32, 32),
    3072: (3, 32, 32),
    12288: (3, 64, 64),
}
"""Numbers of pixels that data sets have, as (channels, height, width)."""
_SURELY_IMAGES = frozenset({784, 3072, 12288})
"""Of these, what is hardly ever the size of a hidden layer."""
_SMALLEST_SIDE = 2


@dataclass(frozen=True, slots=True)
class Folding:
    """How the inputs of a unit are maps.

    Attributes
    ----------
    maps : tuple of int
        (C, H, W), flattened channel by channel.
    by_columns : bool
        Whether the units are the columns of the array, not its rows.
    """

    maps: tuple[int, int, int]
    by_columns: bool = False


def folding_of(array: AnyArray, reading: Reading) -> Folding | None:
    """Return how a dense weight folds into maps, None where nothing says so.

    The inputs of the first dense layer are the maps of the last convolution, or the
    pixels of an image; those of a layer behind another dense one are no maps.

    Parameters
    ----------
    array : ndarray
    reading : Reading
        What was recognised in the file.
    """
    if array.ndim != 2 or array.dtype.kind not in "biufc" or min(array.shape) < 2:
        return None
    filters = 0
    for number, layer in enumerate(reading.layers):
        if layer.w.array is array:
            by_columns = axes_of(array, reading)[:1] == ("input",)
            inputs = array.shape[0 if by_columns else 1]
            maps = _maps_of(inputs, filters, is_first=number == 0)
            return None if maps is None else Folding(maps, by_columns)
        filters = layer.weight.shape[0] if layer.weight.ndim > 2 else 0
    return _by_size(array)


def _maps_of(inputs: int, filters: int, *, is_first: bool) -> tuple[int, int, int] | None:
    if filters:
        side = math.isqrt(inputs // filters)
        if side >= _SMALLEST_SIDE and filters * side * side == inputs:
            return filters, side, side
    is_image = inputs in _SURELY_IMAGES or (is_first and not filters)
    return _IMAGES.get(inputs) if is_image else None


def _by_size(array: AnyArray) -> Folding | None:
    rows, columns = array.shape
    if columns in _IMAGES and rows not in _IMAGES:
        return Folding(_IMAGES[columns])
    if rows in _IMAGES and columns not in _IMAGES:
        return Folding(_IMAGES[rows], by_columns=True)
    return None
