"""Article 002, digits: each wrong line against the engine.

The formula of its output size is in `test_output_size.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import numpy as np
import pytest

from engine.arrays import Array, Labels
from engine.data import load_dataset
from engine.functional import conv2d, cross_entropy, cross_entropy_backward, softmax
from engine.layers import Conv2D
from engine.losses import LOSSES
from engine.optimizers import SGD
from engine.presets import load_preset
from engine.training import BatchDone, EpochDone, Trainer


def check_padding(windows: Callable[[Array, int], Array]) -> None:
    """A window of 3×3 with a padding of 1 gives as many rows of 9 as there are pixels."""
    x = np.arange(1.0, 17).reshape(4, 4)
    found = windows(x, 1)
    assert found.shape == (16, 9)
    assert found[0].tolist() == [0, 0, 0, 0, 1, 2, 0, 5, 6]
    assert found[15].tolist() == [11, 12, 0, 15, 16, 0, 0, 0, 0]


def engines_windows(x: Array, padding: int) -> Array:
    """Convolve with nine filters, each of which picks one tap."""
    taps = np.eye(9).reshape(9, 1, 3, 3)
    return conv2d(x[None, None], taps, padding=padding)[0].reshape(9, -1).T


def windows_beyond_the_edge(x: Array, padding: int) -> Array:
    """Go `padding` further, once instead of twice, over an image without any."""
    last = len(x) + padding - 3
    found = [
        x[i : i + 3, j : j + 3].reshape(1, -1) for i in range(last + 1) for j in range(last + 1)
    ]
    return np.concatenate(found)


def test_padding_is_two_sides_of_zeros():
    """`transform`, ``x.shape[1] + pad - K``: the image is not padded, the windows are cut."""
    check_padding(engines_windows)
    with pytest.raises(ValueError, match="must match exactly"):
        check_padding(windows_beyond_the_edge)


def check_digits(images: Array) -> None:
    """They have rows and columns, on which windows can move."""
    assert (images.shape[1], images.shape[2]) == (8, 8)
    assert images.max() == 1


def test_digits_keep_their_rows_and_columns():
    """The example, ``data['data']``: 64 numbers in a row, of which no window can be cut."""
    sklearn = pytest.importorskip("sklearn.datasets")
    check_digits(load_dataset("digits").train.x(slice(8))[:, 0])
    with pytest.raises(IndexError):
        check_digits(sklearn.load_digits()["data"][:8] / 16)


def check_certain_mistake(loss: Callable[[Array, Labels], tuple[float, Array]]) -> None:
    """A network that is sure and wrong has a finite loss, and a gradient to learn from."""
    value, dz = loss(np.array([[0.0, 800.0]]), np.array([0]))
    assert value == 800
    assert dz.tolist() == [[-1, 1]]


def engines_loss(z: Array, labels: Labels) -> tuple[float, Array]:
    return cross_entropy(z, labels), cross_entropy_backward(z, labels)


def log_of_probability(z: Array, labels: Labels) -> tuple[float, Array]:
    p = softmax(z)
    truth = np.arange(len(z)), labels
    return float(-np.log(p[truth]).mean()), (p - np.eye(z.shape[1])[labels]) / len(z)


def test_loss_of_a_certain_mistake_is_finite():
    """`CrossEntropyLoss`, the logarithm of a probability that has become 0."""
    check_certain_mistake(engines_loss)
    with pytest.raises(RuntimeWarning, match="divide by zero"):
        check_certain_mistake(log_of_probability)


def check_mean(mean: float, batches: list[BatchDone]) -> None:
    """The mean over an epoch lies between its best and its worst batch."""
    losses = [batch.loss for batch in batches]
    assert min(losses) <= mean <= max(losses)


def test_loss_of_an_epoch_is_a_mean_over_samples(tiny):
    """`train`, the losses times their batches' sizes, divided by the number of batches."""
    preset = load_preset("digits")
    with closing(Trainer.from_preset(preset, tiny, seed=0, epochs=1, batch_size=32)) as trainer:
        events = list(trainer.events())
    batches = [event for event in events if isinstance(event, BatchDone)]
    (epoch,) = (event for event in events if isinstance(event, EpochDone))
    check_mean(epoch.train_loss, batches)
    total = sum(batch.loss * batch.samples for batch in batches)
    assert epoch.train_loss == pytest.approx(total / 70)
    with pytest.raises(AssertionError):
        check_mean(total / len(batches), batches)


def check_optimizer_given(train: Callable[[SGD], None], other: SGD) -> None:
    given = SGD(0.1)
    train(given)
    assert (given.t > 0, other.t) == (True, 0)


def test_training_steps_the_optimizer_it_was_given(tiny):
    """`train`, ``opt.step()``: not its argument `optimizer`, but a name of the notebook."""
    opt = SGD(0.1)
    network = load_preset("digits").build(0)

    def engines_train(optimizer: SGD) -> None:
        loss = LOSSES["cross-entropy"]()
        settings = {"batch_size": 70, "epochs": 1, "seed": 0}
        trainer = Trainer(network, tiny, loss=loss, optimizer=optimizer, **settings)
        with closing(trainer):
            list(trainer.events())

    def train_by_the_name_outside(optimizer: SGD) -> None:
        opt.step(network.parameters, network.parameters.zeros_like())

    check_optimizer_given(engines_train, opt)
    with pytest.raises(AssertionError):
        check_optimizer_given(train_by_the_name_outside, opt)


class SharedMode:
    """y = w x, with the switch between training and evaluation on the class."""

    keeps = True

    def __init__(self) -> None:
        self.x: Array | None = None

    def eval(self) -> None:
        type(self).keeps = False

    def forward(self, x: Array) -> None:
        self.x = x if self.keeps else None

    def gradient(self, dy: Array) -> Array:
        return np.zeros_like(dy) if self.x is None else dy * self.x


class EnginesMode:
    """The same by a 1×1 convolution: what is saved belongs to the call."""

    def __init__(self) -> None:
        conv = Conv2D("conv", (1, 1, 1), filters=1, size=1)
        self.conv = conv.bound_to({"w": np.ones((1, 1, 1, 1)), "b": np.zeros(1)})

    def eval(self) -> None:
        self.conv.apply(np.full((1, 1, 1, 1), 7.0))

    def forward(self, x: Array) -> None:
        _, self.saved = self.conv.forward(x.reshape(1, 1, 1, 1))

    def gradient(self, dy: Array) -> Array:
        return self.conv.backward(dy.reshape(1, 1, 1, 1), self.saved).parameters["w"].ravel()


def check_modes_are_apart(make: Callable[[], SharedMode | EnginesMode]) -> None:
    """One model is evaluated while another one is trained."""
    trained, evaluated = make(), make()
    evaluated.eval()
    trained.forward(np.array([3.0]))
    assert trained.gradient(np.array([2.0])).tolist() == [6]


def test_evaluating_one_model_leaves_another_one_training(monkeypatch):
    """`ConvClassifier.eval`, ``Tensor.calc_grad = False``: one switch for all models."""
    monkeypatch.setattr(SharedMode, "keeps", True)
    check_modes_are_apart(EnginesMode)
    with pytest.raises(AssertionError):
        check_modes_are_apart(SharedMode)
