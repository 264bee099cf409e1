"""From the tree of a file to layers with weights and biases.

Understood are, each with or without a history of the cost beside it:

- a list of arrays: all weights and then all biases (also the other way round), or each
  weight followed by its bias; None where a layer has no parameters;
- the same as two lists, or as a list per layer;
- a dictionary, also of dictionaries, whose names say the layer and the role: "W1" and
  "b1", "conv1.w", "fc1_bias".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.checkpoints.layouts.history import split_history
from engine.checkpoints.layouts.naming import HOW, pair_by_name
from engine.checkpoints.layouts.pairing import Pair, Slot, pair_by_position
from engine.checkpoints.layouts.placed import LayerArrays, Placed
from engine.checkpoints.node import Node
from engine.checkpoints.params import ROOT_ARRAY, arrays_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np
    import numpy.typing as npt

_MOST_SLOTS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the arrays of a file mean.

    Attributes
    ----------
    layers : tuple of LayerArrays
        In their order; empty if no arrangement of weights and biases was recognised.
    how : str
        By what they were recognised, in a sentence.
    history : ndarray of float64, shape (n,), or None
        The cost of each step, if the file has it.
    history_place : str
        Where it is.
    meanings : mapping of str to str
        "conv1.w" and so on, by place.
    notes : tuple of str
        What was passed over and why, and what is odd, a sentence each.
    instead : str
        If there are no layers: what the file is instead, in a sentence.
    """

    layers: tuple[LayerArrays, ...] = ()
    how: str = ""
    history: npt.NDArray[np.float64] | None = None
    history_place: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    instead: str = ""

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return sum(layer.parameter_count for layer in self.layers)


def read_layers(tree: Node) -> Reading:
    """Find weights, biases and the history of the cost in a file.

    Parameters
    ----------
    tree : Node
        All of the file.
    """
    split = split_history(tree)
    arrays = [Placed(*found) for found in arrays_in(split.rest, split.rest_place)]
    pairs, how = pair_by_name(arrays, split.rest_place), HOW
    if not pairs:
        pairs, how = pair_by_position(_slots(split.rest, split.rest_place))
    layers = tuple(_named(pairs))
    meanings = {layer.w.place: f"{layer.name}.w" for layer in layers}
    meanings |= {layer.b.place: f"{layer.name}.b" for layer in layers if layer.b}
    return Reading(
        layers,
        how if layers else "",
        split.history,
        split.history_place,
        MappingProxyType(meanings),
    )


def _slots(node: Node, place: str, levels: int = 2) -> list[Slot]:
    """Return the arrays of a list in a row, those of lists in it too; None stays None."""
    if node.array is not None:
        return [Placed(place or ROOT_ARRAY, node.array)]
    if node.kind not in {"list", "tuple"} or not levels:
        return []
    slots: list[Slot] = []
    for i, item in enumerate(node.items[:_MOST_SLOTS]):
        if item is None:
            slots.append(None)
        elif isinstance(item, Node):
            slots += _slots(item, f"{place}{node.label(i)}", levels - 1)
    return slots


def _named(pairs: Iterable[Pair]) -> Iterator[LayerArrays]:
    """Call the layers conv1, conv2, dense1 and so on, by the axes of their weights."""
    met = {"conv": 0, "dense": 0}
    for w, b in pairs:
        kind = "conv" if w.array.ndim > 2 else "dense"
        met[kind] += 1
        weight = w.array[:, None] if w.array.ndim == 3 else w.array
        bias = None if b is None else b.array.reshape(-1)
        yield LayerArrays(f"{kind}{met[kind]}", w, b, weight, bias)
