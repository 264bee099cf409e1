"""One of two things to compare: all arrays of a file, or of a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.checkpoints.comparing.described_parts import knows_all
from engine.checkpoints.described import described_preset
from engine.checkpoints.errors import Corrupt
from engine.checkpoints.layouts import Reading, read_layers
from engine.checkpoints.node import Node
from engine.checkpoints.params import arrays_in
from engine.errors import PresetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params
    from engine.network import Network

HISTORY = "history"
"""Meaning of the history of the cost."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One array of a side.

    Attributes
    ----------
    meaning : str
        "conv1.w" for a weight or bias of a layer that was recognised, "history" for the
        history of the cost; else "".
    place : str
        Where it is: "[0][3]", "fc1.weight". Foreign text.
    array : ndarray
        In the engine's order of axes where the meaning is known, else as it is.
    """

    meaning: str
    place: str
    array: AnyArray

    @property
    def name(self) -> str:
        """What it is called: by its meaning, or else by its place. Foreign text."""
        return self.meaning or self.place


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """All arrays of a file or of a network, those of layers first.

    Attributes
    ----------
    name : str
        "params.pkl", "conv-net at epoch 2, batch 341". Foreign text.
    reading : Reading
        What the arrays mean.
    items : tuple of Item
    places : tuple of str
        Of all arrays, in the order of the file.
    network : Network or None
        That the arrays are the parameters of by their names: what a file describes. None if
        that is not known.
    keeps_order : bool
        Whether the order of the file is that in which somebody wrote the arrays.
    """

    name: str
    reading: Reading
    items: tuple[Item, ...]
    places: tuple[str, ...]
    network: Network | None = None
    keeps_order: bool = True

    @classmethod
    def of_params(cls, params: Params, reading: Reading | None = None) -> Side:
        """Take a file; without `reading` its meaning is read here."""
        side = cls.of_tree(params.path.name, params.tree, reading)
        keeps_order = params.format != "safetensors"  # read by name
        return replace(side, network=_described(params), keeps_order=keeps_order)

    @classmethod
    def of_network(cls, name: str, network: Network) -> Side:
        """Take the parameters of a network."""
        return replace(cls.of_parameters(name, network.parameters), network=network)

    @classmethod
    def of_parameters(cls, name: str, parameters: Mapping[str, AnyArray]) -> Side:
        """Take arrays by their names."""
        items = tuple(Node("array", array=array) for array in parameters.values())
        return cls.of_tree(name, Node("dict", keys=tuple(parameters), items=items))

    @classmethod
    def of_tree(cls, name: str, tree: Node, reading: Reading | None = None) -> Side:
        """Take all arrays of a tree, in the order of layers and then in its own."""
        reading = reading or read_layers(tree)
        meant = tuple(_of_layers(reading))
        claimed = {item.place for item in meant}
        arrays = tuple(arrays_in(tree))
        rest = (
            Item(HISTORY if place == reading.history_place else "", place, array)
            for place, array in arrays
            if place not in claimed
        )
        places = tuple(place for place, _ in arrays)
        return cls(name, reading, (*meant, *rest), places)


def items_beside(side: Side, other: Side) -> tuple[Item, ...]:
    """Return all arrays, and the history that is a list if the other has it as an array."""
    has_array = any(item.meaning == HISTORY for item in other.items)
    history, place = side.reading.history, side.reading.history_place
    if not has_array or history is None or place in side.places:
        return side.items
    return (*side.items, Item(HISTORY, place, history))


def _of_layers(reading: Reading) -> Iterator[Item]:
    for layer in reading.layers:
        yield Item(f"{layer.name}.w", layer.w.place, layer.weight)
        if layer.bias is not None:  # which may be a column of the weight
            place = layer.w.place if layer.b is None else layer.b.place
            yield Item(f"{layer.name}.b", place, layer.bias)


def _described(params: Params) -> Network | None:
    """Return the network that a file describes, if it has all its parameters."""
    try:
        preset = described_preset(params)
        network = None if preset is None else preset.assemble()
    except (PresetError, Corrupt):  # the arrays can be compared all the same
        return None
    return network if network is not None and knows_all(tuple(params.arrays), network) else None
