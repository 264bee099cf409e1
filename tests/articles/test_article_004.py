"""Article 004, numpy-cnn: each wrong line against the engine.

Its Adam is in `test_adam.py`, the rounding of its output size in `test_output_size.py`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.arrays import Array, Labels
from engine.checkpoints import load_params, save_params
from engine.functional import (
    conv2d,
    conv2d_backward,
    pool2d,
    pool2d_backward,
    relu,
    relu_backward,
    softmax,
)
from engine.kernels import definition
from engine.layers import Conv2D, Flatten, Pool2D
from engine.losses import CrossEntropy
from engine.metrics import predicted_classes
from engine.presets import load_preset
from engine.training import BatchDone, EpochDone, Trainer


def check_summary(shapes: dict[str, tuple[int, ...]], parameters: int) -> None:
    """Compare with the table at the head of the article."""
    assert shapes == {"conv": (10, 26, 26), "pool": (10, 13, 13), "flatten": (1690,)}
    assert parameters == 17_010


def test_network_is_that_of_its_summary():
    """`cnn.__init__`, ``(n - k + 2)``: the table has no padding, the code has one of 1."""
    network = load_preset("numpy-cnn").assemble()
    names = {"conv": "conv1", "pool": "pool1", "flatten": "flatten"}
    shapes = {short: network.layer(name).output_shape for short, name in names.items()}
    check_summary(shapes, network.parameter_count)
    side = 28 - 3 + 2 + 1
    half = side // 2 + side % 2
    shapes = {"conv": (10, side, side), "pool": (10, half, half), "flatten": (10 * half**2,)}
    with pytest.raises(AssertionError):
        check_summary(shapes, 10 * 9 + 10 + shapes["flatten"][0] * 10 + 10)


def check_colours(flattened: Callable[[int], int]) -> None:
    """A filter adds up what it sees in all colours: there are no more maps than filters."""
    y = conv2d(np.zeros((1, 3, 8, 8)), np.zeros((2, 3, 3, 3)), padding=1)
    assert flattened(3) == y.size


def engines_flattened(colours: int) -> int:
    conv = Conv2D("conv", (colours, 8, 8), filters=2, size=3, padding=1)
    return Flatten("flatten", conv.output_shape).output_shape[0]


def test_colours_do_not_multiply_the_maps():
    """`cnn.__init__`, `n_flatten_size` times ``input_size[0]``."""
    check_colours(engines_flattened)
    with pytest.raises(AssertionError):
        check_colours(lambda colours: 2 * colours * 8 * 8)


def check_padding(pad: Callable[[Array], Array]) -> None:
    x = np.arange(1.0, 13).reshape(3, 2, 2)
    padded = pad(x)
    assert padded.shape == (3, 4, 4)
    assert padded.sum() == x.sum()


def engines_padding(x: Array) -> Array:
    """Pad by 1, seen through filters of 1×1 that each pick a colour."""
    return conv2d(x[None], np.eye(3).reshape(3, 3, 1, 1), padding=1)[0]


def pad_one_colour(x: Array) -> Array:
    padded = np.zeros((x.shape[1] + 2, x.shape[2] + 2))
    padded[1:-1, 1:-1] = x
    return padded


def test_every_colour_is_padded():
    """`convolution`, `Image` without an axis of colours: three do not go into one."""
    check_padding(engines_padding)
    with pytest.raises(ValueError, match="broadcast"):
        check_padding(pad_one_colour)


def check_pool(pool: Callable[[Array], Array], side: int) -> None:
    x = np.random.default_rng(side).random((2, side, side))
    windows = Pool2D("pool", x.shape, ceil_mode=True)
    wanted = definition.pool(x[None], windows.rows, windows.columns)[0]
    assert np.array_equal(pool(x), wanted)


def engines_pool(x: Array) -> Array:
    return pool2d(x[None], 2, ceil_mode=True)[0]


def pool_thin_last_window(x: Array) -> Array:
    """Take the last window for one row and one column wide, as if the size were odd."""
    c, height, width = x.shape
    y = np.zeros((c, -(-height // 2), -(-width // 2)))
    for i, j in np.ndindex(*y.shape[1:]):
        rows = 1 if i + 1 == y.shape[1] else 2
        columns = 1 if j + 1 == y.shape[2] else 2
        y[:, i, j] = x[:, 2 * i : 2 * i + rows, 2 * j : 2 * j + columns].max(axis=(1, 2))
    return y


def test_last_window_of_an_even_image_is_a_whole_one():
    """`maxpool`, ``i + 1 == out.shape[1]``: the last row and column of 28×28 never count."""
    for side in (5, 6):
        check_pool(engines_pool, side)
    check_pool(pool_thin_last_window, 5)
    with pytest.raises(AssertionError):
        check_pool(pool_thin_last_window, 6)


Backward = Callable[[Array, Array], Array]
"""From x (1, C, H, W) and dL/dy to dL/dx."""


def route(x: Array, dy: Array, stride: int, *, assigned=False, inside_only=False) -> Array:
    """Return dL/dx of a 2×2 pooling that keeps the odd edge, with one of the faults."""
    dx = np.zeros_like(x)
    for c, i, j in np.ndindex(*dy.shape[1:]):
        h, k = i * stride, j * stride
        if inside_only and (h + 2 > x.shape[2] or k + 2 > x.shape[3]):
            continue
        window = x[0, c, h : h + 2, k : k + 2]
        a, b = np.unravel_index(window.argmax(), window.shape)
        dx[0, c, h + a, k + b] = dy[0, c, i, j] + (0 if assigned else dx[0, c, h + a, k + b])
    return dx


@pytest.fixture
def check_routing(assert_derivative) -> Callable[..., None]:
    return lambda *args: routing_is_the_derivative(assert_derivative, *args)


def routing_is_the_derivative(
    assert_derivative, backward: Callable[[Array, Array, int], Array], side: int, stride: int
) -> None:
    """All of dy arrives; it arrives where a numerical derivative says."""
    rng = np.random.default_rng(side)
    x = rng.permutation(side * side).reshape(1, 1, side, side).astype(float)

    def pool(x: Array) -> Array:
        return pool2d(x, 2, stride=stride, ceil_mode=True)

    dy = rng.random(pool(x).shape) + 1
    dx = backward(x, dy, stride)
    assert dx.sum() == pytest.approx(dy.sum())
    assert_derivative(dx, lambda: float((pool(x) * dy).sum()), x)


def engines_route(x: Array, dy: Array, stride: int) -> Array:
    return pool2d_backward(dy, x, 2, stride=stride, ceil_mode=True)


def test_gradients_of_overlapping_windows_add_up(check_routing):
    """`maxpoolBackward`, ``dout[...] = dpool``: a cell that wins twice gets the last alone."""
    check_routing(engines_route, 4, 1)
    check_routing(route, 4, 1)
    with pytest.raises(AssertionError):
        check_routing(lambda *args: route(*args, assigned=True), 4, 1)


def test_odd_edge_gets_its_gradient(check_routing):
    """`maxpoolBackward`, ``curr + f <= orig``: drops the odd edge, which was pooled."""
    check_routing(engines_route, 5, 2)
    check_routing(route, 5, 2)
    with pytest.raises(AssertionError):
        check_routing(lambda *args: route(*args, inside_only=True), 5, 2)


def check_rectifier(backward: Backward, assert_derivative) -> None:
    x = np.array([[-2.0, -0.5, 0.5, 2.0]])
    dy = np.array([[1.0, 2.0, 3.0, 4.0]])
    assert_derivative(backward(x, dy), lambda: float((np.maximum(x, 0) * dy).sum()), x)


def engines_rectifier(x: Array, dy: Array) -> Array:
    return relu_backward(dy, relu(x))


def ask_output_below_zero(x: Array, dy: Array) -> Array:
    dx, y = dy.copy(), np.maximum(x, 0)
    dx[y < 0] = 0
    return dx


def test_rectifier_stops_what_it_had_stopped(assert_derivative):
    """`forward_backward_propagation`, ``cnn_out<0``: of a rectifier's output, never true."""
    check_rectifier(engines_rectifier, assert_derivative)
    with pytest.raises(AssertionError):
        check_rectifier(ask_output_below_zero, assert_derivative)


