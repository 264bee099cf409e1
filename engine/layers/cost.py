"""What a layer asks of the machine for one sample, counted and not tried."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.pool2d import Pool2D

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.kernels.axis import Axis
    from engine.layers.base import AnyLayer

_BYTES = 4
"""Of a number in float32."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one sample needs.

    Attributes
    ----------
    numbers : int
        That are there at once while it passes the layer: input, output, and the input once
        more as the kernel lays it out, with its padding.
    products : int
        Multiplications; of a pooling, comparisons or additions.
    """

    numbers: int
    products: int

    @property
    def bytes(self) -> int:
        """Memory of the numbers in float32."""
        return _BYTES * self.numbers


def cost_of(layer: AnyLayer) -> Cost:
    """Return what one sample needs to pass a layer forward."""
    outside = math.prod(layer.input_shape) + math.prod(layer.output_shape)
    if isinstance(layer, Dense):
        return Cost(outside, math.prod(layer.input_shape) * math.prod(layer.output_shape))
    if not isinstance(layer, Conv2D | Pool2D):
        return Cost(outside, outside)
    rows, columns, channels = layer.rows, layer.columns, layer.input_shape[0]
    laid_out = channels * _places(rows) * _places(columns)
    if isinstance(layer, Pool2D):
        taps = columns.size * _places(rows) + rows.size * rows.count
        return Cost(outside + laid_out, channels * columns.count * taps)
    if columns.size > 1 or columns.stride > 1:
        laid_out += channels * _places(rows) * columns.size * columns.count
    window = channels * rows.reach * columns.size
    return Cost(outside + laid_out, window * math.prod(layer.output_shape))


def cost_forward(layers: Iterable[AnyLayer]) -> Cost:
    """Return what one sample needs to pass all layers, if nothing is kept: the most at once.

    Parameters
    ----------
    layers : iterable of Layer
        At least one.
    """
    costs = [cost_of(layer) for layer in layers]
    return Cost(max(cost.numbers for cost in costs), sum(cost.products for cost in costs))


def cost_of_keeping(layers: Iterable[AnyLayer]) -> Cost:
    """Return what one sample needs to pass all layers, if all is kept for the way back."""
    costs = [cost_of(layer) for layer in layers]
    return Cost(sum(cost.numbers for cost in costs), sum(cost.products for cost in costs))


def samples_within(budget: int, layers: Iterable[AnyLayer], most: int) -> int:
    """Return how many samples may pass the layers side by side.

    Parameters
    ----------
    budget : int
        Bytes that they may need in all.
    layers : iterable of Layer
    most : int
        Of samples, however little they need.

    Returns
    -------
    int
        `most`, or a half of it, or a half of that, ...; at least 1.
    """
    needed = cost_forward(layers).bytes
    while most > 1 and most * needed > budget:
        most //= 2
    return most


def _places(axis: Axis) -> int:
    return max(axis.before + axis.length, (axis.count - 1) * axis.stride + axis.reach)
