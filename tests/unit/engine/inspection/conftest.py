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


def _row_and_column(layer, window, tap):
    """Return which cell of the input a tap of a window is on; it may be padding."""
    down, right = getattr(layer, "dilation", (1, 1))
    return (
        window[0] * layer.stride[0] + tap[0] * down - layer.padding[0][0],
        window[1] * layer.stride[1] + tap[1] * right - layer.padding[1][0],
    )


def _cells_in(layer, window):
    """Return {tap: cell} of those taps of a window that are on the image, in row order."""
    height, width = layer.input_shape[1:]
    taps = {tap: _row_and_column(layer, window, tap) for tap in np.ndindex(*layer.size)}
    return {t: (h, k) for t, (h, k) in taps.items() if 0 <= h < height and 0 <= k < width}


def _windows_of(layer):
    return np.ndindex(*layer.output_shape[1:])


@pytest.fixture
def back_by_loops():
    """Return the terms of dL/dx[index] of a layer with windows or weights, by loops.

    It gives {what it came from: product}: (f, i, j) for a convolution, (i, j) for a pooling,
    (m,) for a dense layer.
    """

    def conv(layer, x, dy, index):
        w, (c, h, k), terms = layer.parameters["w"], index, {}
        for window in _windows_of(layer):
            for (u, v), cell in _cells_in(layer, window).items():
                for f in range(layer.filters if cell == (h, k) else 0):
                    terms[f, *window] = float(w[f, c, u, v]) * float(dy[f, *window])
        return terms

    def pool(layer, x, dy, index):
        (c, h, k), terms = index, {}
        for window in _windows_of(layer):
            cells = list(_cells_in(layer, window).values())
            if (h, k) not in cells:
                continue
            values = [float(x[c, row, column]) for row, column in cells]
            best = {"max": max, "min": min, "mean": None}[layer.pooling]
            won = best is None or cells[values.index(best(values))] == (h, k)
            share = (1 / len(cells) if best is None else 1.0) if won else 0.0
            terms[window] = share * float(dy[c, *window])
        return terms

    def dense(layer, x, dy, index):
        w = layer.parameters["w"]
        return {(m,): float(w[m, index[0]]) * float(dy[m]) for m in range(layer.units)}

    ways = {Conv2D: conv, Pool2D: pool, Dense: dense}
    return lambda layer, *given: ways[type(layer)](layer, *given)


@pytest.fixture
def weight_by_loops():
    """Return the terms of the gradient of one weight or bias, by loops.

    It gives {(n, *position): product} of those that are on the image.
    """

    def terms(layer, letter, x, dy, index):
        found, positions = {}, [()]
        if isinstance(layer, Conv2D):
            positions = list(_windows_of(layer))
        for n in range(len(x)):
            for at in positions:
                factor = 1.0
                if letter == "w" and at:
                    cell = _cells_in(layer, at).get(index[2:])
                    if cell is None:
                        continue
                    factor = float(x[n, index[1], *cell])
                elif letter == "w":
                    factor = float(x[n, index[1]])
                found[n, *at] = factor * float(dy[n, index[0], *at])
        return found

    return terms


@pytest.fixture
def some_of():
    """Return a function that picks places of an array: its corners, and some at random."""

    def pick(shape, count, seed=11):
        rng = np.random.default_rng(seed)
        first, last = tuple(0 for _ in shape), tuple(length - 1 for length in shape)
        others = (tuple(int(rng.integers(n)) for n in shape) for _ in range(count))
        return [first, last, *others]

    return pick