def check_kernel_gradient(gradient: Backward, assert_derivative) -> None:
    """The forward pass pads by 1."""
    rng = np.random.default_rng(8)
    x, w = rng.random((1, 1, 5, 5)), rng.random((2, 1, 3, 3))
    dy = rng.random((1, 2, 5, 5))
    assert_derivative(gradient(x, dy), lambda: float((conv2d(x, w, padding=1) * dy).sum()), w)


def engines_kernel_gradient(x: Array, dy: Array) -> Array:
    return conv2d_backward(dy, x, np.zeros((2, 1, 3, 3)), padding=1)[1]


def kernel_gradient(x: Array, dy: Array, *, padding: int) -> Array:
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    dw = np.zeros((2, 1, 3, 3))
    for f, i, j in np.ndindex(2, padded.shape[2] - 2, padded.shape[3] - 2):
        dw[f] += dy[0, f, i, j] * padded[0, :, i : i + 3, j : j + 3]
    return dw


def test_backward_pass_pads_as_the_forward_pass_does(assert_derivative):
    """`convolutionBackward` gets the image without its padding: all windows one pixel off."""
    check_kernel_gradient(engines_kernel_gradient, assert_derivative)
    check_kernel_gradient(lambda x, dy: kernel_gradient(x, dy, padding=1), assert_derivative)
    with pytest.raises(AssertionError):
        check_kernel_gradient(
            lambda x, dy: kernel_gradient(x, dy, padding=0), assert_derivative
        )


