"""The rectifier that leaks: ``y = x where x > 0, else a x``, with a the slope.

So ``dL/dx = dy where y > 0, else a dy``; 0 counts as not positive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.kernels.activations import leaky_relu, leaky_relu_backward
from engine.layers.base import Layer, LayerGradients
from engine.numbers import require_share

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class LeakyReLU(Layer["Array"]):
    """Let positive numbers pass, and a small part of the others.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W) or (n,).
    slope : float, default=0.01
        Which part, in [0, 1).

    Raises
    ------
    SettingError
        If the slope is not in [0, 1).
    """

    kind: ClassVar[str] = "leaky-relu"

    def __init__(self, name: str, input_shape: Shape, *, slope: float = 0.01) -> None:
        self.slope = require_share(name, "slope", slope)
        super().__init__(name, input_shape, input_shape)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return y, and y."""
        self._require_input(x)
        y = leaky_relu(x, self.slope)
        return y, y

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dx."""
        return LayerGradients(leaky_relu_backward(dy, saved, self.slope))

    def arithmetic(self) -> str:
        """Return "max(0.01 x, x)"."""
        return f"max({self.slope:g} x, x)"

    def note(self) -> str:
        """Return "negative × 0.01"."""
        return f"negative × {self.slope:g}"
