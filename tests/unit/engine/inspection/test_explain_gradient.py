"""Gradients of activations against loops, slopes and definitions."""

import math

import numpy as np
import pytest

from engine.inspection import (
    ConvInputSum,
    DenseInputSum,
    FlattenGradient,
    PoolInputSum,
    SlopeProduct,
    explain_gradient,
    layer_names,
    name_before,
    trace,
    trace_batch,
)
from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU
from engine.losses import LOSSES

OF_LAYER = {Conv2D: ConvInputSum, Pool2D: PoolInputSum, Dense: DenseInputSum}


def summed(given):
    """Return {what it came from: product} of an explanation, as the loops have it."""
    if isinstance(given, DenseInputSum):
        return {(m,): product for m, product in enumerate(given.products)}
    windows = [(i, j) for i in given.windows_i for j in given.windows_j]
    if isinstance(given, PoolInputSum):
        return dict(zip(windows, given.terms, strict=True))
    filters = range(len(given.products))
    return dict(zip([(f, *w) for f in filters for w in windows], given.terms, strict=True))


def read_by(network, *kinds):
    """Return the layers of some kinds with the names of what they read."""
    return [
        (layer, name_before(network, layer.name))
        for layer in network.layers
        if isinstance(layer, kinds)
    ]


def test_the_terms_that_come_back_are_those_of_loops(network, seen, back_by_loops, some_of):
    for layer, source in read_by(network, Conv2D, Pool2D, Dense):
        x, dy = seen.activations[source], seen.gradients[layer.name]
        for index in some_of(x.shape, 6):
            given = explain_gradient(network, seen, source, index)
            assert isinstance(given, OF_LAYER[type(layer)])
            assert (given.layer, given.through) == (source, layer.name)
            expected = back_by_loops(layer, x, dy, index)
            assert summed(given) == pytest.approx(expected, rel=1e-12, abs=0)


def test_every_sum_reconciles_with_the_stored_gradient(network, seen, some_of):
    for layer in layer_names(network):
        stored = seen.gradients[layer]
        for index in some_of(stored.shape, 10):
            given = explain_gradient(network, seen, layer, index)
            assert given.result.stored == float(stored[index])
            assert given.result.computed == pytest.approx(math.fsum(given.terms), rel=1e-12)
            assert given.result.single == pytest.approx(
                given.computed, abs=given.result.tolerance
            )
            assert given.result.agrees, given.equation


def test_the_largest_terms_and_the_rest_are_the_whole(network, seen):
    layer, source = read_by(network, Conv2D)[-1]
    given = explain_gradient(network, seen, source, (0, 3, 3))
    shown = given.largest(2)
    sizes = sorted(np.abs(given.terms), reverse=True)
    assert [abs(one.product) for one in shown] == sizes[: len(shown)]
    rest = given.rest(shown)
    assert rest + sum(one.product for one in shown) == pytest.approx(given.computed)
    w = layer.parameters["w"]
    for one in shown:
        assert one.weight == w[one.f, 0, one.u, one.v]
        assert one.dy == seen.gradients[layer.name][one.f, one.i, one.j]
        assert one.product == pytest.approx(one.weight * one.dy, rel=1e-12)
    unit = explain_gradient(network, seen, "flatten", (3,))
    units = unit.largest(4)
    whole = unit.rest(units) + sum(unit.products[list(units)])
    assert whole == pytest.approx(unit.computed)


def test_a_gate_lets_the_gradient_pass_or_not(network, seen):
    for layer, source in read_by(network, ReLU):
        x, y = seen.activations[source], seen.activations[layer.name]
        for index in np.ndindex(x.shape):
            given = explain_gradient(network, seen, source, index)
            assert isinstance(given, SlopeProduct)
            assert given.is_gate
            assert given.is_open == (x[index] > 0)
            assert given.result.difference == 0
            neighbours = y[index[0]] if y.ndim == 3 else y
            assert given.shut_in_map == np.count_nonzero(neighbours <= 0)
            assert given.share_shut_in_map == pytest.approx((neighbours <= 0).mean())


def test_what_was_flattened_gets_the_gradient_of_its_position(network, seen, some_of):
    ((_, source),) = read_by(network, Flatten)
    for index in some_of(seen.activations[source].shape, 5):
        given = explain_gradient(network, seen, source, index)
        assert isinstance(given, FlattenGradient)
        assert given.dy == seen.gradients["flatten"][given.position]
        assert given.result.difference == 0
        assert given.position_formula.endswith(f"= {given.position}")


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("of_batch", [True, False])
def test_scores_get_p_minus_y_or_what_the_loss_has(network, sample, name, of_batch):
    criterion = LOSSES[name]()
    seen = trace(network, sample, 2, loss=criterion)
    if of_batch:
        seen = trace_batch(network, sample[None][[0, 0]], np.array([2, 1]), criterion).sample(0)
    p = np.exp(seen.activations["dense2"].astype(float))
    p /= p.sum()
    off = p - np.eye(4)[2]
    expected = {
        "cross-entropy": off,
        "mean-squared-error": 2 / 4 * p * (off - (off * p).sum()),
    }[name]
    for k in range(4):
        given = explain_gradient(network, seen, "dense2", (k,))
        assert given.computed == pytest.approx(expected[k] / seen.over, rel=1e-10)
        assert given.over == (2 if of_batch else 1)
        assert given.truth.tolist() == [0, 0, 1, 0]
        assert given.result.agrees
        back = explain_gradient(network, seen, "softmax", (k,))
        assert back.result.agrees


def test_equations_have_the_indices_of_the_cell(conv_net):
    seen = trace(conv_net, np.random.default_rng(0).random((1, 28, 28), np.float32), 3)

    def equation(layer, *index):
        return explain_gradient(conv_net, seen, layer, index).equation

    assert equation("relu1", 0, 3, 4) == (
        "dL/d relu1[0, 3, 4] = Σ w[f, 0, u, v] · dL/d conv2[f, i, j]"
    )
    assert equation("conv1", 0, 3, 4) == "dL/d conv1[0, 3, 4] = f′(x) · dL/d relu1[0, 3, 4]"
    assert equation("pool1", 4, 6, 4) == "dL/d pool1[4, 6, 4] = dL/d flatten[464]"
    assert equation("flatten", 7) == "dL/d flatten[7] = Σ w[m, 7] · dL/d dense1[m]"
    assert equation("dense2", 6) == "dL/d dense2[6] = p[6] − y[6]"
    assert equation("relu2", 0, 0, 0).startswith("dL/d relu2[0, 0, 0] = Σ dL/d pool1[0, i, j]")


def test_a_gradient_that_has_not_come_back_is_refused(network, sample):
    seen = trace(network, sample, 2, backward=False)
    with pytest.raises(ValueError, match="dense2 must have got its gradient, as none has"):
        explain_gradient(network, seen, "relu_d", (0,))
    assert explain_gradient(network, seen, "dense2", (0,)).result is None


def test_a_cell_that_is_not_there_is_refused(network, seen):
    with pytest.raises(IndexError, match="dense1: index must lie within"):
        explain_gradient(network, seen, "dense1", (7,))
