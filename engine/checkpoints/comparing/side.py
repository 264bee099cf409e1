"""One of two things to compare: all arrays of a file, or of a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.layouts import Reading, read_layers
from engine.checkpoints.node import Node
from engine.checkpoints.params import arrays_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One array of a side.

    Attributes
    ----------
    meaning : str
        "conv1.w" for a weight or bias of a layer that was recognised; else "".
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
        "params.pkl", "conv-net at step 4 091". Foreign text.
    reading : Reading
        What the arrays mean.
    items : tuple of Item
    places : tuple of str
        Of all arrays, in the order of the file.
    """

    name: str
    reading: Reading
    items: tuple[Item, ...]
    places: tuple[str, ...]

    @classmethod
    def of_params(cls, params: Params, reading: Reading | None = None) -> Side:
        """Take a file; without `reading` its meaning is read here."""
        return cls.of_tree(params.path.name, params.tree, reading)

    @classmethod
    def of_parameters(cls, name: str, parameters: Mapping[str, AnyArray]) -> Side:
        """Take the parameters of a network by their names."""
        items = tuple(Node("array", array=array) for array in parameters.values())
        return cls.of_tree(name, Node("dict", keys=tuple(parameters), items=items))

    @classmethod
    def of_tree(cls, name: str, tree: Node, reading: Reading | None = None) -> Side:
        """Take all arrays of a tree, in the order of layers and then in its own."""
        reading = reading or read_layers(tree)
        meant = tuple(_of_layers(reading))
        claimed = {item.place for item in meant}
        arrays = tuple(arrays_in(tree))
        rest = (Item("", *found) for found in arrays if found[0] not in claimed)
        places = tuple(place for place, _ in arrays)
        return cls(name, reading, (*meant, *rest), places)


def _of_layers(reading: Reading) -> Iterator[Item]:
    for layer in reading.layers:
        yield Item(f"{layer.name}.w", layer.w.place, layer.weight)
        if layer.bias is not None:  # which may be a column of the weight
            place = layer.w.place if layer.b is None else layer.b.place
            yield Item(f"{layer.name}.b", place, layer.bias)
