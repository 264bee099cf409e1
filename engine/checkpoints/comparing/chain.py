"""Layers in a row, as far as the order of their filters goes.

The filters of a hidden layer may stand in any order, as long as the channels of the layer
that reads them stand in the same one: the network stays the same function.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.wording import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from engine.arrays import Shape
    from engine.checkpoints.comparing.side import Item, Side
    from engine.checkpoints.layouts import LayerArrays
    from engine.checkpoints.node import AnyArray

    Places = npt.NDArray[np.intp]

OF_NORMALISATIONS = ("gamma", "beta", "mean", "variance", "running_mean", "running_var")


class NoChainError(Exception):
    """The filters of two sides cannot be matched, for a reason in a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A layer with all arrays that have an entry per filter of it.

    Attributes
    ----------
    name : str
        "conv1".
    weight : ndarray, shape (n, m, ...)
        A row per filter; its second axis is of channels or units, or of blocks of them.
    vectors : dict of str to ndarray
        Arrays of shape (n,) by their names: the bias, and a normalisation's arrays.
    """

    name: str
    weight: AnyArray
    vectors: dict[str, AnyArray]

    @property
    def filters(self) -> int:
        """How many there are."""
        return int(self.weight.shape[0])


def chain_of(side: Side) -> tuple[Link, ...]:
    """Return the layers of a side, each reading the one before.

    Raises
    ------
    NoChainError
        If none were recognised, one does not read what the one before makes, or a
        normalisation stands where it cannot be told whose filters it has.
    """
    layers = side.reading.layers
    name = quoted(side.name)
    if len(layers) < 2:
        raise NoChainError(f"{name} has {counted(len(layers), 'layer')} that were recognised.")
    for before, layer in itertools.pairwise(layers):
        if not _reads(layer.weight.shape, before.weight.shape[0]):
            raise NoChainError(
                f"{layer.name} of {name} takes {layer.weight.shape[1]} inputs, which are not "
                f"those of the {before.weight.shape[0]} filters of {before.name}."
            )
    followers = _followers(side)
    return tuple(_link(layer, followers.get(layer.name, ())) for layer in layers)


def reordered(weight: AnyArray, places: Places, axis: int) -> AnyArray:
    """Return a weight with its filters (axis 0) or what it reads (axis 1) in another order.

    Parameters
    ----------
    weight : ndarray, shape (n, m, ...)
    places : ndarray of int, shape (k,)
        Entry i of the result is entry ``places[i]``. Along axis 1 there may be a block
        of columns for each of the k: flattened maps.
    axis : {0, 1}
    """
    if axis == 0:
        return weight[places]
    n, m = weight.shape[:2]
    blocks = weight.reshape(n, len(places), m // len(places), *weight.shape[2:])
    return blocks[:, places].reshape(weight.shape)


def rows(x: AnyArray) -> npt.NDArray[np.float64]:
    """Return an array as a matrix of float64 with a row per filter; what is not finite is 0."""
    flat = x.reshape(len(x), math.prod(x.shape[1:])).astype(np.float64)
    return np.where(np.isfinite(flat), flat, 0.0)


def _reads(shape: Shape, filters: int) -> bool:
    """Whether a weight of this shape can read the maps or units of so many filters."""
    is_flat = len(shape) == 2
    return filters > 0 and (shape[1] % filters == 0 if is_flat else shape[1] == filters)


def _link(layer: LayerArrays, followers: Iterable[Item]) -> Link:
    vectors = {item.name: item.array.reshape(-1) for item in followers}
    if layer.bias is not None:
        vectors[f"{layer.name}.b"] = layer.bias
    return Link(layer.name, layer.weight, vectors)


def _followers(side: Side) -> dict[str, tuple[Item, ...]]:
    """Return the arrays of normalisations by the layer whose filters they scale.

    They are told by their names, and their layer by standing after it in the file.
    """
    order = {place: i for i, place in enumerate(side.places)}
    starts = [(order.get(layer.w.place, 0), layer) for layer in side.reading.layers]
    found: dict[str, tuple[Item, ...]] = {}
    for item in side.items:
        if item.meaning or item.place.rpartition(".")[2] not in OF_NORMALISATIONS:
            continue
        before = [layer for start, layer in starts if start < order[item.place]]
        if not before or item.array.size != before[-1].weight.shape[0]:
            raise NoChainError(
                f"{quoted(item.place)} of {quoted(side.name)} stands after no layer whose "
                "filters it has as many entries as."
            )
        name = before[-1].name
        found[name] = (*found.get(name, ()), item)
    return found
