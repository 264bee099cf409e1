"""The hyperbolic tangent: ``y = tanh x``, so ``dL/dx = dy (1 - y^2)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.kernels.activations import tanh, tanh_backward
from engine.layers.base import Layer, LayerGradients

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class Tanh(Layer["Array"]):
    """Bring every number between −1 and 1.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W) or (n,).
    """

    kind: ClassVar[str] = "tanh"

    def __init__(self, name: str, input_shape: Shape) -> None:
        super().__init__(name, input_shape, input_shape)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return y, and y."""
        self._require_input(x)
        y = tanh(x)
        return y, y

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dx."""
        return LayerGradients(tanh_backward(dy, saved))

    def arithmetic(self) -> str:
        """Return "tanh x"."""
        return "tanh x"

    def note(self) -> str:
        """Return "between −1 and 1"."""
        return "between −1 and 1"
