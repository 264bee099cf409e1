"""Layers: one per file, with its equations on top."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.layers.base import AnyLayer, Layer, LayerGradients, Training
from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.flatten import Flatten
from engine.layers.pool2d import Pool2D
from engine.layers.relu import ReLU
from engine.layers.softmax import Softmax

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYER_KINDS: Mapping[str, type[AnyLayer]] = MappingProxyType(
    {layer.kind: layer for layer in (Conv2D, ReLU, Pool2D, Flatten, Dense, Softmax)}
)
"""The layers by the names that presets call them by."""

__all__ = [
    "LAYER_KINDS",
    "AnyLayer",
    "Conv2D",
    "Dense",
    "Flatten",
    "Layer",
    "LayerGradients",
    "Pool2D",
    "ReLU",
    "Softmax",
    "Training",
]
