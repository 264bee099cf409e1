"""Softmax: numbers become probabilities.

::

    p[n,k]     = exp(z[n,k]) / sum_j exp(z[n,j])
    dL/dz[n,k] = p[n,k] (dp[n,k] - sum_j dp[n,j] p[n,j])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.errors import SettingError
from engine.kernels.scores import softmax, softmax_backward
from engine.layers.base import Layer, LayerGradients

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


class Softmax(Layer["Array"]):
    """Turn the scores of the classes into probabilities that add up to 1.

    In training the loss takes the scores themselves, and its gradient goes straight to
    them: that loses no digits where a probability is close to 0.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (K,).

    Raises
    ------
    SettingError
        If the input is not flat.
    """

    kind: ClassVar[str] = "softmax"

    def __init__(self, name: str, input_shape: Shape) -> None:
        if len(input_shape) != 1:
            raise SettingError(
                name, "the layer before must give flat samples (K,)", input_shape
            )
        super().__init__(name, input_shape, input_shape)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return p, and p."""
        self._require_input(x)
        p = softmax(x)
        return p, p

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dz from dL/dp."""
        return LayerGradients(softmax_backward(dy, saved))

    def arithmetic(self) -> str:
        """Return "exp / sum"."""
        return "exp / sum"

    def note(self) -> str:
        """Return "adds to 1"."""
        return "adds to 1"
