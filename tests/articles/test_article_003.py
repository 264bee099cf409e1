"""Article 003, two-layer: each wrong line against the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from engine.arrays import Array, Labels, Parameters
from engine.data import Split
from engine.functional import (
    conv2d,
    conv2d_backward,
    cross_entropy_backward,
    dense,
    dense_backward,
    relu,
    relu_backward,
)
from engine.kernels import definition
from engine.layers import Conv2D, Dense
from engine.losses import L2
from engine.network import Network
from engine.presets import load_preset

# The two dense layers: x (5, 4), hidden (5, 3), scores (5, 2).

Gradients = Callable[[Parameters, Array, Labels, float], Mapping[str, Array]]
"""From parameters, images, labels and the strength of the penalty to dL/d parameters."""


@pytest.fixture
def head(rng) -> tuple[Parameters, Array, Labels]:
    shapes = {"dense1.w": (3, 4), "dense1.b": (3,), "dense2.w": (2, 3), "dense2.b": (2,)}
    p = Parameters(shapes, rng.standard_normal(23))
    return p, rng.standard_normal((5, 4)), rng.integers(0, 2, 5)


def engines_gradients(p: Parameters, x: Array, labels: Labels, reg: float) -> Parameters:
    hidden = relu(dense(x, p["dense1.w"], p["dense1.b"]))
    z = dense(hidden, p["dense2.w"], p["dense2.b"])
    found = p.zeros_like()
    dhidden, *second = dense_backward(cross_entropy_backward(z, labels), hidden, p["dense2.w"])
    _, *first = dense_backward(relu_backward(dhidden, hidden), x, p["dense1.w"])
    for name, gradient in zip(p, [*first, *second], strict=True):
        found[name][...] = gradient
    L2(reg).add_gradient(p, found)
    return found


def with_fault(fault: str) -> Gradients:
    """Return the two layers' backward pass, wrong in one place."""

    def gradients(p: Parameters, x: Array, labels: Labels, reg: float) -> Mapping[str, Array]:
        n = np.arange(len(x))
        a = x @ p["dense1.w"].T + p["dense1.b"]
        hidden = np.maximum(a, 0)
        z = hidden @ p["dense2.w"].T + p["dense2.b"]
        dz = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        if fault == "assigned":
            dz[n, labels] = -1
        else:
            dz[n, labels] -= 1
        dz /= len(x)
        da = hidden.copy() if fault == "hidden values" else dz @ p["dense2.w"]
        da[a <= 0] = 0
        penalty = 0.0 if fault == "no penalty" else reg
        return {
            "dense1.w": da.T @ x + penalty * p["dense1.w"],
            "dense1.b": da.sum(axis=0),
            "dense2.w": dz.T @ hidden + penalty * p["dense2.w"],
            "d2" if fault == "misspelt" else "dense2.b": dz.sum(axis=0),
        }

    return gradients


@pytest.fixture
def check_gradients(head, assert_derivative) -> Callable[[Gradients], None]:
    """Return a check by numbers: of mean cross-entropy plus half of reg times the squares."""
    p, x, labels = head
    reg = 0.3

    def loss() -> float:
        hidden = np.maximum(x @ p["dense1.w"].T + p["dense1.b"], 0)
        z = hidden @ p["dense2.w"].T + p["dense2.b"]
        losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(x)), labels]
        squares = (p["dense1.w"] ** 2).sum() + (p["dense2.w"] ** 2).sum()
        return float(losses.mean() + reg / 2 * squares)

    def check(gradients: Gradients) -> None:
        found = gradients(p, x, labels, reg)
        for name, array in p.items():
            assert_derivative(found[name], loss, array)

    return check


def test_backward_pass_of_the_engine_and_ours_without_a_fault_are_right(check_gradients):
    """So what fails below is the fault alone."""
    check_gradients(engines_gradients)
    check_gradients(with_fault(""))


def test_gradient_of_the_scores_is_p_minus_1_for_the_true_class(check_gradients):
    """`fc_backward`, ``dscores[range(N), y] =-1``: assigned, where 1 is to be taken away."""
    check_gradients(engines_gradients)
    with pytest.raises(AssertionError):
        check_gradients(with_fault("assigned"))


def test_gradient_of_a_rectifier_comes_from_behind_it(check_gradients):
    """`fc_backward`, ``d_reluIn = a1_relu``: its own output, which knows of no loss."""
    check_gradients(engines_gradients)
    with pytest.raises(AssertionError):
        check_gradients(with_fault("hidden values"))


def test_penalty_in_the_loss_is_in_the_gradients_too(check_gradients):
    """`fc_backward`: reg times the weights is missing from dW1 and dW2."""
    check_gradients(engines_gradients)
    with pytest.raises(AssertionError):
        check_gradients(with_fault("no penalty"))


