"""Dropout.

N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov, "Dropout: A Simple
Way to Prevent Neural Networks from Overfitting", JMLR 15, 2014,
https://jmlr.org/papers/v15/srivastava14a.html, "inverted" as its section 10 describes, so that
nothing is left to do once the network has learned. With rate q and u uniform in [0, 1)::

    learning:   k = 1 / (1 - q) where u >= q, else 0
                y = x k              dL/dx = dy k
    otherwise:  y = x                dL/dx = dy

u is a function of the seed, the step, the place of the layer and the shard, so that neither
threads nor stepping can change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.layers.base import Layer, LayerGradients
from engine.numbers import require_share

if TYPE_CHECKING:
    from engine.arrays import Array, Shape
    from engine.layers.base import Training


class Dropout(Layer["Array | None"]):
    """Leave out some of the numbers while the network learns, others in every step.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W) or (n,).
    rate : float, default=0.5
        Which share is left out, in [0, 1).

    Raises
    ------
    SettingError
        If the rate is not in [0, 1).
    """

    kind: ClassVar[str] = "dropout"

    def __init__(self, name: str, input_shape: Shape, *, rate: float = 0.5) -> None:
        self.rate = require_share(name, "rate", rate)
        super().__init__(name, input_shape, input_shape)

    def forward(self, x: Array) -> tuple[Array, None]:
        """Return x; nothing needs to be saved."""
        self._require_input(x)
        return x, None

    def forward_in_training(self, x: Array, training: Training) -> tuple[Array, Array | None]:
        """Return y, and k."""
        self._require_input(x)
        # Drawn in float32 for every dtype: a network in float64 leaves out the same numbers.
        u = training.generator(self.place).random(x.shape, np.float32)
        k: Array = (u >= self.rate) * x.dtype.type(1 / (1 - self.rate))
        return x * k, k

    def backward(self, dy: Array, saved: Array | None) -> LayerGradients:
        """Return dL/dx."""
        return LayerGradients(dy if saved is None else dy * saved)

    def arithmetic(self) -> str:
        """Return "x / 0.5 or 0"."""
        return f"x / {1 - self.rate:g} or 0"

    def note(self) -> str:
        """Return "while learning"."""
        return "while learning"
