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
        """Whether it can be a weight: numbers, with at least two axes longer than 1."""
        return self.array.dtype.kind in "biuf" and sum(n > 1 for n in self.array.shape) >= 2

    @property
    def is_vector(self) -> bool:
        """Whether it can be a bias: numbers along at most one axis; (n,), (n, 1), (1, n)."""
        numbers = self.array.dtype.kind in "biuf" and self.array.size > 0
        return numbers and self.array.size == max(self.array.shape, default=1)


@dataclass(frozen=True, slots=True, eq=False)
class LayerArrays:
    """A weight and its bias.

    Attributes
    ----------
    name : str
        "conv1" for the first weight with four or three axes, "dense1" for the first
        with two, and so on.
    w : Placed
    b : Placed or None
        None if the file has none.
    """

    name: str
    w: Placed
    b: Placed | None

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return self.w.array.size + (self.b.array.size if self.b else 0)

    def describe(self) -> str:
        """Say in words what the layer does: "8 filters of 5×5 on 1 channel", "800 → 128"."""
        return describe_weight(self.w.array.shape)


def describe_weight(shape: tuple[int, ...]) -> str:
    """Say in words what a weight of a shape does, in the project's order of axes."""
    if len(shape) == 4:
        filters, channels, height, width = shape
        of = "channel" if channels == 1 else "channels"
        return f"{grouped(filters)} filters of {height}×{width} on {grouped(channels)} {of}"
    if len(shape) == 2:
        return f"{grouped(shape[1])} → {grouped(shape[0])}"
    return "×".join(map(grouped, shape))
