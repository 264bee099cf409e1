"""The logistic function: ``y = 1 / (1 + exp(-x))``, so ``dL/dx = dy y (1 - y)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.kernels.activations import sigmoid, sigmoid_backward
from engine.layers.base import Layer, LayerGradients

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class Sigmoid(Layer["Array"]):
    """Bring every number between 0 and 1.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W) or (n,).
    """

    kind: ClassVar[str] = "sigmoid"

    def __init__(self, name: str, input_shape: Shape) -> None:
        super().__init__(name, input_shape, input_shape)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return y, and y."""
        self._require_input(x)
        y = sigmoid(x)
        return y, y

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dx."""
        return LayerGradients(sigmoid_backward(dy, saved))

    def arithmetic(self) -> str:
        """Return "1 / (1 + exp(−x))"."""
        return "1 / (1 + exp(−x))"

    def note(self) -> str:
        """Return "between 0 and 1"."""
        return "between 0 and 1"
