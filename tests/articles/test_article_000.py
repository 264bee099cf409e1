"""Article 000, conv-net: each wrong line against the engine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import numpy as np
import pytest

from engine.arrays import Array, Parameters
from engine.checkpoints import save_params
from engine.errors import ShapeError
from engine.functional import conv2d, pool2d, softmax
from engine.kernels import definition
from engine.layers import Conv2D, Flatten, Pool2D
from engine.optimizers import SGD
from engine.presets import load_preset
from engine.training import EpochDone, Trainer

# The article's arrays are of one image, (C, H, W); the engine's have an axis N before it.


def engines_convolution(x: Array, w: Array, b: Array) -> Array:
    return conv2d(x[None], w, b)[0]


def convolution(
    x: Array, w: Array, b: Array, *, square: bool = False, tuple_assert: bool = False
) -> Array:
    """Return the convolution of one image, with one of the article's faults."""
    rows, columns = (w.shape[2], w.shape[2]) if square else w.shape[2:]
    told = w.shape[1] == x.shape[0], f"must have {w.shape[1]} channels, got {x.shape[0]}"
    assert told if tuple_assert else told[0], told[1]
    y = np.zeros((len(w), x.shape[1] - rows + 1, x.shape[2] - columns + 1))
    for f, i, j in np.ndindex(*y.shape):
        y[f, i, j] = np.sum(w[f] * x[:, i : i + rows, j : j + columns]) + b[f]
    return y


def check_channels(convolve: Callable[[Array, Array, Array], Array]) -> None:
    """Filters of one channel do not take a picture of three."""
    try:
        convolve(np.ones((3, 5, 5)), np.ones((2, 1, 3, 3)), np.zeros(2))
    except (ShapeError, AssertionError) as refusal:
        refused = str(refusal)
    else:
        refused = ""
    assert "3" in refused


def test_wrong_number_of_channels_is_refused():
    """`convolution`, ``assert(condition, text)``: a tuple is true, so nothing is refused."""
    check_channels(engines_convolution)
    check_channels(convolution)
    with pytest.raises(AssertionError, match="in ''"):
        check_channels(lambda x, w, b: convolution(x, w, b, tuple_assert=True))


def check_oblong_filters(convolve: Callable[[Array, Array, Array], Array]) -> None:
    rng = np.random.default_rng(0)
    x, w, b = rng.random((2, 6, 7)), rng.random((3, 2, 3, 5)), rng.random(3)
    conv = Conv2D("conv", x.shape, filters=3, size=(3, 5))
    y = definition.convolve(x[None], w, b, conv.rows, conv.columns)[0]
    assert np.allclose(convolve(x, w, b), y)


def test_filters_need_not_be_square():
    """`convolution`, the last length of the filters thrown away: 3×5 is taken for 3×3."""
    check_oblong_filters(engines_convolution)
    check_oblong_filters(convolution)
    with pytest.raises(ValueError, match="broadcast"):
        check_oblong_filters(lambda x, w, b: convolution(x, w, b, square=True))


def check_bias(convolve: Callable[[Array, Array, Array], Array], b: Array) -> None:
    y = convolve(np.zeros((1, 3, 3)), np.ones((2, 1, 3, 3)), b)
    assert y.ravel().tolist() == b.ravel().tolist()


def test_bias_is_one_number_for_each_filter():
    """`convolutionBackward`, ``zeros((F, 1))``: NumPy 2.4 puts no column into a pixel."""
    check_bias(engines_convolution, np.array([1.0, 2.0]))
    with pytest.raises((ValueError, DeprecationWarning)):
        check_bias(convolution, np.array([[1.0], [2.0]]))


def check_flatten(flatten: Callable[[Array], Array]) -> None:
    x = np.arange(24.0).reshape(2, 4, 3)
    assert flatten(x).ravel().tolist() == list(range(24))


def test_images_need_not_be_square():
    """`Flatten.forward`, the height taken twice."""
    check_flatten(lambda x: Flatten("flatten", x.shape).forward(x[None])[0])
    with pytest.raises(ValueError, match="cannot reshape"):
        check_flatten(lambda x: x.reshape((x.shape[0] * x.shape[1] * x.shape[1], 1)))


