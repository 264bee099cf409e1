"""Makes the columns' descriptions of a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from convviz.panels.network.layout import Station
from engine.layers import Conv2D, Pool2D

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.layers import AnyLayer
    from engine.network import Network

TextWidth = Callable[[str, str], int]
"""Pixels that a name and a shape need side by side."""


def stations_of(network: Network, text_width: TextWidth) -> tuple[Station, ...]:
    """Return input, layers and loss in the order of the forward pass.

    Parameters
    ----------
    network : Network
    text_width : callable
        Pixels that a name and a shape need side by side, in the fonts in use.
    """
    shape = network.input_shape
    stations = [Station("input", "input", shape, text=text_width("input", shape_text(shape)))]
    stride = 1
    for layer in network.layers:
        stride *= _stride(layer)
        stations.append(_station(layer, stride, text_width))
    stations.append(Station("loss", "loss", (), text=text_width("of the truth", "")))
    return tuple(stations)


def shape_text(shape: Shape) -> str:
    """Return a shape as it is written beside a layer's name: "8×24×24"."""
    return "×".join(map(str, shape))


def _station(layer: AnyLayer, stride: int, text_width: TextWidth) -> Station:
    source = layer.input_shape if layer.kind == "flatten" else ()
    width = text_width(layer.name, shape_text(layer.output_shape))
    return Station(layer.name, layer.kind, layer.output_shape, stride, source, width)


def _stride(layer: AnyLayer) -> int:
    return layer.stride[0] if isinstance(layer, Conv2D | Pool2D) else 1
