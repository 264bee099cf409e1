"""A fully connected layer.

For sample n, input k and output m::

    y[n,m]     = b[m] + sum_k x[n,k] w[m,k]
    dL/db[m]   = sum_n dy[n,m]
    dL/dw[m,k] = sum_n dy[n,m] x[n,k]
    dL/dx[n,k] = sum_m dy[n,m] w[m,k]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.errors import SettingError
from engine.initializers import InitSetting, make_initializer
from engine.kernels.dense import dense, gradient_of_input, gradient_of_weights
from engine.layers.base import Layer, LayerGradients
from engine.layers.text import grouped
from engine.numbers import require_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from engine.arrays import Array, Shape


class Dense(Layer["Array"]):
    """Sum up all inputs, weighted differently for every unit.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (n,).
    units : int
        Outputs.
    init : str or mapping, default="he-normal"
        First values of the weights, as `engine.initializers` names them.

    Raises
    ------
    SettingError
        If `units` is less than 1, `init` is unknown, or the input is not flat.
    """

    kind: ClassVar[str] = "dense"

    def __init__(
        self, name: str, input_shape: Shape, *, units: int, init: InitSetting = "he-normal"
    ) -> None:
        if len(input_shape) != 1:
            rule = "the layer before must give flat samples (n,): put a flatten between"
            raise SettingError(name, rule, input_shape)
        self.units = require_whole(name, "units", units)
        self._fill = make_initializer(name, init)
        self.init = init
        shapes: dict[str, Shape] = {"w": (self.units, input_shape[0]), "b": (self.units,)}
        super().__init__(name, input_shape, (self.units,), shapes)

    def initialize(self, rng: np.random.Generator) -> None:
        """Draw weights as `init` says; biases are 0."""
        self._fill(self.parameters["w"], rng)
        self.parameters["b"].fill(0)

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Return y, and x."""
        self._require_input(x)
        return dense(x, self.parameters["w"], self.parameters["b"]), x

    def backward(self, dy: Array, saved: Array) -> LayerGradients:
        """Return dL/dx, dL/dw and dL/db."""
        dx = gradient_of_input(dy, self.parameters["w"])
        return LayerGradients(dx, self.gradients_of_parameters(dy, saved))

    def gradients_of_parameters(self, dy: Array, saved: Array) -> Mapping[str, Array]:
        """Return dL/dw and dL/db alone."""
        dw, db = gradient_of_weights(dy, saved)
        return {"w": dw, "b": db}

    def arithmetic(self) -> str:
        """Return "128×800 + 128 = 102 528"."""
        count = grouped(self.parameter_count)
        return f"{self.units}×{self.input_shape[0]} + {self.units} = {count}"

    def note(self) -> str:
        """Return "every input to every unit"."""
        return "every input to every unit"