def check_hopeless(loss: Callable[[Array, Labels], Array]) -> None:
    """The loss goes on growing where its gradient says that it does."""
    z = np.array([[0.0, 50.0], [0.0, 100.0]])
    assert loss(z, np.array([0, 0])) == pytest.approx([50, 100])


def guarded(z: Array, labels: Labels) -> Array:
    return -np.log(softmax(z)[np.arange(len(z)), labels] + 1e-15)


def test_loss_has_no_ceiling():
    """`calculate_total_loss`, ``log(p + 1e-15)``: never more than 34.5, and then flat."""
    check_hopeless(CrossEntropy().per_sample)
    with pytest.raises(AssertionError):
        check_hopeless(guarded)


def check_first_loss(fill: Callable[[dict[str, Array]], None] | None, scale: float) -> None:
    """Before training a network knows nothing: its loss is about that of a guess, ln 10."""
    network = load_preset("numpy-cnn").build(0)
    if fill is not None:
        fill(dict(network.parameters))
    rng = np.random.default_rng(9)
    z = rng.integers(0, 256, (32, 1, 28, 28)).astype(np.float32) * np.float32(scale)
    for layer in network.layers[:-1]:
        z = layer.apply(z)
    losses = CrossEntropy().per_sample(z, rng.integers(0, 10, 32))
    assert losses.mean() < 2 * np.log(10)


def test_first_parameters_know_nothing_of_any_class():
    """`cnn.__init__`, uniform numbers from 0 to 1, and pixels up to 255."""

    def uniform(parameters: dict[str, Array]) -> None:
        rng = np.random.default_rng(10)
        for name, array in parameters.items():
            array[...] = rng.uniform(-1 if name == "dense1.w" else 0, 1, array.shape)

    check_first_loss(None, 1 / 255)
    with pytest.raises(AssertionError):
        check_first_loss(uniform, 1 / 255)
    with pytest.raises(AssertionError):
        check_first_loss(None, 1)


def check_history(losses: list[float], epoch_loss: float, batches: list[BatchDone]) -> None:
    """There is a loss for every batch, and the epoch's is the mean of them all."""
    assert losses == [batch.loss for batch in batches]
    assert epoch_loss == pytest.approx(np.average(losses, weights=[b.samples for b in batches]))


def test_losses_of_all_batches_are_kept(tiny):
    """`train`, ``cost = []`` in the loop over batches: the last one alone is left."""
    preset = load_preset("digits")
    with closing(Trainer.from_preset(preset, tiny, seed=0, epochs=1, batch_size=16)) as trainer:
        events = list(trainer.events())
    batches = [event for event in events if isinstance(event, BatchDone)]
    (epoch,) = (event for event in events if isinstance(event, EpochDone))
    check_history(trainer.losses, epoch.train_loss, batches)
    cost: list[float] = []
    for batch in batches:
        cost = []
        cost.append(batch.loss)
    with pytest.raises(AssertionError):
        check_history(cost, float(np.mean(cost)), batches)


def check_file(save: Callable[[Path], None], path: Path) -> None:
    save(path)
    assert len(load_params(path).arrays) == 4


def test_parameters_are_saved_at_the_end_of_training(tmp_path):
    """`train` saves `params`, which nothing was given to: by default, after all epochs."""
    network = load_preset("numpy-cnn").build(0)

    def save_unknown_name(path: Path) -> None:
        with path.open("wb") as file:
            pickle.dump(params, file)  # noqa: F821 - that is the fault

    check_file(lambda path: save_params(path, network, [2.3]), tmp_path / "ours.pkl")
    with pytest.raises(NameError, match="params"):
        check_file(save_unknown_name, tmp_path / "params.pkl")
    assert (tmp_path / "params.pkl").stat().st_size == 0


def check_prediction(predict: Callable[[Array], Array]) -> None:
    """One class for each image, to be compared with the labels."""
    p = np.eye(10)[[3, 1, 4, 1]]
    labels = np.array([3, 1, 4, 5])
    assert (predict(p) == labels).mean() == 0.75


def test_prediction_is_one_class_for_each_image():
    """`predict`, columns (K, 1) in a list: a result (N, 1) is compared with all labels."""
    check_prediction(predicted_classes)
    with pytest.raises(AssertionError):
        check_prediction(lambda p: np.argmax([row.reshape(10, 1) for row in p], axis=1))


def test_predictions_that_are_evaluated_are_those_that_were_made():
    """The evaluation, `y_test_predict`: the name of what was predicted is `y_predict`."""

    def misnamed(p: Array) -> Array:
        y_predict = p.argmax(axis=1)  # noqa: F841 - that is the fault
        return y_test_predict  # noqa: F821

    check_prediction(predicted_classes)
    with pytest.raises(NameError, match="y_test_predict"):
        check_prediction(misnamed)