def test_every_parameter_has_a_gradient_by_its_name(check_gradients):
    """`fc_backward`, ``"d2": db2``: who asks for "b2" gets a KeyError."""
    check_gradients(engines_gradients)
    with pytest.raises(KeyError, match=r"dense2\.b"):
        check_gradients(with_fault("misspelt"))


def check_strength(penalty: Callable[[Parameters, float], float]) -> None:
    p = Parameters({"dense1.w": (2, 3)}, np.ones(6))
    assert [penalty(p, reg) for reg in (0.0, 0.05, 2.0)] == pytest.approx([0, 0.15, 6])


def test_strength_of_the_penalty_is_the_one_asked_for():
    """`loss` takes `reg` and does not hand it on: 0.05 it is, whatever one asks for."""

    def by_default(p: Parameters, reg: float = 0.05) -> float:
        return float(reg / 2 * (p.flat**2).sum())

    check_strength(lambda p, reg: L2(reg).value(p))
    check_strength(by_default)
    with pytest.raises(AssertionError):
        check_strength(lambda p, reg: by_default(p))


# The convolutions.


def convolution(
    x: Array, w: Array, b: Array, stride: int, *, bias_inside=False, end_strided=False
) -> Array:
    """Return the convolution with padding 2, with one of the article's faults."""
    padded = np.pad(x, [(0, 0), (0, 0), (2, 2), (2, 2)])
    kh, kw = w.shape[2:]
    rows, columns = ((padded.shape[2 + a] - w.shape[2 + a]) // stride + 1 for a in (0, 1))
    y = np.zeros((len(x), len(w), rows, columns))
    for n, f, i, j in np.ndindex(*y.shape):
        h, k = i * stride, j * stride
        behind = ((i + kh) * stride, (j + kw) * stride) if end_strided else (h + kh, k + kw)
        products = padded[n, :, h : behind[0], k : behind[1]] * w[f]
        y[n, f, i, j] = np.sum(products + b[f]) if bias_inside else np.sum(products) + b[f]
    return y


def engines_convolution(x: Array, w: Array, b: Array, stride: int) -> Array:
    return conv2d(x, w, b, stride=stride, padding=2)


def check_convolution(convolve: Callable[[Array, Array, Array, int], Array]) -> None:
    rng = np.random.default_rng(3)
    x, w, b = rng.random((2, 3, 6, 7)), rng.random((2, 3, 5, 5)), rng.random(2)
    for stride in (1, 2):
        conv = Conv2D("conv", (3, 6, 7), filters=2, size=5, stride=stride, padding=2)
        y = definition.convolve(x, w, b, conv.rows, conv.columns)
        assert np.allclose(convolve(x, w, b, stride), y)


def test_bias_is_added_once():
    """`convForward`, ``sum((x * k) + b)``: once for every weight of the filter, 25 or 400."""
    check_convolution(engines_convolution)
    check_convolution(convolution)
    with pytest.raises(AssertionError):
        check_convolution(lambda *args: convolution(*args, bias_inside=True))


def test_stride_moves_a_window_and_does_not_stretch_it():
    """`convForward`, ``(h + HH) * stride``: with a stride of 2 the window has 10 rows."""
    check_convolution(engines_convolution)
    with pytest.raises(ValueError, match="broadcast"):
        check_convolution(lambda *args: convolution(*args, end_strided=True))


@pytest.mark.parametrize("stride", [1, 2])
def test_slices_of_the_article_s_kernel_gradient_are_right(rng, stride):
    """`convBackward`, ``h : h + Hh * stride : stride``: looks too long, and is not."""
    w, x = rng.random((2, 3, 5, 5)), rng.random((2, 3, 6, 7))
    dy = rng.random(conv2d(x, w, stride=stride, padding=2).shape)
    dw = np.zeros_like(w)
    padded = np.pad(x, [(0, 0), (0, 0), (2, 2), (2, 2)])
    rows, columns = dy.shape[2] * stride, dy.shape[3] * stride
    for f, c, u, v in np.ndindex(*w.shape):
        under_tap = padded[:, c, u : u + rows : stride, v : v + columns : stride]
        dw[f, c, u, v] = (dy[:, f] * under_tap).sum()
    _, ours, _ = conv2d_backward(dy, x, w, stride=stride, padding=2)
    assert np.allclose(ours, dw)


def check_second_layer(shape_of_filters: tuple[int, ...]) -> None:
    """Which of its 16 input channels shows a shape makes a difference to a filter."""
    rng = np.random.default_rng(4)
    w, x = rng.random(shape_of_filters), rng.random((1, 16, 6, 6))
    y = convolution(x, w, np.zeros(len(w)), 1)
    assert not np.allclose(y, convolution(x[:, ::-1], w, np.zeros(len(w)), 1))


def test_filters_of_the_second_layer_have_a_channel_for_each_of_the_first():
    """`Model.__init__`, `c2_filters` with `input_chnls`: NumPy repeats the one channel."""
    check_second_layer(load_preset("two-layer").assemble().parameters.shapes["conv2.w"])
    with pytest.raises(AssertionError):
        check_second_layer((32, 1, 5, 5))


def check_backward_of_convolution(backward: Callable[[Array], Mapping[str, Array]]) -> None:
    assert backward(np.ones((1, 2, 6, 6)))["x"].shape == (1, 3, 6, 6)


def test_backward_pass_of_a_convolution_gives_what_goes_on_backward(rng):
    """`convBackward` ends without dx and without a return; its caller asks for ["x"]."""
    x, w = rng.random((1, 3, 6, 6)), rng.random((2, 3, 5, 5))
    check_backward_of_convolution(
        lambda dy: dict(zip("xwb", conv2d_backward(dy, x, w, padding=2), strict=True))
    )
    with pytest.raises(TypeError, match="not subscriptable"):
        check_backward_of_convolution(lambda dy: None)


# What the model is made of.


def check_shapes(head: Callable[[int, int], tuple[Array, ...]]) -> None:
    """Any number of filters and of classes gives a network."""
    for filters, classes in ((32, 10), (32, 3), (8, 10)):
        w1, b1, w2, b2 = head(filters, classes)
        scores = (np.zeros((1, filters * 28 * 28)) @ w1 + b1) @ w2 + b2
        assert scores.shape == (1, classes)


def engines_head(filters: int, classes: int) -> tuple[Array, ...]:
    first = Dense("dense1", (filters * 28 * 28,), units=100)
    second = Dense("dense2", first.output_shape, units=classes)
    p, q = first.parameters, second.parameters
    return p["w"].T, p["b"], q["w"].T, q["b"]


def fixed_head(filters: int, classes: int) -> tuple[Array, ...]:
    return np.zeros((28 * 28 * 32, 100)), np.zeros(100), np.zeros((100, classes)), np.zeros(10)


def fixed_bias(filters: int, classes: int) -> tuple[Array, ...]:
    return *engines_head(filters, classes)[:3], np.zeros(10)


def test_dense_layers_follow_the_filters_and_the_classes():
    """`Model.__init__`, ``28*28 * 32`` and ``zeros([10])``, whatever the arguments say."""
    check_shapes(engines_head)
    with pytest.raises(ValueError, match="broadcast"):
        check_shapes(fixed_bias)
    with pytest.raises(ValueError, match="broadcast|mismatch"):  # noqa: RUF043
        check_shapes(fixed_head)


def check_first_scores(network: Network) -> None:
    """Before training, different images already have different scores."""
    y = np.random.default_rng(6).random((8, 1, 28, 28), np.float32)
    for layer in network.layers[:-1]:
        y = layer.apply(y)
    assert y.std() > 1e-3


def test_first_weights_let_an_image_through(rng):
    """`Model.__init__`, ``weight_scale=1e-4``: after four layers 1e-12 is left of it."""
    network = load_preset("two-layer").build(0)
    check_first_scores(network)
    for name, array in network.parameters.items():
        array[...] = rng.normal(0, 1e-4, array.shape) if name.endswith(".w") else 0
    with pytest.raises(AssertionError):
        check_first_scores(network)


def check_channel_axis(images: Array) -> None:
    """`convForward` reads height and width from the first channel of the first image."""
    assert (images[0][0].shape[0], images[0][0].shape[1]) == (28, 28)


def test_images_have_an_axis_of_channels():
    """The listing that is to add it is empty; what is left are arrays (N, 28, 28)."""
    split = Split(np.zeros((2, 1, 28, 28), np.uint8), np.zeros(2, np.int64))
    check_channel_axis(split.x(slice(2)))
    with pytest.raises(IndexError):
        check_channel_axis(np.zeros((2, 784)).reshape(2, 28, 28))


def check_forward(forward: Callable[[Array, Array, Array], Array]) -> None:
    y = forward(np.ones((1, 1, 6, 6)), np.ones((3, 1, 5, 5)), np.ones((2, 3, 5, 5)))
    assert y.shape == (1, 2, 6, 6)


def engines_forward(x: Array, w1: Array, w2: Array) -> Array:
    return conv2d(relu(conv2d(x, w1, padding=2)), w2, padding=2)


def misnamed(x: Array, w1: Array, w2: Array) -> Array:
    c2_in = relu(conv2d(x, w1, padding=2))  # noqa: F841 - that is the fault
    return conv2d(c1_in, w2, padding=2)  # noqa: F821


def test_forward_pass_uses_what_it_has_computed():
    """`loss`, `c1_in` where `c2_in` was computed: a name that nothing was given to."""
    check_forward(engines_forward)
    with pytest.raises(NameError, match="c1_in"):
        check_forward(misnamed)
