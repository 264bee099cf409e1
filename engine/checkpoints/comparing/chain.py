"""Layers in a row, as far as the order of their filters goes.

The filters of a hidden layer may stand in any order, as long as the channels of the layer
that reads them stand in the same one: the network stays the same function. That each layer
is read by the next one alone is assumed: a file does not tell of connections that skip some.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.comparing.belonging import followers_of
from engine.checkpoints.comparing.flattening import is_channels_last
from engine.checkpoints.comparing.reasons import NoChainError
from engine.checkpoints.wording import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from engine.arrays import Shape
    from engine.checkpoints.comparing.side import Item, Side
    from engine.checkpoints.layouts import LayerArrays
    from engine.checkpoints.node import AnyArray

    Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A layer with all arrays that have an entry per filter of it.

    Attributes
    ----------
    name : str
        "conv1".
    items : mapping of str to Item
        By the part each plays: "w", the weight, of shape (n, m, ...) with a row per filter,
        whose second axis is of channels or units, or of flattened maps; "b", the bias, and a
        normalisation's "gamma", "beta", "mean" and "variance", of n entries each, or of those
        of all maps.
    is_channels_last : bool
        Whether the maps that it reads were flattened with the channels as the last axis.
    """

    name: str
    items: Mapping[str, Item]
    is_channels_last: bool = False

    @property
    def weight(self) -> AnyArray:
        """Of shape (n, m, ...)."""
        return self.items["w"].array

    @property
    def vectors(self) -> dict[str, AnyArray]:
        """What there is beside the weight, with a row per filter."""
        n = self.filters
        return {
            part: item.array.reshape(n, -1) for part, item in self.items.items() if part != "w"
        }

    @property
    def filters(self) -> int:
        """How many there are."""
        return int(self.weight.shape[0])

    def read_in(self, places: Places) -> AnyArray:
        """Return the weight for what it reads in another order: i is what `places[i]` was."""
        blocks = self.by_channel(self.weight, len(places))
        turned = blocks[:, :, places] if self.is_channels_last else blocks[:, places]
        return turned.reshape(self.weight.shape)

    def by_channel(self, weight: AnyArray, channels: int) -> AnyArray:
        """Return a weight with an axis for the channels it reads: the second, or the third.

        That is the third where maps were flattened with the channels as the last axis.
        """
        n, m = weight.shape[:2]
        cells = m // channels
        both = (cells, channels) if self.is_channels_last else (channels, cells)
        return weight.reshape(n, *both, *weight.shape[2:])


def chain_of(side: Side) -> tuple[Link, ...]:
    """Return the layers of a side, each reading the one before.

    Raises
    ------
    NoChainError
        If none were recognised, one does not read what the one before makes, or something
        that has an entry per filter may belong to more than one layer, or to none.
    """
    layers = side.reading.layers
    name = quoted(side.name)
    _require_row(layers, name)
    if side.network is None:
        _require_certain(layers, name)
    followers, last = followers_of(side), is_channels_last(side)
    own: dict[str, dict[str, Item]] = {layer.name: {} for layer in layers}
    for item in side.items:
        layer_name, _, part = item.meaning.rpartition(".")
        if layer_name:
            own[layer_name][part] = item
    first_dense = next((layer.name for layer in layers if not layer.is_conv), "")
    return tuple(
        Link(name, {**items, **followers.get(name, {})}, last and name == first_dense)
        for name, items in own.items()
    )


def reordered(x: AnyArray, places: Places) -> AnyArray:
    """Return an array with an entry, or a block of them, per filter in another order."""
    return x.reshape(len(places), -1)[places].reshape(x.shape)


def rows(x: AnyArray) -> npt.NDArray[np.float64]:
    """Return an array as a matrix of float64 with a row per filter; what is not finite is 0."""
    flat = x.reshape(len(x), math.prod(x.shape[1:])).astype(np.float64)
    return np.where(np.isfinite(flat), flat, 0.0)


def _reads(shape: Shape, filters: int) -> bool:
    """Whether a weight of this shape can read the maps or units of so many filters."""
    is_flat = len(shape) == 2
    return filters > 0 and (shape[1] % filters == 0 if is_flat else shape[1] == filters)


def _require_row(layers: Sequence[LayerArrays], name: str) -> None:
    """Refuse layers that do not read one another."""
    if len(layers) < 2:
        raise NoChainError(f"{name} has {counted(len(layers), 'layer')} that were recognised.")
    for before, layer in itertools.pairwise(layers):
        if not _reads(layer.weight.shape, before.weight.shape[0]):
            raise NoChainError(
                f"{layer.name} of {name} takes {layer.weight.shape[1]} inputs, which are not "
                f"those of the {before.weight.shape[0]} filters of {before.name}."
            )
    for layer in layers:
        if layer.bias is not None and len(layer.bias) != len(layer.weight):
            raise NoChainError(f"the bias of {layer.name} of {name} has no entry per filter.")


def _require_certain(layers: Sequence[LayerArrays], name: str) -> None:
    """Refuse layers whose rows may as well be their columns.

    A square matrix is read as the others of its kind, if there is one that tells.
    """
    told = {layer.is_conv for layer in layers if layer.is_certain}
    for layer in layers:
        if layer.is_conv not in told:
            raise NoChainError(
                f"which axis of {layer.name} of {name} is of its filters, its shape does not "
                "tell."
            )
