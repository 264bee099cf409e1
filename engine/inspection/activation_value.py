"""One cell of a layer that treats every number by itself: ``y = f(x)``, ``dL/dx = f'(x) dy``.

A rectifier is a gate: it is open where y > 0. Dropout leaves nothing out when a sample is
looked at by itself; in a batch that the network learns from, it multiplies by k.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.functional import leaky_relu, relu, sigmoid, tanh
from engine.layers import Dropout, LeakyReLU, ReLU, Sigmoid, Tanh

if TYPE_CHECKING:
    from engine.arrays import Array, Shape

Elementwise = ReLU | LeakyReLU | Sigmoid | Tanh | Dropout


@dataclass(frozen=True, slots=True)
class ActivationValue:
    """A number before and after an activation, and what became of its neighbours.

    Attributes
    ----------
    layer, source : str
        Names of the activation and of what it reads.
    form : str
        f of "{x}": "max(0, {x})".
    is_gate : bool
        Whether it is a rectifier, which passes a number as it is or makes it 0.
    slope : float
        f′(x).
    index : tuple of int
        (c, i, j), or (k,) in a layer of vectors.
    x, stored : float
        Before and after.
    shut_in_map, cells_in_map : int
        How many gates of this cell's map are shut, of how many; of a vector, the whole
        layer is the map.
    shut_in_layer, cells_in_layer : int
    dy, dx : float or None
        dL/dy and dL/dx of this cell; None without gradients.
    """

    layer: str
    index: Shape
    source: str
    form: str
    is_gate: bool
    slope: float
    x: float
    stored: float
    shut_in_map: int
    cells_in_map: int
    shut_in_layer: int
    cells_in_layer: int
    dy: float | None = None
    dx: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the value is positive: a gate lets it pass, and its gradient come back."""
        return self.stored > 0

    @property
    def formula(self) -> str:
        """``max(0, x)``."""
        return self.form.format(x="x")

    @property
    def equation(self) -> str:
        """``relu2[4, 12, 8] = max(0, conv2[4, 12, 8])``."""
        place = ", ".join(map(str, self.index))
        return f"{self.layer}[{place}] = {self.form.format(x=f'{self.source}[{place}]')}"


@np.errstate(over="ignore", invalid="ignore")
def activation_value(
    layer: Elementwise,
    source: str,
    x: Array,
    y: Array,
    index: Shape,
    *,
    dy: Array | None = None,
    dx: Array | None = None,
    kept: Array | None = None,
) -> ActivationValue:
    """Explain one cell of a layer that treats every number by itself.

    Parameters
    ----------
    layer : ReLU, LeakyReLU, Sigmoid, Tanh or Dropout
    source : str
        What its input is called.
    x, y : ndarray, shape (C, H, W) or (n,)
    index : tuple of int
    dy, dx : ndarray, same shape, optional
        dL/dy and dL/dx.
    kept : ndarray, same shape, optional
        What dropout multiplies by, in a batch that the network learns from.
    """
    neighbours = y[index[0]] if y.ndim == 3 else y
    return ActivationValue(
        layer=layer.name,
        index=index,
        source=source,
        form=form_of(layer) if kept is None else f"{kept[index]:g} · {{x}}",
        is_gate=isinstance(layer, ReLU),
        slope=float(slope_of(layer, y[index]) if kept is None else kept[index]),
        x=float(x[index]),
        stored=float(y[index]),
        shut_in_map=shut_gates(neighbours),
        cells_in_map=neighbours.size,
        shut_in_layer=shut_gates(y),
        cells_in_layer=y.size,
        dy=None if dy is None else float(dy[index]),
        dx=None if dx is None else float(dx[index]),
    )


def curve_of(layer: Elementwise, x: Array) -> tuple[Array, Array]:
    """Return f(x) and f′(x) of some numbers x, shape (n,)."""
    y: Array
    match layer:
        case ReLU():
            y = relu(x)
        case LeakyReLU():
            y = leaky_relu(x, layer.slope)
        case Sigmoid():
            y = sigmoid(x)
        case Tanh():
            y = tanh(x)
        case Dropout():
            y = x
    return y, slope_of(layer, y)


def slope_of(layer: Elementwise, y: Array) -> Array:
    """Return f′ from y, of its shape."""
    one = np.ones_like(y)
    match layer:
        case ReLU():
            return one * (y > 0)
        case LeakyReLU():
            return np.where(y > 0, one, layer.slope * one)
        case Sigmoid():
            return y * (1 - y)
        case Tanh():
            return 1 - y * y
        case Dropout():
            return one


def form_of(layer: Elementwise) -> str:
    """Return f of "{x}"."""
    match layer:
        case ReLU():
            return "max(0, {x})"
        case LeakyReLU():
            return f"max({layer.slope:g} · {{x}}, {{x}})"
        case Sigmoid():
            return "1 / (1 + exp(−{x}))"
        case Tanh():
            return "tanh {x}"
        case Dropout():
            return "{x}"


def shut_gates(y: Array) -> int:
    """Return how many of the values behind gates are 0 or less."""
    return y.size - int(np.count_nonzero(y > 0))
