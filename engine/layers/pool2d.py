"""Pooling: the largest, smallest or mean cell of every window.

With stride s and the padded input P, for the largest (the others likewise)::

    y[n,c,i,j] = max_{u,v} P[n,c,i*s+u,j*s+v]

Cells of the padding take no part. Where several cells are equal, the first in row order has
won and takes the gradient. `engine.kernels.pooling` has the gradients and the way they are
computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.errors import SettingError
from engine.geometry import (
    PaddingSetting,
    PairSetting,
    read_windows,
    require_cells_in_windows,
)
from engine.kernels.pooling import (
    Pooling,
    Winners,
    pool_extreme,
    pool_extreme_alone,
    pool_mean,
    route_to_winners,
    spread_evenly,
)
from engine.layers.base import Layer, LayerGradients
from engine.layers.windows import padding_in_words, require_image, stride_in_words, times

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class Pool2D(Layer[Winners | None]):
    """Keep one number of every window, in each channel by itself.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W).
    size : int or pair of int, default=2
    stride : int or pair of int, optional
        As `size` if not given: windows side by side.
    pooling : {"max", "mean", "min"}, default="max"
    padding : int, pair, pair of pairs, "same" or "valid", default=0
        Less than the window on every side.
    ceil_mode : bool, default=False
        Whether a last window may hang over the edge, rather than leave cells out.

    Attributes
    ----------
    size, stride : pair of int
    padding : pair of pairs of int
        ((top, bottom), (left, right)).
    rows, columns : Axis
        Which cells each window reads.

    Raises
    ------
    SettingError
        If a setting breaks its rule, or the window does not fit into the padded image.
    """

    kind: ClassVar[str] = "pool2d"

    def __init__(
        self,
        name: str,
        input_shape: Shape,
        *,
        size: PairSetting = 2,
        stride: PairSetting | None = None,
        pooling: Pooling = "max",
        padding: PaddingSetting = 0,
        ceil_mode: bool = False,
    ) -> None:
        require_image(name, input_shape)
        if pooling not in ("max", "mean", "min"):
            raise SettingError(name, 'pooling must be "max", "mean" or "min"', pooling)
        channels, height, width = input_shape
        windows = read_windows(
            *(name, (height, width), size),
            stride=size if stride is None else stride,
            padding=padding,
            ceil_mode=ceil_mode,
        )
        require_cells_in_windows(name, windows.size, windows.padding)
        self.pooling: Pooling = pooling
        self.ceil_mode = ceil_mode
        self.size, self.stride = windows.size, windows.stride
        self.padding, self.rows, self.columns = windows.padding, windows.rows, windows.columns
        output_shape = (channels, self.rows.count, self.columns.count)
        super().__init__(name, input_shape, output_shape)

    def forward(self, x: Array) -> tuple[Array, Winners | None]:
        """Return y, and which tap won each window; None for the mean."""
        self._require_input(x)
        if self.pooling == "mean":
            return pool_mean(x, self.rows, self.columns), None
        return pool_extreme(x, self.rows, self.columns, self.pooling)

    def apply(self, x: Array) -> Array:
        """Return y, and find out no winners."""
        if self.pooling == "mean":
            return self.forward(x)[0]
        self._require_input(x)
        return pool_extreme_alone(x, self.rows, self.columns, self.pooling)

    def backward(self, dy: Array, saved: Winners | None) -> LayerGradients:
        """Return dL/dx: all of dy to the winner, or shared evenly for the mean."""
        x_shape = (len(dy), *self.input_shape)
        if saved is None:
            return LayerGradients(spread_evenly(dy, x_shape, self.rows, self.columns))
        return LayerGradients(route_to_winners(dy, saved, x_shape, self.rows, self.columns))

    def arithmetic(self) -> str:
        """Return "2×2, stride 2"."""
        return f"{times(self.size)}, {stride_in_words(self.stride)}"

    def note(self) -> str:
        """Return "largest of 4, no padding"."""
        what = {"max": "largest", "mean": "mean", "min": "smallest"}[self.pooling]
        words = [f"{what} of {self.size[0] * self.size[1]}", padding_in_words(self.padding)]
        if self.ceil_mode:
            words.append("windows may hang over the edge")
        return ", ".join(words)
