"""The rectifier: ``y = max(0, x)``, so ``dL/dx = dy where y > 0, else 0``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.kernels.activations import relu, relu_backward
from engine.layers.base import Layer, LayerGradients

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class ReLU(Layer["Array"]):
    """Let positive numbers pass and make the others 0.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W) or (n,).
    """

    kind: ClassVar[str] = "relu"

    def __init__(self, name: str, input_shape: Shape) -> None:
        super().__init__(name, input_shape, input_shape)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return y, and y."""
        self._require_input(x)
        y = relu(x)
        return y, y

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dx; where x is exactly 0, nothing flows back."""
        return LayerGradients(relu_backward(dy, saved))

    def arithmetic(self) -> str:
        """Return "max(0, x)"."""
        return "max(0, x)"

    def note(self) -> str:
        """Return "negative becomes 0"."""
        return "negative becomes 0"
