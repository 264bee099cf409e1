from __future__ import annotations

import re
import tracemalloc

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError, ShapeError
from engine.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, ReLU, Softmax
from engine.network import Network


def make_layers():
    return [
        Conv2D("conv1", (2, 6, 6), filters=3, size=3),
        ReLU("relu1", (3, 4, 4)),
        Flatten("flatten", (3, 4, 4)),
        Dense("dense1", (48,), units=5),
        Softmax("softmax", (5,)),
    ]


@pytest.fixture
def network():
    made = Network("small", make_layers())
    made.initialize(0)
    return made


@pytest.fixture
def x(rng):
    return rng.random((7, 2, 6, 6), np.float32)


def test_forward_is_layer_after_layer(network, x):
    y = x
    for layer in network.layers:
        y, _ = layer.forward(y)
    assert np.array_equal(network.forward(x), y)
    assert np.allclose(y.sum(axis=1), 1)


def test_parameters_are_named_by_layer_in_order(network):
    shapes = {"conv1.w": (3, 2, 3, 3), "conv1.b": (3,), "dense1.w": (5, 48), "dense1.b": (5,)}
    assert dict(network.parameters.shapes) == shapes
    assert network.parameter_count == 57 + 245


def test_layers_see_every_change_of_the_buffer(network, x):
    network.parameters.flat[...] = 0
    assert np.allclose(network.forward(x), 0.2)
    assert np.shares_memory(network.layer("conv1").parameters["w"], network.parameters.flat)


def test_first_values_depend_on_the_seed_alone(network):
    same, other = Network("same", make_layers()), Network("other", make_layers())
    same.initialize(0)
    other.initialize(1)
    assert same.parameters.sha256() == network.parameters.sha256()
    assert other.parameters.sha256() != network.parameters.sha256()


def test_first_values_of_a_layer_do_not_depend_on_the_others():
    wide = make_layers()
    wide[3:] = [Dense("dense1", (48,), units=6), Softmax("softmax", (6,))]
    one, two = Network("one", make_layers()), Network("two", wide)
    one.initialize(3)
    two.initialize(3)
    assert np.array_equal(one.parameters["conv1.w"], two.parameters["conv1.w"])


def test_building_leaves_the_given_layers_alone():
    layers = make_layers()
    Network("small", layers).initialize(0)
    assert not layers[0].parameters["w"].any()


@pytest.mark.parametrize("chunk", [1, 3, 7, 256])
def test_predicting_in_chunks_gives_the_same(network, x, chunk):
    assert np.allclose(network.predict(x, chunk=chunk), network.forward(x), atol=1e-6)


def test_predicting_nothing_gives_nothing(network):
    assert network.predict(np.zeros((0, 2, 6, 6), np.float32)).shape == (0, 5)


def test_layer_is_found_by_name_and_by_place(network):
    assert network.layer("flatten") is network.layers[2]
    assert network.index("flatten") == 2


def test_unknown_layer_is_answered_with_the_known_ones(network):
    with pytest.raises(ValueError, match="relu1, flatten, dense1, softmax, got c2"):
        network.layer("c2")


def test_frozen_replica_keeps_its_numbers_and_cannot_be_changed(network, x):
    replica = network.replica()
    before = network.forward(x)
    network.parameters.flat[...] = 0
    assert np.array_equal(replica.forward(x), before)
    with pytest.raises(ValueError, match="read-only"):
        replica.parameters["conv1.w"][...] = 0


def test_free_replica_can_be_changed_by_itself(network):
    replica = network.replica(freeze=False)
    replica.initialize(5)
    assert replica.parameters.sha256() != network.parameters.sha256()


def test_network_in_float64_gives_nearly_the_same(network, x):
    double = network.astype(np.float64)
    y = double.forward(x.astype(np.float64))
    assert y.dtype == np.float64
    assert np.allclose(y, network.forward(x), atol=1e-6)


def test_loading_copies_all_arrays_whatever_their_dtype(network):
    other = Network("other", make_layers())
    other.load({name: a.astype(np.float64) for name, a in network.parameters.items()})
    assert other.parameters.sha256() == network.parameters.sha256()


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros(5, np.complex64), "dense1.b must be real numbers, got 'complex64'"),
        (np.full(5, None), "dense1.b must be real numbers, got 'object'"),
        (np.full(5, "1"), "dense1.b must be real numbers, got '<U1'"),
        (np.zeros(4), "dense1.b must have shape (5,), got (4,)"),
        ([0.0] * 5, "dense1.b must be an array, got 'list'"),
    ],
)
def test_what_cannot_be_loaded_whole_is_refused_and_changes_nothing(network, array, sentence):
    before = network.parameters.sha256()
    others = {name: np.ones_like(a) for name, a in network.parameters.items()}
    with pytest.raises((SettingError, ShapeError), match=re.escape(f"small: {sentence}")):
        network.load({**others, "dense1.b": array})
    assert network.parameters.sha256() == before


@pytest.mark.parametrize("chunk", [0, -1, 2.0, None])
def test_chunk_must_be_at_least_one_sample(network, x, chunk):
    sentence = f"small: chunk must be a whole number of at least 1, got {chunk}"
    with pytest.raises(SettingError, match=re.escape(sentence)):
        network.predict(x, chunk=chunk)


