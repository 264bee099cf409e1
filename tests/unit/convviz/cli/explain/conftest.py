"""Networks to explain, and what comes out of them by the definitions, in float64."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import pytest

from engine.checkpoints import save_params
from engine.data import load_dataset
from engine.presets import load_preset

OWN = """
title = "own"
article = "every kind of window"
dataset = "garments"
input_shape = [1, 28, 28]
classes = 10

[training]
loss = "mean-squared-error"
optimizer = "adam"
learning_rate = 0.001
schedule = "constant"
batch_size = 8
epochs = 1

[[layers]]
kind = "conv2d"
name = "far"
filters = 3
size = [3, 2]
stride = [2, 1]
padding = [[2, 0], [1, 2]]
dilation = [1, 3]

[[layers]]
kind = "batch-norm"
name = "norm"

[[layers]]
kind = "leaky-relu"
name = "leaky"

[[layers]]
kind = "pool2d"
name = "overlap"
size = 3
stride = 2
padding = 1
ceil_mode = true

[[layers]]
kind = "conv2d"
name = "thirds"
filters = 4
size = 2
stride = [1, 3]
padding = "same"

[[layers]]
kind = "tanh"
name = "tanh"

[[layers]]
kind = "pool2d"
name = "least"
size = [2, 3]
stride = 1
pooling = "min"

[[layers]]
kind = "pool2d"
name = "mean"
size = 2
stride = 2
pooling = "mean"
ceil_mode = true

[[layers]]
kind = "flatten"
name = "flatten"

[[layers]]
kind = "dropout"
name = "drop"
rate = 0.3

[[layers]]
kind = "dense"
name = "hidden"
units = 6

[[layers]]
kind = "sigmoid"
name = "sigmoid"

[[layers]]
kind = "dense"
name = "scores"
units = 10

