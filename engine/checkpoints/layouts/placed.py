"""Arrays with the place in the file where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.layers.text import grouped

if TYPE_CHECKING:
    from engine.checkpoints.node import AnyArray


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """An array and its place: ``[0][3]`` or ``conv1.w``."""

    place: str
    array: AnyArray

    @property
    def is_weight(self) -> bool:
        """Whether it is surely no bias: numbers, with at least two axes longer than 1."""
        return self.may_be_weight and sum(n > 1 for n in self.array.shape) >= 2

    @property
    def may_be_weight(self) -> bool:
        """Whether it can be a weight, with axes of length 1 too: (1, 5) has one output."""
        axes = 2 <= self.array.ndim <= 4 and self.array.size > 0
        return axes and self.array.dtype.kind in "biuf"

    @property
    def is_vector(self) -> bool:
        """Whether it can be a bias: numbers along at most one axis; (n,), (n, 1), (1, n)."""
        numbers = self.array.dtype.kind in "biuf" and self.array.size > 0
        return numbers and self.array.size == max(self.array.shape, default=1)


@dataclass(frozen=True, slots=True, eq=False)
class LayerArrays:
    """A weight and its bias, as they are in the file and in the engine's order of axes.

    Attributes
    ----------
    name : str
        "conv1" for the first weight with four or three axes, "dense1" for the first
        with two, and so on.
    w : Placed
    b : Placed or None
        None if the file has none.
    weight : ndarray, shape (F, C, KH, KW) or (out, in)
        View of the weight, or a copy where there can be no view.
    bias : ndarray, shape (F,) or (out,), or None
    changes : tuple of str
        What was done to come from the file's arrays to these, in words.
    is_certain : bool
        Whether biases and the chain of layers leave no other order of axes; a square
        matrix among layers that are certain is read as they are, and is not certain.
    is_channels_last : bool
        Whether the file has the channels or filters of kernels as their last axis; their
        maps are then mostly flattened as row, column, channel.
    """

    name: str
    w: Placed
    b: Placed | None
    weight: AnyArray
    bias: AnyArray | None
    changes: tuple[str, ...] = ()
    is_certain: bool = True
    is_channels_last: bool = False

    @property
    def is_conv(self) -> bool:
        """Whether it is a convolution, and no dense layer."""
        return self.weight.ndim == 4

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return self.weight.size + (0 if self.bias is None else self.bias.size)

    def describe(self) -> str:
        """Say in words what the layer does: "8 filters of 5×5 on 1 channel", "800 → 128"."""
        return describe_weight(self.weight.shape)


def describe_weight(shape: tuple[int, ...]) -> str:
    """Say in words what a weight of a shape does, in the project's order of axes."""
    if len(shape) == 4:
        filters, channels, height, width = shape
        of = "channel" if channels == 1 else "channels"
        return f"{grouped(filters)} filters of {height}×{width} on {grouped(channels)} {of}"
    if len(shape) == 2:
        return f"{grouped(shape[1])} → {grouped(shape[0])}"
    return "×".join(map(grouped, shape))
