"""Every preset, and networks that a person wrote, cell by cell against loops."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.inspection import (
    INPUT,
    check_batch,
    explain,
    explain_gradient,
    explain_parameter,
    layer_names,
    name_before,
    receptive_field,
    trace_batch,
)
from engine.layers import Conv2D, Dense, Pool2D
from engine.losses import LOSSES
from engine.presets import load_preset, preset_names

HEAD = """
title = "{name}"
article = "None: written by hand"
input_shape = [2, 19, 17]
classes = 5
dataset = "mnist"

[training]
loss = "{loss}"
optimizer = "adam"
learning_rate = 0.001
schedule = "constant"
batch_size = 8
epochs = 1
"""

WINDOWS = [
    'kind = "conv2d"\nfilters = 4\nsize = [3, 2]\nstride = [1, 2]\npadding = [[2, 0], [1, 0]]',
    'kind = "leaky-relu"\nslope = 0.1',
    'kind = "pool2d"\nsize = 3\nstride = 2\npadding = 1\nceil_mode = true',
    'kind = "conv2d"\nfilters = 3\nsize = 3\ndilation = 2\npadding = "same"',
    'kind = "tanh"',
    'kind = "pool2d"\npooling = "mean"\nsize = [3, 2]\nstride = [2, 1]\nceil_mode = true',
    'kind = "flatten"',
    'kind = "dense"\nunits = 5',
    'kind = "softmax"',
]
STRIDES = [
    'kind = "conv2d"\nfilters = 3\nsize = 4\nstride = 3\npadding = [[0, 3], [2, 1]]',
    'kind = "batch-norm"',
    'kind = "relu"',
    'kind = "pool2d"\npooling = "min"\nsize = 2\nstride = 1\npadding = [[1, 0], [0, 1]]',
    'kind = "conv2d"\nfilters = 2\nsize = [1, 3]\nstride = 2\ndilation = [1, 2]\npadding = 2',
    'kind = "sigmoid"',
    'kind = "dropout"',
    'kind = "flatten"',
    'kind = "dense"\nunits = 9',
    'kind = "relu"',
    'kind = "dense"\nunits = 5',
    'kind = "softmax"',
]
OWN = {"windows": (WINDOWS, "cross-entropy"), "strides": (STRIDES, "mean-squared-error")}


def written(folder, name):
    """Return the path of a preset that a person wrote."""
    steps, loss = OWN[name]
    layers = [f'[[layers]]\nname = "layer{i}"\n{step}\n' for i, step in enumerate(steps)]
    path = folder / f"{name}.toml"
    path.write_text(HEAD.format(name=name, loss=loss) + "\n" + "\n".join(layers), "utf-8")
    return path


@pytest.fixture(scope="module", params=[*preset_names(), *OWN])
def batch(request, tmp_path_factory):
    """Three samples on their way through a network of each preset."""
    name = request.param
    preset = load_preset(written(tmp_path_factory.mktemp("own"), name) if name in OWN else name)
    network = preset.build(4)
    rng = np.random.default_rng(8)
    for parameter, array in network.parameters.items():
        if parameter.rpartition(".")[2] in {"b", "beta", "mean"}:
            array[...] = rng.normal(scale=0.1, size=array.shape)
    x = rng.random((3, *network.input_shape), np.float32)
    labels = rng.integers(0, network.classes, 3)
    return trace_batch(network, x, labels, LOSSES[preset.loss]())


def read_by(network, *kinds):
    """Return the layers of some kinds with the names of what they read."""
    return [
        (layer, name_before(network, layer.name))
        for layer in network.layers
        if isinstance(layer, kinds)
    ]


def test_every_sum_reconciles_forward_and_back(batch, some_of):
    for n in (0, 2):
        one = batch.sample(n)
        for layer in layer_names(batch.network):
            for index in some_of(one.activations[layer].shape, 20, seed=n):
                forward = explain(batch.network, one, layer, index)
                assert forward.stored == float(one.activations[layer][index])
                assert getattr(forward, "result", None) is None or forward.result.agrees
                back = explain_gradient(batch.network, one, layer, index)
                assert back.result.stored == float(one.gradients[layer][index])
                assert back.result.agrees, back.equation


def test_sums_of_outputs_are_those_of_loops(batch, some_of):
    one = batch.sample(1)
    for layer, source in read_by(batch.network, Conv2D, Dense):
        x, w = one.activations[source], layer.parameters["w"]
        for index in some_of(layer.output_shape, 4):
            given = explain(batch.network, one, layer.name, index)
            exact = [float(layer.parameters["b"][index[0]])]
            if isinstance(layer, Dense):
                exact += [float(a) * float(b) for a, b in zip(w[index[0]], x, strict=True)]
            else:
                exact += list(products_of(layer, x, index))
            assert given.result.computed == pytest.approx(
                math.fsum(exact), rel=1e-10, abs=1e-12
            )


def products_of(layer, x, index):
    """Yield the products of one output cell of a convolution."""
    (f, i, j), w = index, layer.parameters["w"]
    for c, u, v in np.ndindex(*w.shape[1:]):
        row = i * layer.stride[0] + u * layer.dilation[0] - layer.padding[0][0]
        column = j * layer.stride[1] + v * layer.dilation[1] - layer.padding[1][0]
        if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
            yield float(w[f, c, u, v]) * float(x[c, row, column])


def test_what_comes_back_is_what_loops_find(batch, some_of, back_by_loops):
    one = batch.sample(1)
    for layer, source in read_by(batch.network, Conv2D, Pool2D, Dense):
        x, dy = one.activations[source], one.gradients[layer.name]
        for index in some_of(x.shape, 1):
            given = explain_gradient(batch.network, one, source, index)
            exact = math.fsum(back_by_loops(layer, x, dy, index).values())
            assert given.computed == pytest.approx(exact, rel=1e-10, abs=1e-14)


def test_gradients_of_parameters_are_what_loops_find(batch, some_of, weight_by_loops):
    for layer, source in read_by(batch.network, Conv2D, Dense):
        x, dy = batch.activations[source], batch.gradients[layer.name]
        for letter, shape in layer.parameter_shapes.items():
            for index in some_of(shape, 1):
                given = explain_parameter(batch.network, batch, f"{layer.name}.{letter}", index)
                exact = math.fsum(weight_by_loops(layer, letter, x, dy, index).values())
                assert given.result.computed == pytest.approx(exact, rel=1e-10, abs=1e-14)
                assert given.result.agrees


def test_gradients_are_what_the_loss_does_in_float64(batch, some_of):
    for name in batch.network.trained_names:
        (*_, index) = some_of(batch.network.parameters.shapes[name], 1)
        check = check_batch(batch, name, index)
        assert check.agrees or check.kinks, check


def test_only_pixels_of_the_receptive_field_change_a_cell_and_some_do(batch, some_of, rng):
    network = batch.network.astype(np.float64)
    network.parameters.flat[...] = np.abs(network.parameters.flat) + 0.05
    x = batch.activations[INPUT][0].astype(np.float64)
    for layer in [layer.name for layer in network.layers if len(layer.output_shape) == 3]:
        cell = some_of(network.layer(layer).output_shape, 1)[-1]
        region = receptive_field(network, layer, cell)[INPUT]
        inside = np.zeros(x.shape, bool)
        axes = (region.channels, region.rows, region.columns)
        inside[tuple(slice(axis.start, axis.stop) for axis in axes)] = True
        outside = [tuple(p) for p in rng.permutation(np.argwhere(~inside))[:8]]
        within = [tuple(p) for p in rng.permutation(np.argwhere(inside))[:24]]
        moved = np.repeat(x[None], 1 + len(outside) + len(within), axis=0)
        for n, pixel in enumerate([*outside, *within], 1):
            moved[n][pixel] += 10
        y = moved
        for step in network.layers[: network.index(layer) + 1]:
            y = step.apply(y)
        changed = y[(slice(1, None), *cell)] != y[(0, *cell)]
        assert not changed[: len(outside)].any()
        assert not inside.any() or changed[len(outside) :].any()
