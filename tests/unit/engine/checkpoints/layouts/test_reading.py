from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import DEFAULT, Node, Params, Reading, read_layers
from engine.checkpoints.layouts import describe_weight
from engine.checkpoints.layouts.listed import as_numbers
from engine.checkpoints.pickles import read_pickle

W = [np.full(shape, 1.0) for shape in ((8, 1, 5, 5), (8, 8, 5, 5), (128, 800), (10, 128))]
B = [np.zeros(n) for n in (8, 8, 128, 10)]
COLUMNS = [b[:, None] for b in B]
COST = [2.3, 1.9, 1.5]
PAIRS = list(zip(W, B, strict=True))
NAMES = ("conv1", "conv2", "dense1", "dense2")

BY_POSITION = {
    "weights, then biases": [*W, *B],
    "biases as columns": [*W, *COLUMNS],
    "biases as rows": [*W, *(b[None] for b in B)],
    "None where there is nothing": [*W[:2], None, None, *W[2:], *B[:2], None, None, *B[2:]],
    "biases, then weights": [*B, *W],
    "each weight with its bias": [a for pair in PAIRS for a in pair],
    "two lists": (W, B),
    "two lists, biases first": (B, W),
    "two lists that begin with None": ([None, *W], [None, *B]),
    "a list per layer": [list(pair) for pair in PAIRS],
    "a list per layer, some empty": [
        list(PAIRS[0]),
        [],
        list(PAIRS[1]),
        [],
        *map(list, PAIRS[2:]),
    ],
    "a tuple": (*W, *B),
    "with numbers between": (50, *W, *B, 0.5),
    "array of objects": np.array([*W, *B, None], object)[:8],
}
BY_NAME = {
    "W1 and b1": {f"W{i}": w for i, w in enumerate(W)} | {f"b{i}": b for i, b in enumerate(B)},
    "scrambled": {k: v for i in (3, 1, 0, 2) for k, v in ((f"b{i}", B[i]), (f"W{i}", W[i]))},
    "conv1.w": {f"{n}.w": w for n, w in zip(NAMES, W, strict=True)}
    | {f"{n}.b": b for n, b in zip(NAMES, B, strict=True)},
    "conv1_filters and conv1_bias": {
        k: v
        for n, (w, b) in zip(NAMES, PAIRS, strict=True)
        for k, v in ((f"{n}_filters", w), (f"{n}_bias", b))
    },
    "nested": {n: {"W": w, "b": b} for n, (w, b) in zip(NAMES, PAIRS, strict=True)},
    "a list of dictionaries": [{"kernel": w, "bias": b} for w, b in PAIRS],
    "numbers as keys": {i: {"weights": w, "biases": b} for i, (w, b) in enumerate(PAIRS)},
    "beside an optimizer": {"params": {"W": 1}}
    | {f"params.W{i}": w for i, w in enumerate(W)}
    | {f"params.b{i}": b for i, b in enumerate(B)}
    | {"v": {f"W{i}": w for i, w in enumerate(W)}, "lr": 0.1, "epoch": 3},
}


def reading(value: object) -> Reading:
    return read_layers(read_pickle(pickle.dumps(value), DEFAULT).tree)


def assert_is_the_network(found: Reading) -> None:
    assert [layer.name for layer in found.layers] == list(NAMES)
    assert [layer.w.array.shape for layer in found.layers] == [w.shape for w in W]
    assert [layer.b.array.size for layer in found.layers] == [b.size for b in B]
    assert found.parameter_count == 105_634


@pytest.mark.parametrize("layout", BY_POSITION)
def test_layouts_by_position_are_read(layout: str) -> None:
    found = reading(BY_POSITION[layout])
    assert_is_the_network(found)
    assert "by position" in found.how
    assert found.history is None


@pytest.mark.parametrize("layout", BY_NAME)
def test_layouts_by_name_are_read(layout: str) -> None:
    found = reading(BY_NAME[layout])
    assert_is_the_network(found)
    assert found.how == "Weights and biases are paired by their names."


@pytest.mark.parametrize("layout", BY_POSITION)
@pytest.mark.parametrize(
    "cost",
    [
        COST,
        tuple(COST),
        np.array(COST),
        [np.float32(c) for c in COST],
        [np.array([[c]]) for c in COST],
    ],
    ids=["list", "tuple", "array", "numbers of NumPy", "arrays of one number"],
)
def test_a_history_beside_the_parameters_is_found(layout: str, cost: object) -> None:
    found = reading([BY_POSITION[layout], cost])
    assert_is_the_network(found)
    assert found.history_place == "[1]"
    np.testing.assert_allclose(found.history, COST, rtol=1e-6)


@pytest.mark.parametrize("key", ["cost", "loss", "losses", "Loss_History"])
def test_a_history_in_a_dictionary_is_found_by_its_name(key: str) -> None:
    found = reading(BY_NAME["W1 and b1"] | {key: COST})
    assert_is_the_network(found)
    assert (found.history_place, found.history.tolist()) == (key, COST)


def test_meanings_go_by_place() -> None:
    found = reading([[*W, *B], COST])
    assert found.meanings["[0][1]"] == "conv2.w"
    assert found.meanings["[0][6]"] == "dense1.b"
    assert len(found.meanings) == 8


def test_layers_describe_themselves_and_keep_the_order_of_the_file_without_numbers() -> None:
    value = {"hidden.w": W[2], "hidden.b": B[2], "first.w": W[3], "first.b": B[3]}
    assert [layer.describe() for layer in reading(value).layers] == ["800 → 128", "128 → 10"]


def test_weights_may_stand_alone() -> None:
    found = reading(W)
    assert [layer.b for layer in found.layers] == [None] * 4
    assert found.how == "The weights stand alone; there are no biases."
    assert found.parameter_count == sum(w.size for w in W)


def test_weights_that_are_turned_still_find_their_biases() -> None:
    found = reading([w.T for w in W[2:]] + B[2:])
    assert [layer.b.array.size for layer in found.layers] == [128, 10]


def test_a_single_array_is_a_weight(load: Callable[..., Params]) -> None:
    found = read_layers(load(pickle.dumps(W[3])).tree)
    assert found.meanings == {"array": "dense1.w"}


@pytest.mark.parametrize(
    "value",
    [
        [1, 2, 3],
        COST,
        {},
        "text",
        None,
        [np.zeros(3), np.zeros(4)],
        {"W1": np.array(["a", "b"]), "b1": 3},
        [np.zeros((2, 0)), np.zeros(2)],
    ],
)
def test_what_is_no_network_is_none(value: object) -> None:
    found = reading(value)
    assert found.layers == ()
    assert found.how == ""
    assert dict(found.meanings) == {}


def test_a_history_must_be_single_real_numbers() -> None:
    for entry in (True, 1j, "1", [1.0], np.zeros(2), np.array(["1"])):
        assert reading([[*W, *B], [1.0, entry]]).history is None


def test_a_number_beyond_every_float_is_no_history() -> None:
    assert as_numbers(Node("list", items=(1.0, 10**400))) is None


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((8, 1, 5, 5), "8 filters of 5×5 on 1 channel"),
        ((8, 8, 3, 5), "8 filters of 3×5 on 8 channels"),
        ((10, 128), "128 → 10"),
        ((8, 5, 5), "8×5×5"),
    ],
)
def test_weights_are_described(shape: tuple[int, ...], words: str) -> None:
    assert describe_weight(shape) == words
