"""Gradients of parameters against loops over samples and positions."""

import math

import numpy as np
import pytest

from engine.inspection import explain_parameter, name_before, trace, trace_batch


@pytest.fixture
def batch(network):
    """Three samples, forward and back."""
    x = np.random.default_rng(5).random((3, *network.input_shape), np.float32)
    return trace_batch(network, x, np.array([2, 0, 3]))


def test_terms_of_every_parameter_are_those_of_loops(batch, weight_by_loops, some_of):
    network = batch.network
    for name in network.trained_names:
        layer, _, letter = name.rpartition(".")
        x = batch.activations[name_before(network, layer)]
        for index in some_of(network.parameters.shapes[name], 4):
            given = explain_parameter(network, batch, name, index)
            dy = batch.gradients[layer]
            expected = weight_by_loops(network.layer(layer), letter, x, dy, index)
            for at in np.ndindex(given.products.shape):
                assert given.products[at] == expected.get(at, 0)
                if given.padding is not None:
                    assert given.padding[at[1:]] == (at not in expected)
            exact = math.fsum(expected.values())
            assert given.result.computed == pytest.approx(exact, rel=1e-10, abs=1e-13)
            assert given.result.stored == batch.parameter_gradients[name][index]
            assert given.result.agrees


def test_the_largest_contributions_say_where_they_are_from(batch, some_of):
    network = batch.network
    for name in network.trained_names:
        layer, _, letter = name.rpartition(".")
        x = batch.activations[name_before(network, layer)]
        for index in some_of(network.parameters.shapes[name], 2):
            given = explain_parameter(network, batch, name, index)
            shown = given.largest(5)
            sizes = sorted(np.abs(given.terms), reverse=True)
            assert [abs(one.product) for one in shown] == sizes[: len(shown)]
            for one in shown:
                assert not one.padding
                assert one.dy == batch.gradients[layer][one.sample, index[0], *one.position]
                if letter == "w":
                    cell = one.cell or ()
                    assert one.factor == x[one.sample, index[1], *cell]
            rest = given.rest(shown)
            assert rest + sum(one.product for one in shown) == pytest.approx(
                given.result.computed, abs=1e-12
            )


def test_each_sample_has_its_part(batch):
    gradient = np.abs(batch.parameter_gradients["conv1.w"])
    index = tuple(int(i) for i in np.unravel_index(gradient.argmax(), gradient.shape))
    given = explain_parameter(batch.network, batch, "conv1.w", index)
    assert given.by_sample == pytest.approx(
        [math.fsum(given.products[n].ravel()) for n in range(3)], rel=1e-10
    )
    n = int(np.abs(given.products).sum(axis=(1, 2)).argmax())
    of_one = given.largest(3, sample=n)
    assert {one.sample for one in of_one} == {n}
    sizes = sorted(np.abs(given.products[n].ravel()), reverse=True)
    assert [abs(one.product) for one in of_one] == sizes[:3]


def test_a_trace_is_a_batch_of_one(network, seen):
    given = explain_parameter(network, seen, "dense1.w", (2, 3))
    assert given.terms.tolist() == [
        float(seen.gradients["dense1"][2]) * float(seen.activations["flatten"][3])
    ]
    assert given.result.stored == seen.parameter_gradients["dense1.w"][2, 3]
    assert given.result.agrees


def test_a_sample_of_a_batch_stands_for_the_batch(batch):
    one = explain_parameter(batch.network, batch.sample(1), "dense1.b", (2,))
    assert len(one) == 3
    assert one.result.stored == batch.parameter_gradients["dense1.b"][2]


def test_equations_have_the_indices_of_the_parameter(conv_net):
    seen = trace(conv_net, np.random.default_rng(0).random((1, 28, 28), np.float32), 3)

    def equation(name, *index):
        return explain_parameter(conv_net, seen, name, index).equation

    assert equation("conv2.w", 4, 0, 1, 2) == (
        "dL/d conv2.w[4, 0, 1, 2] = Σ dL/d conv2[n, 4, i, j] · relu1[n, 0, 1+i, 2+j]"
    )
    assert equation("conv2.b", 4) == "dL/d conv2.b[4] = Σ dL/d conv2[n, 4, i, j]"
    assert equation("dense1.w", 3, 7) == (
        "dL/d dense1.w[3, 7] = Σ dL/d dense1[n, 3] · flatten[n, 7]"
    )


@pytest.mark.parametrize(
    ("name", "index", "error", "words"),
    [
        ("conv9.w", (0,), ValueError, "parameter must be one of conv1.w"),
        ("dense1.b", (7,), IndexError, r"dense1.b: index must lie within \(7,\), got"),
        ("dense1.w", (0,), IndexError, "dense1.w: index must lie within"),
    ],
)
def test_what_is_not_there_is_refused(batch, name, index, error, words):
    with pytest.raises(error, match=words):
        explain_parameter(batch.network, batch, name, index)


def test_a_gradient_that_is_not_there_is_refused(network, sample):
    seen = trace(network, sample, 2, backward=False)
    with pytest.raises(ValueError, match=r"whose gradient is there, none, got dense1\.w"):
        explain_parameter(network, seen, "dense1.w", (0, 0))
