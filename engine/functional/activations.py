"""Activation functions: each number by itself, in arrays of any shape.

::

    relu:        y = max(0, x)                dL/dx = dy where y > 0, else 0
    leaky_relu:  y = x where x > 0, else a x  dL/dx = dy where y > 0, else a dy
    sigmoid:     y = 1 / (1 + exp(-x))        dL/dx = dy y (1 - y)
    tanh:        y = tanh x                   dL/dx = dy (1 - y^2)

with a the slope. All derivatives are written with y, so that a backward pass needs to keep
nothing but the output. Results lie in memory in the order of the input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.arrays import require_shape
from engine.functional.checks import require_floats
from engine.kernels import activations
from engine.numbers import require_share

if TYPE_CHECKING:
    from engine.arrays import Array


def relu(x: Array) -> Array:
    """Return max(0, x).

    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    require_floats("relu", x=x)
    return activations.relu(x)


def relu_backward(dy: Array, y: Array) -> Array:
    """Return dL/dx of `relu` from dL/dy and y; where x is exactly 0, nothing flows back."""
    _require_alike("relu_backward", dy, y)
    return activations.relu_backward(dy, y)


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """Return x where it is positive, else slope * x; `slope` is in [0, 1).

    >>> leaky_relu(np.array([-2.0, 0.0, 3.0]), 0.5)
    array([-1.,  0.,  3.])
    """
    require_floats("leaky_relu", x=x)
    return activations.leaky_relu(x, require_share("leaky_relu", "slope", slope))


def leaky_relu_backward(dy: Array, y: Array, slope: float = 0.01) -> Array:
    """Return dL/dx of `leaky_relu` from dL/dy and y; 0 counts as not positive."""
    _require_alike("leaky_relu_backward", dy, y)
    slope = require_share("leaky_relu_backward", "slope", slope)
    return activations.leaky_relu_backward(dy, y, slope)


def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), in (0, 1), with all its digits where it is close to 0.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    require_floats("sigmoid", x=x)
    return activations.sigmoid(x)


def sigmoid_backward(dy: Array, y: Array) -> Array:
    """Return dL/dx of `sigmoid` from dL/dy and y."""
    _require_alike("sigmoid_backward", dy, y)
    return activations.sigmoid_backward(dy, y)


def tanh(x: Array) -> Array:
    """Return the hyperbolic tangent of x, in (-1, 1).

    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    require_floats("tanh", x=x)
    return activations.tanh(x)


def tanh_backward(dy: Array, y: Array) -> Array:
    """Return dL/dx of `tanh` from dL/dy and y."""
    _require_alike("tanh_backward", dy, y)
    return activations.tanh_backward(dy, y)


def _require_alike(owner: str, dy: Array, y: Array) -> None:
    require_floats(owner, dy=dy, y=y)
    require_shape(owner, "dy", dy, y.shape)
