"""What every layer is."""

from __future__ import annotations

import copy
import inspect
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import numpy as np

from engine.arrays import Array, Parameters, Shape, require_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        dL/dw and dL/db under "w" and "b", or what else a layer learns; empty for a layer
        without parameters.
    """

    x: Array
    parameters: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Training:
    """Which shard of which batch goes through a layer: all that its chance depends on.

    Attributes
    ----------
    seed : int
        Of the training.
    step : int
        Updates done before this batch.
    shard : int
        Place of the shard in the batch.
    """

    seed: int
    step: int
    shard: int

    def generator(self, layer: int) -> np.random.Generator:
        """Return random numbers for the layer at a place; each time the same ones."""
        place = (self.step, layer, self.shard)
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=place))


class Layer(ABC, Generic[SavedT]):
    """A function of an array, and the derivative of that function.

    Values saved for the backward pass belong to the call and not to the layer, so that a
    prediction in the middle of a batch disturbs nothing, and threads may share layers.

    `forward` and `apply` are the layer as it is used, `forward_in_training` as it learns;
    most layers do the same in both. `backward` follows any of the two forward passes.

    Parameters
    ----------
    name : str
        Unique in the network: "conv1".
    input_shape, output_shape : tuple of int
        Of one sample: (C, H, W) or (n,).
    parameter_shapes : mapping of str to tuple of int
        Of "w" and "b", or what else the layer calls its parameters; none by default.

    Attributes
    ----------
    kind : str
        As presets call it: "conv2d", "relu", ...
    untrained : tuple of str
        Parameters without a gradient, which no optimizer may move: `take_in` sets them.
    parameters : mapping of str to ndarray
        Zeros until `initialize`; views of the network's buffer once it is part of one.
    place : int
        In the network, from 0; 0 outside of one.
    """

    kind: ClassVar[str]
    untrained: ClassVar[tuple[str, ...]] = ()

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
        self.place = 0

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

    def apply(self, x: Array) -> Array:
        """Return the same bits as `forward`, and keep nothing for a backward pass."""
        return self.forward(x)[0]

    def forward_in_training(
        self,
        x: Array,
        training: Training,
    ) -> tuple[Array, SavedT]:
        """Return output and saved values as `forward` does, while the network learns.

        Parameters
        ----------
        x : ndarray, shape (n, *input_shape)
            A shard of a batch.
        training : Training
            Which one.
        """
        return self.forward(x)

    def observation(self, saved: SavedT) -> Any:
        """Return what `take_in` wants to know of a shard; None if there is nothing."""
        return None

    def take_in(self, observations: Sequence[Any]) -> None:
        """Move the untrained parameters, once per batch, by what its shards have shown."""

    def gradients_of_parameters(self, dy: Array, saved: SavedT) -> Mapping[str, Array]:
        """Return the gradients of the parameters alone: the first layer needs no dL/dx."""
        return self.backward(dy, saved).parameters

    def initialize(self, rng: np.random.Generator) -> None:
        """Set the parameters to their first values; a layer without any does nothing."""

    def bound_to(self, parameters: Mapping[str, Array], place: int = 0) -> Self:
        """Return this layer over other parameters.

        Parameters
        ----------
        parameters : mapping of str to ndarray
            By this layer's names, in its shapes; used and not copied.
        place : int, default=0
            In the network.
        """
        layer = copy.copy(self)
        layer.place = place
        layer.parameters = MappingProxyType(dict(parameters))
        return layer

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the class was told besides name and input shape, by its keywords.

        Every keyword of a layer is one of its attributes, too.
        """
        keywords = inspect.signature(type(self)).parameters.values()
        return {k.name: getattr(self, k.name) for k in keywords if k.kind is k.KEYWORD_ONLY}

    @property
    def parameter_count(self) -> int:
        """How many numbers the parameters are, the untrained ones among them."""
        return sum(map(math.prod, self.parameter_shapes.values()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self.input_shape} → {self.output_shape}>"

    def _require_input(self, x: Array) -> None:
        if x.shape[1:] != self.input_shape:
            expected: tuple[int | str, ...] = ("N", *self.input_shape)
            require_shape(self.name, "x", x, expected)


AnyLayer = Layer[Any]
