"""What a network computes, apart from what it is called and how it is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.layers import AnyLayer
    from engine.network import Network

_SAYS_NOTHING = ("init", "ceil_mode")
"""Settings of layers whose effect is in the output's shape, or over after the first values."""


def structure_of(network: Network) -> tuple[object, ...]:
    """Return what two networks must have in common to compute the same from the same arrays."""
    return (network.input_shape, *(_layer(layer) for layer in network.layers))


def _layer(layer: AnyLayer) -> tuple[object, ...]:
    settings = {k: _plain(v) for k, v in layer.settings.items() if k not in _SAYS_NOTHING}
    return (layer.kind, layer.output_shape, tuple(sorted(settings.items())))


def _plain(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, (list, tuple)) else value
