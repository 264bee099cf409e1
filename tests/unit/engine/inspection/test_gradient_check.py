"""Gradients against what the loss really does, and kinks in between."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.inspection import Kink, check_batch, check_gradient, trace_batch
from engine.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Pool2D,
    ReLU,
    Softmax,
    Tanh,
    Training,
)
from engine.losses import LOSSES, CrossEntropy

KINKED = [
    (Conv2D, "conv1", {"filters": 1, "size": 1}),
    (ReLU, "relu1", {}),
    (Pool2D, "pool1", {}),
    (Flatten, "flatten", {}),
    (Dense, "dense1", {"units": 2}),
    (Softmax, "softmax", {}),
]


@pytest.fixture
def batch(network):
    """Five samples, forward and back."""
    rng = np.random.default_rng(1)
    x = rng.random((5, *network.input_shape), np.float32)
    return trace_batch(network, x, np.array([0, 1, 2, 3, 1]))


@pytest.fixture
def kinked(build_network):
    """A network of which one weight and one bias decide about gates and winners."""
    network = build_network("kinked", (1, 2, 2), *KINKED)
    network.parameters["conv1.w"][...] = 1
    network.parameters["conv1.b"][...] = 0
    network.parameters["dense1.w"][...] = [[1], [-2]]
    return network


@pytest.mark.parametrize("loss", LOSSES)
def test_gradients_are_what_the_loss_does(network, loss, some_of):
    rng = np.random.default_rng(1)
    x = rng.random((5, *network.input_shape), np.float32)
    labels, disagree = np.array([0, 1, 2, 3, 1]), []
    for name in network.trained_names:
        for index in some_of(network.parameters.shapes[name], 2):
            check = check_gradient(network, x, labels, LOSSES[loss](), name, index)
            assert check.value == network.parameters[name][index]
            assert check.numeric == (check.ahead - check.behind) / (2 * check.eps)
            if not check.agrees:
                disagree.append(check)
            elif abs(check.backprop) > 1e-3:
                assert check.relative_error < 1e-4
                assert check.verdict.startswith("The two agree: relative error")
    assert all(check.kinks for check in disagree)


def test_a_batch_is_checked_by_the_gradient_that_it_has(batch, some_of):
    before = batch.network.parameters.flat.copy()
    for name in batch.network.trained_names:
        for index in some_of(batch.network.parameters.shapes[name], 1):
            check = check_batch(batch, name, index)
            assert check.backprop == pytest.approx(
                float(batch.parameter_gradients[name][index]), rel=1e-3, abs=1e-6
            )
    np.testing.assert_array_equal(batch.network.parameters.flat, before)


def test_a_gate_between_the_two_sides_is_named(kinked):
    # The image of a 0 is the bias: the gate is shut at 0 and open a little above.
    x = np.array([[[[0, -1], [-1, -1]]]], np.float32)
    check = check_gradient(kinked, x, np.array([0]), CrossEntropy(), "conv1.b", (0,))
    assert check.kinks == (Kink("relu1", "gate", 1),)
    assert not check.agrees
    assert check.backprop == 0
    assert check.verdict == (
        "The two differ across a kink: 1 gate of relu1 between w − ε and w + ε."
    )


def test_a_change_of_winner_between_the_two_sides_is_named(build_network):
    conv, _, _, *others = KINKED
    pool = (Pool2D, "pool1", {"size": (1, 2)})
    network = build_network("tied", (2, 1, 2), conv, pool, *others)
    network.parameters["conv1.w"][0, :, 0, 0] = [1, 1]
    network.parameters["dense1.w"][...] = [[1], [-2]]
    # Cell 0 has 2 of the first channel, cell 1 has 2 of the second: they tie at w = (1, 1).
    x = np.array([[[[2, 0]], [[0, 2]]]], np.float32)
    index = (0, 0, 0, 0)
    check = check_gradient(network, x, np.array([0]), CrossEntropy(), "conv1.w", index)
    assert check.kinks == (Kink("pool1", "winner", 1),)
    assert not check.agrees
    assert str(check.kinks[0]) == "1 winner of pool1"


def test_steps_become_smaller_until_there_is_no_kink(kinked):
    x = np.array([[[[3e-6, -1], [-1, -1]]]], np.float32)
    given = (kinked, x, np.array([0]), CrossEntropy(), "conv1.b", (0,))
    check = check_gradient(*given)
    assert check.kinks == ()
    assert check.eps < 3e-6
    assert check.agrees
    wide = check_gradient(*given, eps=1e-4)
    assert wide.eps == pytest.approx(1e-4)
    assert wide.kinks == (Kink("relu1", "gate", 1),)


def test_a_learning_network_is_checked_with_what_its_shards_did(build_network, some_of):
    network = build_network(
        "learning",
        (1, 6, 6),
        (Conv2D, "conv1", {"filters": 2, "size": 3}),
        (BatchNorm, "norm1", {}),
        (LeakyReLU, "leaky1", {"slope": 0.2}),
        (Dropout, "drop1", {}),
        (Flatten, "flatten", {}),
        (Dense, "dense1", {"units": 4}),
        (BatchNorm, "norm2", {}),
        (Tanh, "tanh1", {}),
        (Dense, "dense2", {"units": 3}),
        (Softmax, "softmax", {}),
    )
    x = np.random.default_rng(2).random((6, 1, 6, 6), np.float32)
    shards = ((4, Training(1, 0, 0)), (2, Training(1, 0, 1)))
    batch = trace_batch(network, x, np.array([0, 1, 2, 0, 1, 2]), shards=shards)
    for name in network.trained_names:
        for index in some_of(network.parameters.shapes[name], 2):
            check = check_batch(batch, name, index)
            assert check.agrees or check.kinks
            assert check.backprop == pytest.approx(
                float(batch.parameter_gradients[name][index]), rel=1e-3, abs=1e-5
            )


@pytest.mark.parametrize("eps", [0, -1e-3, float("nan"), float("inf"), 1e-30])
def test_a_step_that_moves_nothing_is_refused(kinked, eps):
    x = np.zeros((1, 1, 2, 2), np.float32)
    with pytest.raises(SettingError, match="eps must be above 0 and large enough"):
        check_gradient(
            kinked, x, np.array([0]), CrossEntropy(), "conv1.w", (0, 0, 0, 0), eps=eps
        )
