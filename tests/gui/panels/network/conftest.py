"""Stations of networks that the layout is tried with."""

from __future__ import annotations

import pytest

from convviz.panels.network import NetworkPanel
from convviz.panels.network.layout import Station

NetworkStations = tuple[Station, ...]


def _ends(shape, text=90):
    return Station("input", "input", shape, text=text), Station("loss", "loss", (), text=66)


def _head(units, classes=10):
    dense = [
        Station("dense1", "dense", (units,), text=72),
        Station("relu3", "relu", (units,), text=66),
    ]
    return [
        *dense,
        Station("dense2", "dense", (classes,), text=70),
        Station("softmax", "softmax", (classes,), text=64),
    ]


@pytest.fixture
def conv_net() -> NetworkStations:
    """Two convolutions of eight filters, one pooling: the first preset."""
    first, last = _ends((1, 28, 28))
    maps = [
        Station("conv1", "conv2d", (8, 24, 24), text=96),
        Station("relu1", "relu", (8, 24, 24), text=96),
        Station("conv2", "conv2d", (8, 20, 20), text=96),
        Station("relu2", "relu", (8, 20, 20), text=96),
        Station("pool1", "pool2d", (8, 10, 10), stride=2, text=96),
        Station("flatten", "flatten", (800,), stride=2, source=(8, 10, 10), text=72),
    ]
    return (first, *maps, *_head(128), last)


@pytest.fixture
def dense_net() -> NetworkStations:
    """784 inputs, 100 units, 10 classes: no maps."""
    first, last = _ends((1, 28, 28))
    flat = Station("flatten", "flatten", (784,), source=(1, 28, 28), text=72)
    return (first, flat, *_head(100), last)


@pytest.fixture
def make_wide():
    """Return two convolutions of many filters without pooling."""

    def make(filters: int) -> NetworkStations:
        first, last = _ends((1, 28, 28))
        shape = (filters, 28, 28)
        maps = [
            Station(name, name[:-1], shape, text=96)
            for name in ("conv1", "relu1", "conv2", "relu2")
        ]
        flat = Station("flatten", "flatten", (filters * 784,), source=shape, text=72)
        return (first, *maps, flat, *_head(100), last)

    return make


@pytest.fixture
def panel(show_panel, session):
    """The panel on the preset conv-net before its first batch."""
    return show_panel(NetworkPanel, session, 1440, 400)
