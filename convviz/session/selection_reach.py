"""What belongs to a place: what it comes from, itself, and what it feeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.inspection import INPUT, Region, fed_cells, layer_names, receptive_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convviz.session.selection import Selection
    from engine.arrays import Shape
    from engine.network import Network


@dataclass(frozen=True, slots=True)
class Reach:
    """What every panel frames when a place is pointed at or selected.

    Attributes
    ----------
    place : Selection
        A cell or a unit, or a channel of maps.
    sources : mapping of str to Region
        Of a cell, its receptive field in every earlier layer, the nearest first; of a
        channel nothing.
    own : Region
        The place itself.
    fed : Region or None
        The cells of the next layer that a cell feeds; None if it feeds none.
    """

    place: Selection
    sources: Mapping[str, Region]
    own: Region
    fed: Region | None = None

    def region(self, layer: str) -> Region | None:
        """Return the part of a layer that belongs to the place, if there is any."""
        if layer == self.own.layer:
            return self.own
        if self.fed is not None and layer == self.fed.layer:
            return self.fed
        return self.sources.get(layer) or None


def reach_of(network: Network, place: Selection) -> Reach | None:
    """Return what belongs to a place; None for a whole layer, and for what is no place.

    Parameters
    ----------
    network : Network
        Only its structure matters.
    place : Selection
    """
    if place.layer not in layer_names(network):
        return None
    shape = shape_of(network, place.layer)
    if len(place.index) not in {1, len(shape)}:
        return None
    if not all(0 <= i < n for i, n in zip(place.index, shape, strict=False)):
        return None
    own = _own(place, shape)
    if len(place.index) < len(shape):
        return Reach(place, {}, own)
    sources = receptive_field(network, place.layer, place.index)
    return Reach(place, sources, own, fed_cells(network, place.layer, place.index) or None)


def exists_in(network: Network | None, place: Selection) -> bool:
    """Whether a network has such a place; every one has a loss, and is one itself."""
    if network is None:
        return False
    if place.layer not in layer_names(network):
        return place.layer in {"", "loss"} and not place.index
    shape = shape_of(network, place.layer)
    return len(place.index) in {0, 1, len(shape)} and all(
        0 <= i < n for i, n in zip(place.index, shape, strict=False)
    )


def shape_of(network: Network, layer: str) -> Shape:
    """Return the shape of one sample of a layer, or of the image."""
    return network.input_shape if layer == INPUT else network.layer(layer).output_shape


def _own(place: Selection, shape: Shape) -> Region:
    axes = [range(i, i + 1) for i in place.index]
    axes += [range(n) for n in shape[len(place.index) :]]
    return Region(place.layer, *axes)
