"""Networks with every kind of window: strides, paddings, dilation, overlap, overhang."""

import numpy as np
import pytest

from engine.inspection import trace
from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU, Softmax
from engine.network import Network
from engine.presets import load_preset


def build(name, input_shape, *steps, seed=0):
    """Return an initialized network; a step is (kind, name, options)."""
    layers, shape = [], input_shape
    for kind, layer_name, options in steps:
        layers.append(kind(layer_name, shape, **options))
        shape = layers[-1].output_shape
    network = Network(name, layers)
    network.initialize(seed)
    rng = np.random.default_rng(seed + 1)
    for parameter, values in network.parameters.items():
        if parameter.endswith(".b"):
            values[...] = rng.normal(scale=0.1, size=values.shape)
    return network


def _head(classes=4):
    return [
        (Flatten, "flatten", {}),
        (Dense, "dense1", {"units": 7}),
        (ReLU, "relu_d", {}),
        (Dense, "dense2", {"units": classes}),
        (Softmax, "softmax", {}),
    ]


def _conv(name="conv1", **options):
    return (Conv2D, name, {"filters": 3, "size": 3, **options})


def _pool(name="pool1", **options):
    return (Pool2D, name, options)


_SHAPE = (2, 11, 12)
_NETWORKS = {
    "plain": [_conv(), (ReLU, "relu1", {}), _pool()],
    "strides": [_conv(stride=(2, 3)), _conv("conv2", filters=2, size=2)],
    "strides and paddings": [
        _conv(stride=2, padding=((2, 0), (1, 2))),
        _pool(size=3, stride=1),
    ],
    "same padding": [_conv(stride=3, padding="same"), _conv("conv2", padding="same")],
    "dilation": [_conv(dilation=2, padding=2), _conv("conv2", size=2, dilation=(3, 1))],
    "gaps between windows": [_conv(size=2, stride=3), _conv("conv2", size=1, stride=2)],
    "overlapping pools": [_conv(), _pool(size=3, stride=2), _pool("pool2", size=2, stride=1)],
    "ceil mode": [_conv(), _pool(size=2, ceil_mode=True), _pool("pool2", ceil_mode=True)],
    "padded pools": [_conv(padding=1), _pool(size=3, stride=2, padding=1, ceil_mode=True)],
    "mean pools": [_conv(), _pool(size=3, stride=2, padding=1, pooling="mean")],
    "min pools": [_conv(), _pool(size=(2, 3), stride=(1, 2), pooling="min")],
}


@pytest.fixture(params=_NETWORKS, ids=lambda name: name.replace(" ", "-"))
def network(request):
    """A small network, once for every kind of window."""
    return build(request.param, _SHAPE, *_NETWORKS[request.param], *_head())


@pytest.fixture
def sample(network):
    """An image for it."""
    return np.random.default_rng(7).random(network.input_shape, np.float32)


@pytest.fixture
def seen(network, sample):
    """That image's trace, forward and back."""
    return trace(network, sample, 2)


@pytest.fixture(scope="session")
def conv_net():
    """The preset of the program."""
    return load_preset("conv-net").build(9)


@pytest.fixture
def build_network():
    """Make a network of (kind, name, options)."""
    return build
