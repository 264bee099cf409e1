"""From the tree of a file to layers with weights and biases.

Understood are, each with or without a history of the cost beside it:

- a list of arrays: all weights and then all biases (also the other way round), or each
  weight followed by its bias; None where a layer has no parameters;
- the same as two lists, as a list per layer, or with keys that are numbers;
- a dictionary, also of dictionaries and lists, whose names say the layer and the role:
  "W1" and "b1", "conv1.w", "fc1_bias", "features.0.weight", "dense_1/kernel:0";
- arrays in pieces: lists of numbers, a dictionary of filters, a dictionary of biases;
- biases that are folded into the weight as one more column of inputs, or missing.

Which axes are which is found out by the chain of layers (`chain`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.checkpoints.layouts.building import build_layers
from engine.checkpoints.layouts.forms import is_image
from engine.checkpoints.layouts.history import find_history, likeliest
from engine.checkpoints.layouts.instead import what_instead
from engine.checkpoints.layouts.leaf import Leaf, gather
from engine.checkpoints.layouts.noting import notes_on
from engine.checkpoints.layouts.recognising import recognise
from engine.checkpoints.layouts.sorting import sort_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from engine.checkpoints.layouts.placed import LayerArrays
    from engine.checkpoints.node import Node


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

    @property
    def is_doubtful(self) -> bool:
        """Whether there is but one matrix, and neither name, bias nor shape says weight."""
        if len(self.layers) != 1 or self.layers[0].is_conv:
            return False
        only = self.layers[0]
        outputs, inputs = only.weight.shape
        is_told = isinstance(only.w, Leaf) and only.w.name.says_layer
        is_shaped = outputs != inputs and is_image(inputs)
        return only.bias is None and not is_told and not is_shaped


def read_layers(tree: Node) -> Reading:
    """Find weights, biases and the history of the cost in a file.

    Parameters
    ----------
    tree : Node
        All of the file.
    """
    gathered = gather(tree)
    history = find_history(tree, gathered.leaves)
    found = sort_out(gathered, history.place if history is not None else "")
    recognised = recognise(found)
    if history is None:
        history = likeliest(found.left)
        found.left = [x for x in found.left if history is None or x.place != history.place]
    place = history.place if history is not None else ""
    layers = build_layers(recognised.pairs, recognised.chain)
    meanings = {layer.w.place: f"{layer.name}.w" for layer in layers}
    meanings |= {layer.b.place: f"{layer.name}.b" for layer in layers if layer.b}
    return Reading(
        layers,
        recognised.how,
        history.numbers if history is not None else None,
        place,
        MappingProxyType(meanings),
        notes_on(layers, recognised.chain, gathered, found.passed) if layers else (),
        "" if layers else what_instead(gathered, found.passed, history),
    )