[[layers]]
kind = "softmax"
name = "softmax"
"""


def places(axis, window):
    """Return where each tap of a window lies, outside of the map too."""
    return [window * axis.stride + u * axis.dilation - axis.before for u in range(axis.size)]


def window(x, layer, c, i, j):
    """Return {(row, column): value} of the cells of the map in a window, in row order."""
    return {
        (r, k): float(x[c, r, k])
        for r in places(layer.rows, i)
        for k in places(layer.columns, j)
        if 0 <= r < x.shape[1] and 0 <= k < x.shape[2]
    }


def _conv(layer, x):
    w, b = (layer.parameters[letter].astype(np.float64) for letter in "wb")
    y = np.empty(layer.output_shape)
    before, after = (layer.rows.before, layer.columns.before), 40
    padded = np.pad(x, ((0, 0), (before[0], after), (before[1], after)))
    for i, j in np.ndindex(y.shape[1:]):
        rows = [r + before[0] for r in places(layer.rows, i)]
        columns = [k + before[1] for k in places(layer.columns, j)]
        y[:, i, j] = b + (w * padded[:, rows][:, :, columns]).sum(axis=(1, 2, 3))
    return y


def _pool(layer, x):
    choose = {"max": max, "min": min, "mean": lambda v: math.fsum(v) / len(v)}[layer.pooling]
    y = np.empty(layer.output_shape)
    for c, i, j in np.ndindex(y.shape):
        y[c, i, j] = choose(list(window(x, layer, c, i, j).values()))
    return y


def _norm(layer, x):
    p = {k: v.astype(np.float64)[:, None, None] for k, v in layer.parameters.items()}
    return p["gamma"] * (x - p["mean"]) / np.sqrt(p["variance"] + layer.eps) + p["beta"]


def _softmax(_, z):
    return np.exp(z) / np.exp(z).sum()


DEFINITIONS = {
    "conv2d": _conv,
    "pool2d": _pool,
    "batch-norm": _norm,
    "softmax": _softmax,
    "dense": lambda layer, x: layer.parameters["w"] @ x + layer.parameters["b"],
    "flatten": lambda _, x: x.reshape(-1),
    "relu": lambda _, x: np.maximum(x, 0),
    "leaky-relu": lambda layer, x: np.where(x > 0, x, layer.slope * x),
    "sigmoid": lambda _, x: 1 / (1 + np.exp(-x)),
    "tanh": lambda _, x: np.tanh(x),
    "dropout": lambda _, x: x,
}


def _conv_back(layer, x, _, dy):
    w = layer.parameters["w"].astype(np.float64)
    before = (layer.rows.before, layer.columns.before)
    padded = np.zeros((x.shape[0], x.shape[1] + 60, x.shape[2] + 60))
    for i, j in np.ndindex(dy.shape[1:]):
        rows = [r + before[0] for r in places(layer.rows, i)]
        columns = [k + before[1] for k in places(layer.columns, j)]
        padded[np.ix_(range(len(x)), rows, columns)] += np.tensordot(dy[:, i, j], w, 1)
    return padded[:, before[0] : before[0] + x.shape[1], before[1] : before[1] + x.shape[2]]


def shares(layer, cells):
    """Return which part of dy each cell of a pooling window gets."""
    if layer.pooling == "mean":
        return {place: 1 / len(cells) for place in cells}
    extreme = {"max": max, "min": min}[layer.pooling](cells.values())
    first = next(place for place, value in cells.items() if value == extreme)
    return {place: float(place == first) for place in cells}


def _pool_back(layer, x, _, dy):
    dx = np.zeros_like(x)
    for c, i, j in np.ndindex(dy.shape):
        for (r, k), share in shares(layer, window(x, layer, c, i, j)).items():
            dx[c, r, k] += share * dy[c, i, j]
    return dx


def _norm_back(layer, _, __, dy):
    p = {k: v.astype(np.float64)[:, None, None] for k, v in layer.parameters.items()}
    return p["gamma"] / np.sqrt(p["variance"] + layer.eps) * dy


BACK = {
    "conv2d": _conv_back,
    "pool2d": _pool_back,
    "batch-norm": _norm_back,
    "dense": lambda layer, x, y, dy: dy @ layer.parameters["w"].astype(np.float64),
    "flatten": lambda _, x, y, dy: dy.reshape(x.shape),
    "relu": lambda _, x, y, dy: np.where(x > 0, dy, 0),
    "leaky-relu": lambda layer, x, y, dy: np.where(x > 0, dy, layer.slope * dy),
    "sigmoid": lambda _, x, y, dy: y * (1 - y) * dy,
    "tanh": lambda _, x, y, dy: (1 - y * y) * dy,
    "dropout": lambda _, x, y, dy: dy,
}


def _gradients(network, values, label):
    """Return dL/d of every layer but the softmax, and of the input, by the definitions."""
    names, p = list(values), values["softmax"]
    d = p - (np.arange(len(p)) == label)
    squared = network.name == "own"
    dy = 2 * p * (d - float(d @ p)) / len(p) if squared else d
    found = {names[-2]: dy}
    for layer in reversed(network.layers[:-1]):
        source = names[names.index(layer.name) - 1]
        dy = BACK[layer.kind](layer, values[source], values[layer.name], dy)
        found[source] = dy
    return found


@dataclass
class Case:
    """A network, how it is asked for, and the numbers in it by the definitions.

    `values` has "input" and every layer, float64, of one test sample.
    """

    network: object
    arguments: tuple
    values: dict
    label: int

    @functools.cached_property
    def gradients(self):
        """dL/d of every layer but the softmax, by name, float64."""
        return _gradients(self.network, self.values, self.label)

    def shares(self, layer, c, i, j):
        """Return {(row, column): part of dy} of a pooling window."""
        return shares(layer, self.window(layer, c, i, j))

    def inputs(self, kind, count, seed=0):
        """Yield (layer, source, index) of random cells that layers of a kind read."""
        rng = np.random.default_rng(seed)
        for layer in self.network.layers:
            if layer.kind == kind:
                for _ in range(count):
                    index = tuple(int(rng.integers(n)) for n in layer.input_shape)
                    yield layer, self.before(layer.name), index

    def before(self, layer):
        """Return the name of what `layer` reads."""
        names = list(self.values)
        return names[names.index(layer) - 1]

    def window(self, layer, c, i, j):
        """Return {(row, column): value} of what a window of `layer` reads of channel c."""
        return window(self.values[self.before(layer.name)], layer, c, i, j)

    def under(self, layer, i, j):
        """Return (u, v, row, column) of every tap of a window, in row order."""
        rows, columns = places(layer.rows, i), places(layer.columns, j)
        return [(u, v, r, k) for u, r in enumerate(rows) for v, k in enumerate(columns)]

    def cells(self, kind, count, seed=0):
        """Yield (layer, index) of random cells of all layers of a kind."""
        rng = np.random.default_rng(seed)
        for layer in self.network.layers:
            if layer.kind == kind:
                for _ in range(count):
                    yield layer, tuple(int(rng.integers(n)) for n in layer.output_shape)


def case_of(preset, dataset, sample=5, seed=3, file=None):
    network = load_preset(preset).build(seed)
    split = load_dataset(dataset).test
    values = {"input": split.x(np.array([sample]))[0].astype(np.float64)}
    x = values["input"]
    if file is not None:
        _fill(network)
        save_params(file, network, [])
    for layer in network.layers:
        x = values[layer.name] = DEFINITIONS[layer.kind](layer, x)
    given = ("--seed", seed) if file is None else (file,)
    options = (*given, "--preset", preset, "--dataset", dataset, "--sample", sample)
    return Case(network, options, values, int(split.labels[sample]))


def _fill(network):
    """Give every parameter a value of its own, also those that begin as 0 or 1."""
    rng = np.random.default_rng(8)
    for name, values in network.parameters.items():
        if name.endswith((".variance", ".gamma")):
            values[...] = rng.uniform(0.5, 2, values.shape)
        elif not name.endswith(".w"):
            values[...] = rng.normal(scale=0.2, size=values.shape)


@pytest.fixture(scope="session")
def own(tmp_path_factory):
    """A network of one's own, in a preset file and a file of parameters."""
    folder = tmp_path_factory.mktemp("own")
    preset = folder / "own.toml"
    preset.write_text(OWN, encoding="utf-8")
    return case_of(preset, "garments", file=folder / "params.pkl")


PRESETS = {
    "conv-net": "garments",
    "cnn-from-scratch": "garments",
    "digits": "digits",
    "numpy-cnn": "garments",
    "two-layer": "garments",
}


@pytest.fixture(scope="session", params=[*PRESETS, "own"])
def case(request, own):
    """Every preset, and a network of one's own."""
    if request.param == "own":
        return own
    if request.param == "digits":
        pytest.importorskip("sklearn")
    return case_of(request.param, PRESETS[request.param])


def _chosen(layer, index):
    if len(index) == 3:
        c, i, j = index
        return ("--layer", layer, "--channel", c, "--cell", f"{i},{j}")
    return ("--layer", layer, "--unit", index[0])


@pytest.fixture
def chosen():
    """Return the arguments that choose a cell."""
    return _chosen


@pytest.fixture
def explain(convviz):
    """Return what the command says of a cell as JSON."""

    def ask(case, layer, index, *options):
        arguments = (*case.arguments, *_chosen(layer, index), *options)
        outcome = convviz("explain", *arguments, "--json")
        assert outcome.code == 0, outcome.err
        return outcome.json

    return ask
