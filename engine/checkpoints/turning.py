"""Which weights of a file are used in another order of axes than they are stored in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.layouts import Placed
from engine.checkpoints.wording import dimensions, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.checkpoints.layouts import LayerArrays, Reading
    from engine.checkpoints.node import AnyArray


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """A weight in the engine's order of axes, and what was done to it in words."""

    array: AnyArray
    words: str

    def note(self, name: str, placed: Placed) -> str:
        """Say how the parameter called `name` was made: "dense1.w is transposed: ..."."""
        joint = " is" if self.words.startswith("transposed") else ":"
        where = f"{quoted(placed.place)} in the file is {dimensions(placed.array.shape)}"
        return f"{name}{joint} {self.words}; {where}."


def turned_layers(reading: Reading) -> Mapping[str, Turned]:
    """Return the weights, by place, whose axes are surely in another order.

    A square matrix tells nothing itself; it is read as those of its kind that are certain.
    """
    certain = {layer.is_conv for layer in reading.layers if layer.changes and layer.is_certain}
    return {
        layer.w.place: Turned(layer.weight, ", ".join(layer.changes))
        for layer in reading.layers
        if layer.changes
        and (layer.is_certain or (_is_square(layer) and layer.is_conv in certain))
    }


def bias_of(layer: LayerArrays) -> Placed | None:
    """Return the bias of a layer; one that is folded into the weight is at its place."""
    if layer.b is None and layer.bias is not None:
        return Placed(f"{layer.w.place} (folded in)", layer.bias)
    return layer.b


def _is_square(layer: LayerArrays) -> bool:
    shape = layer.w.array.shape
    return len(shape) == 2 and shape[0] == shape[1]
