"""Layers: one per file, with its equations on top."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.layers.base import AnyLayer, Layer, LayerGradients, Training
from engine.layers.batch_norm import BatchNorm
from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.layers.flatten import Flatten
from engine.layers.leaky_relu import LeakyReLU
from engine.layers.pool2d import Pool2D
from engine.layers.relu import ReLU
from engine.layers.sigmoid import Sigmoid
from engine.layers.softmax import Softmax
from engine.layers.tanh import Tanh

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYER_KINDS: Mapping[str, type[AnyLayer]] = MappingProxyType(
    {
        layer.kind: layer
        for layer in (
            *(Conv2D, ReLU, Pool2D, Flatten, Dense, Softmax),
            *(Sigmoid, Tanh, LeakyReLU, Dropout, BatchNorm),
        )
    }
)
"""The layers by the names that presets call them by."""

__all__ = [
    "LAYER_KINDS",
    "AnyLayer",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "LayerGradients",
    "LeakyReLU",
    "Pool2D",
    "ReLU",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "Training",
]
