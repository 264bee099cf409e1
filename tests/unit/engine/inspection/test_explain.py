"""Explanations are held against loops that know nothing of the engine's kernels."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from engine.inspection import (
    ActivationValue,
    ConvSum,
    DenseSum,
    FlattenPlace,
    PixelValue,
    Reconciliation,
    SoftmaxTerms,
    explain,
    name_before,
    trace,
)
from engine.layers import Conv2D, Dense, Flatten, Layer, LayerGradients, ReLU, Softmax
from engine.network import Network


def _some(shape, count=5, seed=11):
    every = list(itertools.product(*map(range, shape)))
    picked = np.random.default_rng(seed).choice(len(every), count)
    return [every[0], every[-1], *(every[i] for i in picked)]


def _layers(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


def _conv_by_loops(layer, x, index):
    """Return {(c, u, v): product} for taps inside, summed with Python floats."""
    f, i, j = index
    w = layer.parameters["w"]
    terms = {}
    for c, u, v in itertools.product(*map(range, w.shape[1:])):
        row = i * layer.stride[0] + u * layer.dilation[0] - layer.padding[0][0]
        column = j * layer.stride[1] + v * layer.dilation[1] - layer.padding[1][0]
        if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
            terms[c, u, v] = float(w[f, c, u, v]) * float(x[c, row, column])
    return terms


def test_every_product_of_a_convolution_is_that_of_the_loops(network, seen):
    for layer in _layers(network, Conv2D):
        x = seen.activations[name_before(network, layer.name)]
        for index in _some(layer.output_shape):
            term = explain(network, seen, layer.name, index)
            assert isinstance(term, ConvSum)
            expected = _conv_by_loops(layer, x, index)
            for tap in np.ndindex(term.products.shape):
                assert term.products[tap] == expected.get(tap, 0)
                assert term.padding[tap[1:]] == (tap not in expected)


def test_the_terms_of_a_convolution_add_up_to_the_stored_value(network, seen):
    for layer in _layers(network, Conv2D):
        x = seen.activations[name_before(network, layer.name)]
        for index in _some(layer.output_shape):
            term = explain(network, seen, layer.name, index)
            products = list(_conv_by_loops(layer, x, index).values())
            bias = float(layer.parameters["b"][index[0]])
            exact = math.fsum([bias, *products])
            assert term.result.computed == pytest.approx(exact, rel=1e-13, abs=1e-15)
            assert term.stored == seen.activations[layer.name][index]
            assert term.result.agrees


def test_subtotals_and_running_sum_lead_to_the_sum(network, seen):
    layer = _layers(network, Conv2D)[0]
    term = explain(network, seen, layer.name, (1, 1, 1))
    subtotals = [math.fsum(channel.ravel()) for channel in term.products]
    np.testing.assert_allclose(term.subtotals, subtotals, rtol=1e-12)
    np.testing.assert_allclose(term.running, np.cumsum([term.bias, *subtotals]), rtol=1e-12)
    assert term.running[-1] == term.result.computed
    assert abs(term.subtotals[term.strongest]) == max(map(abs, term.subtotals))


def test_patch_and_kernel_are_those_under_the_window(network, seen):
    for layer in _layers(network, Conv2D):
        x = seen.activations[name_before(network, layer.name)]
        for index in _some(layer.output_shape):
            term = explain(network, seen, layer.name, index)
            np.testing.assert_array_equal(term.kernel, layer.parameters["w"][index[0]])
            for (u, row), (v, column) in itertools.product(
                enumerate(term.rows), enumerate(term.columns)
            ):
                if not term.padding[u, v]:
                    np.testing.assert_array_equal(term.patch[:, u, v], x[:, row, column])


@pytest.mark.parametrize(
    ("options", "index", "place"),
    [
        ({"size": 3}, (0, 2, 0), "2+u, v"),
        ({"size": 3, "padding": 1}, (0, 0, 1), "u−1, v"),
        ({"size": 3, "stride": 2, "dilation": 2}, (0, 1, 2), "2+2u, 4+2v"),
        ({"size": 1, "stride": 3}, (0, 1, 0), "3+u, v"),
    ],
)
def test_the_equation_of_a_convolution_has_the_cells_own_indices(
    build_network, options, index, place
):
    network = build_network(
        "one", (1, 12, 12), (Conv2D, "conv1", {"filters": 1, **options}), *_head()
    )
    seen = trace(network, np.zeros((1, 12, 12), np.float32), 0)
    cell = ", ".join(map(str, index))
    assert explain(network, seen, "conv1", index).equation == (
        f"conv1[{cell}] = b[0] + Σ w[0, c, u, v] · input[c, {place}]"
    )


def _head():
    return [
        (Flatten, "flatten", {}),
        (ReLU, "relu1", {}),
        (Dense, "dense1", {"units": 2}),
        (Softmax, "softmax", {}),
    ]


def test_a_dense_unit_adds_up_and_names_its_largest_contributions(network, seen):
    for layer in _layers(network, Dense):
        x = seen.activations[name_before(network, layer.name)]
        w, b = layer.parameters["w"], layer.parameters["b"]
        for index in _some(layer.output_shape):
            term = explain(network, seen, layer.name, index)
            assert isinstance(term, DenseSum)
            products = [float(wk) * float(xk) for wk, xk in zip(w[index], x, strict=True)]
            assert term.products.tolist() == products
            exact = math.fsum([float(b[index]), *products])
            assert term.result.computed == pytest.approx(exact, rel=1e-12, abs=1e-14)
            assert term.stored == seen.activations[layer.name][index]
            assert term.result.agrees
            ranked = sorted(range(len(x)), key=lambda k: (-abs(products[k]), k))
            wanted = [k for k in ranked if products[k] != 0][:3]
            assert term.largest(3) == tuple(wanted)
            rest = math.fsum(p for k, p in enumerate(products) if k not in wanted)
            assert term.rest(term.largest(3)) == pytest.approx(rest, abs=1e-12)


def test_a_dense_layer_behind_flatten_knows_the_maps_it_reads(network, seen):
    term = explain(network, seen, "dense1", (0,))
    source = name_before(network, "flatten")
    assert (term.folded.source, term.folded.shape) == (
        source,
        network.layer(source).output_shape,
    )
    for k in (0, len(term.inputs) - 1):
        assert seen.activations[source][term.folded.place(k)] == term.inputs[k]
    assert explain(network, seen, "dense2", (0,)).folded is None


def test_a_dense_layer_behind_flatten_and_an_activation_knows_them_too(build_network):
    network = build_network("late", (1, 4, 4), *_head())
    seen = trace(network, np.ones((1, 4, 4), np.float32), 0)
    assert explain(network, seen, "dense1", (0,)).folded.source == "input"


def test_units_that_contribute_nothing_are_not_among_the_largest(conv_net):
    seen = trace(conv_net, np.zeros((1, 28, 28), np.float32), 0)
    term = explain(conv_net, seen, "dense1", (5,))
    assert term.largest(10) == ()
    assert term.rest(()) == 0


def test_a_rectifier_shows_both_values_its_gate_and_how_many_are_shut(network, seen):
    for layer in _layers(network, ReLU):
        x = seen.activations[name_before(network, layer.name)]
        dx = seen.gradients[name_before(network, layer.name)]
        for index in _some(layer.output_shape):
            value = explain(network, seen, layer.name, index)
            assert isinstance(value, ActivationValue)
            assert (value.x, value.stored) == (x[index], max(0, x[index]))
            assert value.is_open == (x[index] > 0)
            neighbours = x[index[0]] if x.ndim == 3 else x
            assert value.shut_in_map == (neighbours <= 0).sum()
            assert value.cells_in_map == neighbours.size
            assert (value.shut_in_layer, value.cells_in_layer) == ((x <= 0).sum(), x.size)
            assert value.dy == seen.gradients[layer.name][index]
            assert value.dx == dx[index] == (value.dy if value.is_open else 0)


def test_flatten_moves_a_value_and_says_from_where(network, seen):
    source = name_before(network, "flatten")
    for index in _some(network.layer("flatten").output_shape):
        value = explain(network, seen, "flatten", index)
        assert isinstance(value, FlattenPlace)
        assert value.stored == seen.activations[source][value.place]
        (c, h, k), (_, height, width) = value.place, value.shape
        assert (c * height + h) * width + k == index[0]
        assert value.position_formula.endswith(f"= {index[0]}")


def test_softmax_terms_are_those_of_the_definition(network, seen):
    z = [float(score) for score in seen.activations["dense2"]]
    for k in range(4):
        term = explain(network, seen, "softmax", (k,))
        assert isinstance(term, SoftmaxTerms)
        e = [math.exp(score - max(z)) for score in z]
        assert term.maximum == max(z)
        np.testing.assert_allclose(term.shifted, [score - max(z) for score in z])
        np.testing.assert_allclose(term.exponentials, e)
        assert term.total == pytest.approx(math.fsum(e))
        assert term.result.computed == pytest.approx(e[k] / math.fsum(e))
        assert term.result.agrees
        assert term.loss.agrees
        assert term.stored == seen.probabilities[k]
        assert term.loss.computed == pytest.approx(-math.log(e[2] / math.fsum(e)))
        assert term.loss.stored == seen.loss
        truth = [float(j == 2) for j in range(4)]
        np.testing.assert_allclose(term.gradient, term.probabilities - truth)


def test_a_pixel_is_shown_as_it_was_before_scaling(conv_net):
    x = np.zeros((1, 28, 28), np.float32)
    x[0, 3, 4] = np.float32(143) / np.float32(255)
    pixel = explain(conv_net, trace(conv_net, x, 0), "input", (0, 3, 4))
    assert isinstance(pixel, PixelValue)
    assert pixel.stored == x[0, 3, 4]
    assert pixel.raw(255) == 143


@pytest.mark.parametrize(
    ("layer", "index", "equation"),
    [
        ("relu2", (4, 12, 8), "relu2[4, 12, 8] = max(0, conv2[4, 12, 8])"),
        ("flatten", (464,), "flatten[464] = pool1[4, 6, 4]"),
        ("dense1", (3,), "dense1[3] = b[3] + Σ w[3, k] · flatten[k]"),
        ("softmax", (6,), "softmax[6] = exp(dense2[6] − max) / Σ exp(dense2[k] − max)"),
    ],
)
def test_equations_are_in_the_names_of_the_network(conv_net, layer, index, equation):
    seen = trace(conv_net, np.zeros((1, 28, 28), np.float32), 0)
    assert explain(conv_net, seen, layer, index).equation == equation


def test_the_difference_is_counted_in_units_of_the_last_place():
    stored = float(np.float32(2.1398866))
    result = Reconciliation(stored - 3.0e-7, stored)
    assert result.difference == pytest.approx(3.0e-7)
    assert result.ulps == pytest.approx(3.0e-7 / 2.0**-22)


@pytest.mark.parametrize("error", [-1e-5, 1e-5])
def test_a_wrong_value_is_not_taken_for_rounding(conv_net, error):
    seen = trace(conv_net, np.full((1, 28, 28), 0.5, np.float32), 0)
    for layer, index in (("conv2", (4, 12, 8)), ("dense2", (3,)), ("softmax", (1,))):
        result = explain(conv_net, seen, layer, index).result
        wrong = dataclasses.replace(result, stored=result.stored + 10 * error)
        assert result.agrees
        assert not wrong.agrees


def test_explanations_are_frozen_copies(network, seen):
    term = explain(network, seen, "conv1", (0, 1, 1))
    for array in (term.patch, term.kernel, term.products):
        assert not array.flags.writeable
        assert not np.shares_memory(array, network.parameters.flat)


@pytest.mark.parametrize(
    ("layer", "index"), [("conv1", ()), ("conv1", (1,)), ("dense1", ()), ("input", (0,))]
)
def test_more_than_one_cell_cannot_be_explained(conv_net, layer, index):
    seen = trace(conv_net, np.zeros((1, 28, 28), np.float32), 0)
    with pytest.raises(IndexError, match=f"{layer}: index must have . numbers, got"):
        explain(conv_net, seen, layer, index)


def test_a_layer_of_an_unknown_kind_is_not_explained(conv_net):
    class Mystery(Layer):
        kind = "mystery"

        def forward(self, x):
            return x, None

        def backward(self, dy, saved):
            return LayerGradients(dy)

        def arithmetic(self):
            return "?"

        def note(self):
            return "?"

    for before in ("relu1", "relu3"):
        shape = conv_net.layer(before).output_shape
        layers = list(conv_net.layers)
        layers[conv_net.index(before)] = Mystery("odd", shape, shape)
        network = Network("odd", layers)
        seen = trace(network, np.zeros((1, 28, 28), np.float32), 0)
        with pytest.raises(TypeError, match="odd must be of a known kind, got mystery"):
            explain(network, seen, "odd", (0,) * len(shape))
