"""ReLU, Flatten, Dense, Softmax, and what all layers have in common."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.layers import (
    LAYER_KINDS,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Pool2D,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    Training,
)

LAYERS = [
    pytest.param(Conv2D("conv", (2, 6, 5), filters=3, size=3), id="conv2d"),
    pytest.param(Pool2D("pool", (2, 6, 5)), id="pool2d"),
    pytest.param(
        Pool2D("pool", (2, 6, 5), pooling="min", size=3, padding=1, ceil_mode=True), id="min"
    ),
    pytest.param(Pool2D("pool", (2, 6, 5), pooling="mean", stride=1), id="mean"),
    pytest.param(ReLU("relu", (2, 6, 5)), id="relu"),
    pytest.param(Flatten("flatten", (2, 6, 5)), id="flatten"),
    pytest.param(Dense("dense", (7,), units=4), id="dense"),
    pytest.param(Softmax("softmax", (7,)), id="softmax"),
    pytest.param(Sigmoid("sigmoid", (2, 6, 5)), id="sigmoid"),
    pytest.param(Tanh("tanh", (7,)), id="tanh"),
    pytest.param(LeakyReLU("leaky", (2, 6, 5), slope=0.2), id="leaky-relu"),
    pytest.param(Dropout("dropout", (2, 6, 5), rate=0.3), id="dropout"),
    pytest.param(BatchNorm("norm", (2, 6, 5)), id="batch-norm of maps"),
    pytest.param(BatchNorm("norm", (7,)), id="batch-norm of vectors"),
]
TRAINING = Training(seed=3, step=5, shard=1)


def test_kinds_are_the_names_of_the_contract():
    assert list(LAYER_KINDS) == [
        *("conv2d", "relu", "pool2d", "flatten", "dense", "softmax"),
        *("sigmoid", "tanh", "leaky-relu", "dropout", "batch-norm"),
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_backward_is_the_derivative_of_forward(rng, assert_gradients_match, layer):
    assert_gradients_match(layer, rng.standard_normal((5, *layer.input_shape)))


@pytest.mark.parametrize("layer", LAYERS)
def test_backward_is_the_derivative_of_forward_in_training(rng, assert_gradients_match, layer):
    assert_gradients_match(layer, rng.standard_normal((5, *layer.input_shape)), TRAINING)


@pytest.mark.parametrize("layer", LAYERS)
def test_applying_gives_the_bits_of_forward(rng, layer):
    layer.initialize(rng)
    x = rng.standard_normal((2, *layer.input_shape), np.float32).round(1)
    assert layer.apply(x).tobytes() == layer.forward(x)[0].tobytes()


@pytest.mark.parametrize("training", [None, TRAINING])
@pytest.mark.parametrize("layer", LAYERS)
def test_float32_stays_float32(rng, layer, training):
    x = rng.random((2, *layer.input_shape), np.float32)
    y, saved = layer.forward_in_training(x, training) if training else layer.forward(x)
    given = layer.backward(y, saved)
    assert {y.dtype, given.x.dtype} == {np.dtype(np.float32)}
    assert {array.dtype for array in given.parameters.values()} <= {np.dtype(np.float32)}


@pytest.mark.parametrize("layer", LAYERS)
def test_output_has_the_shape_that_was_promised(rng, layer):
    y, _ = layer.forward(rng.random((2, *layer.input_shape), np.float32))
    assert y.shape == (2, *layer.output_shape)


@pytest.mark.parametrize("layer", LAYERS)
def test_gradients_have_the_shapes_of_what_they_are_of(rng, layer):
    x = rng.random((2, *layer.input_shape), np.float32)
    y, saved = layer.forward(x)
    given = layer.backward(y, saved)
    assert given.x.shape == x.shape
    shapes = {name: array.shape for name, array in given.parameters.items()}
    trained = set(layer.parameter_shapes) - set(layer.untrained)
    assert shapes == {name: layer.parameter_shapes[name] for name in trained}


@pytest.mark.parametrize("layer", LAYERS)
def test_gradients_of_parameters_alone_are_the_same(rng, layer):
    y, saved = layer.forward(rng.random((2, *layer.input_shape), np.float32))
    alone = layer.gradients_of_parameters(y, saved)
    both = layer.backward(y, saved).parameters
    assert {name: a.tolist() for name, a in alone.items()} == {
        name: a.tolist() for name, a in both.items()
    }


@pytest.mark.parametrize("layer", LAYERS)
def test_asking_in_between_changes_nothing(rng, layer):
    x, other = rng.random((2, 2, *layer.input_shape), np.float32)
    y, saved = layer.forward(x)
    undisturbed = layer.backward(y, saved).x.copy()
    y, saved = layer.forward(x)
    layer.forward(other)
    assert np.array_equal(layer.backward(y, saved).x, undisturbed)


@pytest.mark.parametrize("layer", LAYERS)
def test_wrong_samples_are_refused_by_name(layer):
    for forward in (layer.forward, lambda x: layer.forward_in_training(x, TRAINING)):
        with pytest.raises(ShapeError, match=f"{layer.name}: x must have shape"):
            forward(np.zeros((2, 99), np.float32))


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_tells_its_shapes_and_its_arithmetic(layer):
    assert layer.name in repr(layer)
    assert layer.arithmetic()
    assert layer.note()


def test_binding_leaves_the_layer_itself_alone():
    dense = Dense("dense", (2,), units=1)
    bound = dense.bound_to({"w": np.ones((1, 2)), "b": np.ones(1)})
    assert bound.forward(np.ones((1, 2)))[0].item() == 3
    assert dense.forward(np.ones((1, 2)))[0].item() == 0


def test_relu_passes_positive_numbers_alone():
    relu = ReLU("relu", (4,))
    x = np.array([[-1.0, 0.0, 2.0, -0.0]])
    y, saved = relu.forward(x)
    assert y.tolist() == [[0, 0, 2, 0]]
    assert relu.backward(np.ones_like(x), saved).x.tolist() == [[0, 0, 1, 0]]


def test_flatten_is_in_c_order_whatever_the_memory_order(rng):
    x = rng.random((2, 3, 4, 5))
    channels_last = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    y, _ = Flatten("flatten", (3, 4, 5)).forward(channels_last)
    assert np.array_equal(y, x.reshape(2, 60))
    assert y[1, (2 * 4 + 1) * 5 + 3] == x[1, 2, 1, 3]


def test_dense_is_a_matrix_product_and_a_bias(rng, in_float64):
    dense = in_float64(Dense("dense", (3,), units=2))
    dense.initialize(rng)
    dense.parameters["b"][:] = 1, 2
    x = rng.random((4, 3))
    y, _ = dense.forward(x)
    assert np.allclose(y, x @ dense.parameters["w"].T + [1, 2])


def test_dense_counts_its_parameters():
    dense = Dense("dense1", (800,), units=128)
    assert dense.arithmetic() == "128×800 + 128 = 102\u202f528"
    assert dense.parameter_count == 102528


def test_dense_is_initialized_after_he_with_biases_0(rng):
    dense = Dense("dense", (400,), units=100)
    dense.parameters["b"].fill(1)
    dense.initialize(rng)
    assert dense.parameters["w"].std() == pytest.approx(np.sqrt(2 / 400), rel=0.03)
    assert not dense.parameters["b"].any()


def test_softmax_gives_the_quotients_of_exponentials():
    p, _ = Softmax("softmax", (3,)).forward(np.log([[1.0, 2.0, 5.0]]))
    assert p == pytest.approx(np.array([[0.125, 0.25, 0.625]]))


def test_softmax_of_huge_scores_is_finite():
    p, _ = Softmax("softmax", (3,)).forward(np.array([[1e4, -1e4, 1e4]], np.float32))
    assert p.tolist() == [[0.5, 0, 0.5]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dense("dense1", (8, 4, 4), units=3), r"flat samples .*got \(8, 4, 4\)"),
        (lambda: Dense("dense1", (8,), units=0), "dense1: units must be a whole number of at"),
        (lambda: Softmax("softmax", (1, 2, 3)), r"softmax: the layer before must give flat"),
        (lambda: Flatten("flatten", (5,)), r"flatten: the layer before must give images"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_in_a_sentence(make, message):
    with pytest.raises(SettingError, match=message):
        make()
