"""The structure of a network in plain values: what JSON, or a file, can carry.

::

    {"name": "small", "input_shape": [1, 28, 28], "layers": [
        {"kind": "conv2d", "name": "conv1", "filters": 8, "size": [5, 5], ...},
        {"kind": "relu", "name": "relu1"}, ...]}

Layers are described as presets describe them, with every setting written out. The numbers
of the parameters are no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import SettingError
from engine.layers import LAYER_KINDS
from engine.network import Network

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.layers import AnyLayer

Description = dict[str, Any]
"""Texts, numbers and truth values, in dicts and lists."""


def is_describable(network: Network) -> bool:
    """Whether all layers are the engine's own, and not of a class that only its user knows."""
    return all(LAYER_KINDS.get(layer.kind) is type(layer) for layer in network.layers)


def describe(network: Network) -> Description:
    """Return what `network_from` makes a network of the same structure from.

    Raises
    ------
    SettingError
        If a layer is not one of the engine's own.
    """
    if not is_describable(network):
        rule = f"layers must be among {', '.join(LAYER_KINDS)} to be described"
        got = ", ".join(type(layer).__name__ for layer in network.layers)
        raise SettingError(network.name, rule, got)
    return {
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": [
            {"kind": layer.kind, "name": layer.name, **_plain(layer.settings)}
            for layer in network.layers
        ],
    }


def network_from(description: Mapping[str, Any]) -> Network:
    """Return the network that is described, with all parameters 0.

    Raises
    ------
    SettingError
        If a layer is of no known kind, is told what it does not know, or the layers do not
        make a network.
    """
    shape: Shape = tuple(description["input_shape"])
    layers: list[AnyLayer] = []
    for entry in description["layers"]:
        layers.append(_layer_from(entry, shape))
        shape = layers[-1].output_shape
    return Network(description["name"], layers)


def _layer_from(entry: Mapping[str, Any], input_shape: Shape) -> AnyLayer:
    settings = dict(entry)
    kind, name = settings.pop("kind"), settings.pop("name")
    if kind not in LAYER_KINDS:
        raise SettingError(name, f"kind must be one of {', '.join(LAYER_KINDS)}", kind)
    make: Any = LAYER_KINDS[kind]
    try:
        layer: AnyLayer = make(name, input_shape, **settings)
    except TypeError as e:
        rule = f"the settings must be those of a {kind}"
        raise SettingError(name, rule, ", ".join(settings)) from e
    return layer


def _plain(value: Any) -> Any:
    """Return a setting in the types that JSON has."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
