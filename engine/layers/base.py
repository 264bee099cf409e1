"""What every layer is."""

from __future__ import annotations

import copy
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from engine.arrays import Array, Parameters, Shape, require_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

SavedT = TypeVar("SavedT")
"""What the forward pass of a layer keeps for its backward pass."""


@dataclass(frozen=True, slots=True)
class LayerGradients:
    """What the backward pass of a layer gives.

    Attributes
    ----------
    x : ndarray
        dL/dx, of the shape of the input.
    parameters : mapping of str to ndarray
        dL/dw and dL/db, under "w" and "b"; empty for a layer without parameters.
    """

    x: Array
    parameters: Mapping[str, Array] = field(default_factory=dict)


class Layer(ABC, Generic[SavedT]):
    """A function of an array, and the derivative of that function.

    Values saved for the backward pass belong to the call and not to the layer, so that a
    prediction in the middle of a batch disturbs nothing, and threads may share layers.

    Parameters
    ----------
    name : str
        Unique in the network: "conv1".
    input_shape, output_shape : tuple of int
        Of one sample: (C, H, W) or (n,).
    parameter_shapes : mapping of str to tuple of int
        Of "w" and "b".

    Attributes
    ----------
    kind : str
        "conv2d", "relu", "pool2d", "flatten", "dense" or "softmax".
    parameters : mapping of str to ndarray
        Zeros until `initialize`; views of the network's buffer once it is part of one.
    """

    kind: ClassVar[str]

    def __init__(
        self,
        name: str,
        input_shape: Shape,
        output_shape: Shape,
        parameter_shapes: Mapping[str, Shape] | None = None,
    ) -> None:
        self.name = name
        self.input_shape = input_shape
        self.output_shape = output_shape
        self.parameter_shapes: Mapping[str, Shape] = MappingProxyType(parameter_shapes or {})
        self.parameters: Mapping[str, Array] = Parameters(self.parameter_shapes)

    @abstractmethod
    def forward(self, x: Array) -> tuple[Array, SavedT]:
        """Return the output for a batch, and what `backward` needs to know of this call.

        Parameters
        ----------
        x : ndarray, shape (N, *input_shape)

        Returns
        -------
        y : ndarray, shape (N, *output_shape)
        saved : object
            To be handed to `backward` as it is.

        Raises
        ------
        ShapeError
            If the samples do not have this layer's input shape.
        """

    @abstractmethod
    def backward(self, dy: Array, saved: SavedT) -> LayerGradients:
        """Return the gradients of the loss by this layer's input and parameters.

        Parameters
        ----------
        dy : ndarray, shape (N, *output_shape)
            dL/dy.
        saved : object
            What `forward` returned beside y.
        """

    @abstractmethod
    def arithmetic(self) -> str:
        """Return in signs what is computed or counted: "8 × (5×5×1) + 8 = 208"."""

    @abstractmethod
    def note(self) -> str:
        """Return in words what the arithmetic leaves open: "stride 1, no padding"."""

    def gradients_of_parameters(self, dy: Array, saved: SavedT) -> Mapping[str, Array]:
        """Return dL/dw and dL/db alone, where nobody asks for dL/dx: in the first layer."""
        return self.backward(dy, saved).parameters

    def initialize(self, rng: np.random.Generator) -> None:
        """Set the parameters to their first values; a layer without any does nothing."""

    def bound_to(self, parameters: Mapping[str, Array]) -> Self:
        """Return this layer over other parameters.

        Parameters
        ----------
        parameters : mapping of str to ndarray
            "w" and "b" in this layer's shapes; used and not copied.
        """
        layer = copy.copy(self)
        layer.parameters = MappingProxyType(dict(parameters))
        return layer

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return sum(map(math.prod, self.parameter_shapes.values()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self.input_shape} → {self.output_shape}>"

    def _require_input(self, x: Array) -> None:
        expected: tuple[int | str, ...] = ("N", *self.input_shape)
        require_shape(self.name, "x", x, expected)


AnyLayer = Layer[Any]
