"""Where a value comes from and where it goes, followed through the whole network.

Of a sum over channels one is followed further: the one with the largest subtotal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.inspection import ConvSum, explain, fed_cells, receptive_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convviz.panels.network.layout import Index
    from convviz.session import Selection
    from engine.inspection import Region, Trace
    from engine.network import Network


@dataclass(frozen=True, slots=True)
class Flow:
    """What belongs to one cell.

    Parameters
    ----------
    layer : str
    index : tuple of int
        The cell itself.
    sources : mapping of str to Region
        Its receptive field in every earlier layer, the nearest first.
    followed : mapping of str to int
        Of those layers, the channel that is followed; missing where there is none.
    fed : mapping of str to Region
        The cells it feeds, layer by layer as long as it is a single one.
    """

    layer: str
    index: Index
    sources: Mapping[str, Region] = field(default_factory=dict)
    followed: Mapping[str, int] = field(default_factory=dict)
    fed: Mapping[str, Region] = field(default_factory=dict)


def flow_of(network: Network, place: Selection, trace: Trace) -> Flow | None:
    """Return the flow through a single cell; None for a whole channel or layer.

    Parameters
    ----------
    network : Network
    place : Selection
    trace : Trace
        Of one sample.
    """
    if not _is_cell(network, place):
        return None
    sources = receptive_field(network, place.layer, place.index)
    followed = _followed(network, place, sources, trace)
    return Flow(place.layer, place.index, sources, followed, _fed(network, place))


def _is_cell(network: Network, place: Selection) -> bool:
    names = {layer.name: layer.output_shape for layer in network.layers}
    shape = {"input": network.input_shape, **names}.get(place.layer)
    if shape is None or len(place.index) != len(shape):
        return False
    return all(0 <= i < n for i, n in zip(place.index, shape, strict=True))


def is_single(region: Region) -> bool:
    """Return whether a region is one cell."""
    return len(region.channels) == len(region.rows) == len(region.columns) == 1


def index_of(region: Region, dimensions: int) -> Index:
    """Return the index of the cell in the middle of a region."""
    axes = (region.channels, region.rows, region.columns)[:dimensions]
    return tuple(axis[len(axis) // 2] for axis in axes)


def _fed(network: Network, place: Selection) -> dict[str, Region]:
    """Return the fed cells of the next layers, up to the first with more than one."""
    fed: dict[str, Region] = {}
    layer, index = place.layer, place.index
    while (region := fed_cells(network, layer, index)) is not None and region:
        fed[region.layer] = region
        if not is_single(region):
            break
        layer = region.layer
        index = index_of(region, len(network.layer(layer).output_shape))
    return fed


def _followed(
    network: Network,
    place: Selection,
    sources: Mapping[str, Region],
    trace: Trace,
) -> dict[str, int]:
    """Return the channel of each source that is followed back from `place`."""
    followed: dict[str, int] = {}
    names = ["input", *(layer.name for layer in network.layers)]
    index = place.index
    for i in reversed(range(names.index(place.layer))):
        layer, region = network.layers[i], sources[names[i]]
        if layer.kind in {"dense", "softmax"} or not region:
            break
        terms = explain(network, trace, layer.name, index) if layer.kind == "conv2d" else None
        own = region.channels.start if layer.kind == "flatten" else index[0]
        channel = terms.strongest if isinstance(terms, ConvSum) else own
        followed[names[i]] = channel
        index = (channel, *index_of(region, 3)[1:])
    return followed
