from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints.architectures import Alternative, propose

SHAPES = ((8, 1, 5, 5), (8, 8, 5, 5), (128, 800), (10, 128))


@pytest.fixture
def first(reading_of) -> Alternative:
    """The preset conv-net out of arrays."""
    return propose(reading_of(*SHAPES)).alternatives[0]


def kinds(alternative: Alternative) -> list[str]:
    return [layer.kind for layer in alternative.network().layers]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "leaky-relu"])
def test_another_activation_takes_the_place_of_every_one(first, activation):
    other = first.changed(activation=activation)
    assert "relu" not in kinds(other)
    assert kinds(other).count(activation) == kinds(first).count("relu")
    assert other.activation == activation
    assert other.same_as is None
    assert ("leaky ReLU" if activation == "leaky-relu" else activation) in other.reason


def test_another_pooling_is_said_in_the_reason(first):
    other = first.changed(pooling="mean")
    assert other.pooling == "mean"
    assert other.network().layer("pool1").pooling == "mean"
    assert other.reason == "no padding, mean pooling 2×2 after conv2"
    assert other.changed(pooling="max").pooling == "max"


def test_choice_that_changes_nothing_is_the_same(first):
    assert first.changed(activation="relu", pooling="max", flatten="channels first") is first


def test_arrays_are_float32_and_values_too_large_are_infinite(first):
    assert {array.dtype for array in first.arrays().values()} == {np.dtype(np.float32)}
    huge = {**first.found, "conv1.b": np.full(8, 1e300)}
    object.__setattr__(first, "found", huge)
    assert np.isinf(first.arrays()["conv1.b"]).all()


def test_order_of_flattening_is_no_choice_for_a_single_map(reading_of):
    assert not propose(reading_of((1, 1, 3, 3), (10, 36), (10, 10))).alternatives[0].has_order
    assert not propose(reading_of((5, 784), (10, 5))).alternatives[0].has_order


def test_channels_last_twice_is_the_arrays_as_they_were(first):
    last = first.changed(flatten="channels last")
    assert last.same_as == "conv-net"
    assert not np.array_equal(last.arrays()["dense1.w"], first.arrays()["dense1.w"])
    back = last.changed(flatten="channels first")
    np.testing.assert_array_equal(back.arrays()["dense1.w"], first.arrays()["dense1.w"])


@pytest.mark.parametrize(
    "choice", [{"flatten": "foo"}, {"activation": "softmax"}, {"pooling": "median"}]
)
def test_choice_that_there_is_not_is_refused(first, choice):
    (what,) = choice
    with pytest.raises(ValueError, match=f"{what} must be one of .*, got '{choice[what]}'"):
        first.changed(**choice)
