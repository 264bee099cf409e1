"""Two-dimensional convolution.

With stride s, dilation d and the zero-padded input P::

    y[n,f,i,j] = b[f] + sum_{c,u,v} w[f,c,u,v] P[n,c,i*s+u*d,j*s+v*d]

As everywhere in deep learning this is cross-correlation: the kernel is not reversed.
`engine.kernels.convolution` has the gradients and the way they are computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.geometry import PaddingSetting, PairSetting, read_windows
from engine.initializers import InitSetting, make_initializer
from engine.kernels.convolution import convolve, gradient_of_input, gradient_of_kernel
from engine.layers.base import Layer, LayerGradients
from engine.layers.text import grouped
from engine.layers.windows import padding_in_words, require_image, stride_in_words, times
from engine.numbers import require_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from engine.arrays import Array, Shape


class Conv2D(Layer["Array"]):
    """Sum up each patch of the image, weighted by each of the filters.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W).
    filters : int
        F.
    size : int or pair of int
        KH and KW.
    stride, dilation : int or pair of int, default=1
    padding : int, pair, pair of pairs, "same" or "valid", default=0
        Zeros around the image: both axes, (rows, columns), or
        ((top, bottom), (left, right)). "same" gives ceil(H / stride) rows.
    init : str or mapping, default="he-normal"
        First values of the weights, as `engine.initializers` names them.

    Attributes
    ----------
    size, stride, dilation : pair of int
    padding : pair of pairs of int
        ((top, bottom), (left, right)).
    rows, columns : Axis
        Which cells each window reads.

    Raises
    ------
    SettingError
        If a setting breaks its rule, or the kernel does not fit into the padded image.
    """

    kind: ClassVar[str] = "conv2d"

    def __init__(
        self,
        name: str,
        input_shape: Shape,
        *,
        filters: int,
        size: PairSetting,
        stride: PairSetting = 1,
        padding: PaddingSetting = 0,
        dilation: PairSetting = 1,
        init: InitSetting = "he-normal",
    ) -> None:
        require_image(name, input_shape)
        channels, height, width = input_shape
        self.filters = require_whole(name, "filters", filters)
        windows = read_windows(
            name, (height, width), size, stride=stride, padding=padding, dilation=dilation
        )
        self.size, self.stride, self.dilation = windows.size, windows.stride, windows.dilation
        self.padding, self.rows, self.columns = windows.padding, windows.rows, windows.columns
        self._fill = make_initializer(name, init)
        self.init = init
        super().__init__(
            name,
            input_shape,
            (self.filters, self.rows.count, self.columns.count),
            {"w": (self.filters, channels, *self.size), "b": (self.filters,)},
        )

    def initialize(self, rng: np.random.Generator) -> None:
        """Draw weights as `init` says; biases are 0."""
        self._fill(self.parameters["w"], rng)
        self.parameters["b"].fill(0)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return y, and the input as the kernel has laid it out."""
        self._require_input(x)
        w, b = self.parameters["w"], self.parameters["b"]
        return convolve(x, w, b, self.rows, self.columns)

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dx, dL/dw and dL/db."""
        dx = gradient_of_input(dy, self.parameters["w"], self.rows, self.columns)
        return LayerGradients(dx, self.gradients_of_parameters(dy, saved))

    def gradients_of_parameters(self, dy: Array, saved: Array) -> Mapping[str, Array]:
        """Return dL/dw and dL/db alone."""
        w = self.parameters["w"]
        dw, db = gradient_of_kernel(dy, saved, w, self.rows, self.columns)
        return {"w": dw, "b": db}

    def arithmetic(self) -> str:
        """Return "8 × (5×5×1) + 8 = 208"."""
        kernel = f"{times(self.size)}×{self.input_shape[0]}"
        count = grouped(self.parameter_count)
        return f"{self.filters} × ({kernel}) + {self.filters} = {count}"

    def note(self) -> str:
        """Return "stride 1, no padding"."""
        words = [stride_in_words(self.stride), padding_in_words(self.padding)]
        if self.dilation != (1, 1):
            down, right = self.dilation
            words.append(f"dilation {down if down == right else times(self.dilation)}")
        return ", ".join(words)