def check_softmax(probabilities: Callable[[Array], Array]) -> None:
    assert probabilities(np.array([1000.0, 0.0, 1000.0])).tolist() == [0.5, 0, 0.5]


def test_softmax_takes_large_scores():
    """`_softmax`: exp of the scores themselves is infinite from 710 on, 89 in float32."""
    check_softmax(lambda z: softmax(z[None])[0])
    with pytest.raises(RuntimeWarning, match="overflow"):
        check_softmax(lambda z: np.exp(z) / np.exp(z).sum())


def check_dense_width(width: Callable[[int], int]) -> None:
    """What the dense layer expects is what two convolutions and the pooling leave."""
    for size in (3, 5, 7):
        x = np.zeros((1, 28, 28))
        for _ in range(2):
            x = engines_convolution(x, np.zeros((8, len(x), size, size)), np.zeros(8))
        assert pool2d(x[None], 2).size == width(size)


def engines_width(size: int) -> int:
    shape = (1, 28, 28)
    for _ in range(2):
        shape = Conv2D("conv", shape, filters=8, size=size).output_shape
    pool = Pool2D("pool", shape)
    return Flatten("flatten", pool.output_shape).output_shape[0]


def test_dense_layer_follows_the_layers_before_it():
    """`build_model`, ``in_dim=800``: right for filters of 5×5 and images of 28×28 alone."""
    check_dense_width(engines_width)
    with pytest.raises(AssertionError, match="1152"):
        check_dense_width(lambda _: 800)


def check_everything_is_updated(update: Callable[[Parameters, Parameters], None]) -> None:
    parameters = load_preset("conv-net").build(0).parameters
    before, gradients = parameters.copy(), parameters.zeros_like()
    gradients.flat[...] = 1
    update(parameters, gradients)
    still = [name for name, array in parameters.items() if np.array_equal(array, before[name])]
    assert still == []


def update_eight_slots(parameters: Parameters, gradients: Parameters) -> None:
    """Go through the first 8 of 12 slots: six layers' weights, then their biases."""
    layers = ("conv1", "conv2", "pool1", "flatten", "dense1", "dense2")
    slots = [f"{layer}.{letter}" for letter in "wb" for layer in layers]
    for name in slots[:8]:
        if name in parameters:
            parameters[name][...] -= 0.1 * gradients[name]


def test_every_bias_is_updated():
    """`adamGD`, ``range(8)``: both dense layers keep their first biases for ever."""
    check_everything_is_updated(SGD(0.1).step)
    with pytest.raises(AssertionError, match=r"'dense1\.b', 'dense2\.b'"):
        check_everything_is_updated(update_eight_slots)


def check_saves(saved: Callable[[int, int], list[int]]) -> None:
    """Of 5 epochs, all are saved if each is to be, and two if every second is."""
    assert saved(5, 1) == [1, 2, 3, 4, 5]
    assert len(saved(5, 2)) == 2


def save_behind_the_loop(epochs: int, every: int) -> list[int]:
    """Ask once, of the index that the loop has ended with."""
    index = epochs - 1
    return [epochs] if index % every == 0 else []


@pytest.fixture
def engines_saves(tmp_path, tiny) -> Callable[[int, int], list[int]]:
    """Return a function that trains, and says after which epochs it has saved."""

    def saved(epochs: int, every: int) -> list[int]:
        path, written = tmp_path / "params.pkl", []
        preset = load_preset("digits")
        with closing(Trainer.from_preset(preset, tiny, seed=0, epochs=epochs)) as trainer:
            for event in trainer.events():
                if isinstance(event, EpochDone) and event.epoch % every == 0:
                    save_params(path, trainer.network, trainer.losses)
                    written.append(event.epoch)
        return written

    return saved


def test_parameters_are_saved_every_so_many_epochs(engines_saves):
    """`train`, the callback stands behind the loop: one save at the end, or none at all."""
    check_saves(engines_saves)
    with pytest.raises(AssertionError):
        check_saves(save_behind_the_loop)