def test_parameters_of_another_network_are_refused(network):
    shapes = dict(network.parameters.shapes)
    first = next(iter(shapes))
    wider = Parameters(shapes | {first: (7, *shapes[first][1:])})
    with pytest.raises(ShapeError, match=rf"^small: {first} must have shape \(.*, got \(7, "):
        Network("small", network.layers, wider)
    fewer = Parameters({first: shapes[first]})
    with pytest.raises(SettingError, match=rf"^small: parameters must be .*, got '{first}'$"):
        Network("small", network.layers, fewer)


@pytest.mark.parametrize("seed", [-1, 1.5, "0", None])
def test_seed_that_is_no_natural_number_is_refused_and_changes_nothing(network, seed):
    before = network.parameters.sha256()
    with pytest.raises(SettingError, match="small: seed must be a whole number of at least 0"):
        network.initialize(seed)
    assert network.parameters.sha256() == before


def test_summary_has_a_row_for_every_layer_with_its_arithmetic(network):
    lines = network.summary().splitlines()
    assert lines[0] == "small"
    assert [line.split()[0] for line in lines[1:-1]] == [
        "input",
        *(layer.name for layer in network.layers),
    ]
    assert "3×4×4" in lines[2]
    assert "3 × (3×3×2) + 3 = 57" in lines[2]
    assert lines[-1] == "302 parameters"


def normalized():
    layers = make_layers()
    return [layers[0], BatchNorm("norm1", (3, 4, 4)), *layers[1:]]


def test_statistics_are_parameters_that_are_not_trained():
    network = Network("small", normalized())
    names = ["norm1.gamma", "norm1.beta", "norm1.mean", "norm1.variance"]
    assert list(network.parameters)[2:6] == names
    trained = ("conv1.w", "conv1.b", "norm1.gamma", "norm1.beta", "dense1.w", "dense1.b")
    assert network.trained_names == trained
    assert network.parameter_count == 302 + 12
    assert network.trained_count == 302 + 6


def test_summary_tells_how_many_parameters_are_trained():
    last = Network("small", normalized()).summary().splitlines()[-1]
    assert last == "314 parameters: 308 trained, 6 not"


def test_layers_know_their_place():
    network = Network("small", [Dropout("drop1", (2, 6, 6)), *make_layers()])
    assert [layer.place for layer in network.layers] == list(range(6))
    assert [layer.place for layer in network.replica().layers] == list(range(6))


def test_predicting_leaves_nothing_out(network, x):
    dropped = Network("small", [Dropout("drop1", (2, 6, 6)), *make_layers()])
    dropped.load(network.parameters)
    assert np.array_equal(dropped.predict(x), network.predict(x))


def test_answering_keeps_nothing_for_a_backward_pass(rng):
    shape = (4, 32, 32)
    norms = [BatchNorm(f"norm{i}", shape) for i in range(20)]
    tail = [Flatten("flatten", shape), Dense("dense1", (4096,), units=2)]
    network = Network("deep", [*norms, *tail, Softmax("softmax", (2,))])
    network.initialize(0)
    x = rng.random((64, *shape), np.float32)
    tracemalloc.start()
    network.forward(x)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * x.nbytes


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_numbers_out_of_range_come_to_nan_without_a_warning(network, x, value):
    network.parameters.flat[:] = value
    network.parameters.flat[::2] *= -1
    assert np.isnan(network.forward(x)).any()
    assert np.isnan(network.predict(x)).any()


def test_wrong_input_is_refused_by_name(network):
    with pytest.raises(ShapeError, match=r"small: x must have shape \(N, 2, 6, 6\), got"):
        network.predict(np.zeros((1, 1, 6, 6)))
    with pytest.raises(ShapeError, match=r"small: x must have shape \(N, 2, 6, 6\), got"):
        network.forward(np.zeros((1, 1, 6, 6)))


@pytest.mark.parametrize("ask", ["forward", "predict"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_refused_with_their_place(network, ask, value):
    x = np.zeros((300, 2, 6, 6), np.float32)
    x[299, 1, 2, 3] = value
    sentence = rf"small: x must be finite, at \(299, 1, 2, 3\) too, got {value}"
    with pytest.raises(SettingError, match=sentence):
        getattr(network, ask)(x)


@pytest.mark.parametrize("ask", ["forward", "predict"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_, np.complex128])
def test_samples_that_are_no_floats_are_refused(network, ask, dtype):
    name = np.dtype(dtype).name
    with pytest.raises(SettingError, match=f"x must be floating-point numbers, got '{name}'"):
        getattr(network, ask)(np.zeros((1, 2, 6, 6), dtype))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "small: the last layer must be a softmax, got 'no layers'"),
        (make_layers()[:-1], "small: the last layer must be a softmax, got 'dense1'"),
        (
            [*make_layers()[:4], Softmax("conv1", (5,))],
            "small: every layer must have a name of its own, got 'conv1'",
        ),
        (
            [make_layers()[0], Softmax("softmax", (5,))],
            "small: softmax must take the output of conv1, (3, 4, 4), got (5,)",
        ),
    ],
)
def test_layers_that_make_no_network_are_refused(layers, message):
    with pytest.raises(SettingError, match=re.escape(message)):
        Network("small", layers)


def test_representations_name_what_there_is(network):
    assert repr(network) == "<Network small: conv1, relu1, flatten, dense1, softmax>"
