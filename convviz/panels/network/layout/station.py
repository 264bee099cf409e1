"""What the arrangement must know of a layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.arrays import Shape

Form = Literal["image", "maps", "bands", "units", "numbers", "loss"]
MOST_NUMBERS = 16
"""A longer vector is folded; its numbers stand in tooltips."""


@dataclass(frozen=True, slots=True)
class Station:
    """One column to be: the input, a layer, or the loss.

    Parameters
    ----------
    name : str
        Of the layer; ``"input"`` and ``"loss"`` for the ends.
    kind : str
        The layer's kind, or the name of an end.
    shape : tuple of int
        (C, H, W), (n,), or () for the loss.
    stride : int, default=1
        Pixels of the image from one cell to the next; a pooled cell is that much larger,
        so it lies level with its window.
    source : tuple of int, default=()
        Of a flattened layer, the shape before.
    text : int, default=0
        Pixels that its name and shape need side by side.
    """

    name: str
    kind: str
    shape: Shape
    stride: int = 1
    source: Shape = ()
    text: int = 0

    @property
    def form(self) -> Form:
        """How its values are drawn."""
        if not self.shape:
            return "loss"
        if len(self.shape) == 3:
            return "image" if self.kind == "input" and self.shape[0] == 1 else "maps"
        if len(self.source) == 3:
            return "bands"
        return "numbers" if self.shape[0] <= MOST_NUMBERS else "units"

    @property
    def channels(self) -> int:
        """Maps or bands that are drawn; 1 where pages do not matter."""
        if self.form == "maps":
            return self.shape[0]
        return self.source[0] if self.form == "bands" else 1
