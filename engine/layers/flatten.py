"""Flattening: ``y[n, (c*H + h)*W + k] = x[n,c,h,k]``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from engine.layers.base import Layer, LayerGradients
from engine.layers.text import grouped
from engine.layers.windows import require_image

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class Flatten(Layer[None]):
    """Put the channels of an image one behind the other, each row by row.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W).

    Raises
    ------
    SettingError
        If the input is flat already.
    """

    kind: ClassVar[str] = "flatten"

    def __init__(self, name: str, input_shape: Shape) -> None:
        require_image(name, input_shape)
        super().__init__(name, input_shape, (math.prod(input_shape),))

    def forward(self, x: Array) -> tuple[Array, None]:
        """Return y; nothing needs to be saved."""
        self._require_input(x)
        return x.transpose(1, 2, 3, 0).reshape(*self.output_shape, len(x)).T, None

    def backward(self, dy: Array, saved: None) -> LayerGradients:
        """Return dL/dx: dy in the shape of the input."""
        dx = dy.T.reshape(*self.input_shape, len(dy))
        return LayerGradients(dx.transpose(3, 0, 1, 2))

    def arithmetic(self) -> str:
        """Return "8 × 10 × 10 = 800"."""
        return " × ".join(map(str, self.input_shape)) + f" = {grouped(self.output_shape[0])}"

    def note(self) -> str:
        """Return "channel by channel, row by row"."""
        return "channel by channel, row by row"
