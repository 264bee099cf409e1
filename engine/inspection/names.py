"""What the steps of a network are called, the input among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.network import Network

INPUT = "input"
"""What the network's input is called among its layers."""


def layer_names(network: Network) -> tuple[str, ...]:
    """Return "input" and the names of all layers, in order."""
    return (INPUT, *(layer.name for layer in network.layers))


def name_before(network: Network, layer: str) -> str:
    """Return what the input of `layer` is called; ValueError if there is no such layer."""
    return layer_names(network)[network.index(layer)]
