from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Match, Params, match_params
from engine.layers import Dense, Softmax
from engine.network import Network

LAYERS = ("conv1", "conv2", "dense1", "dense2")
Matching = Callable[[object], Match]


@pytest.fixture
def weights(network: Network) -> list[np.ndarray]:
    return [network.parameters[f"{layer}.w"] for layer in LAYERS]


@pytest.fixture
def biases(network: Network) -> list[np.ndarray]:
    return [network.parameters[f"{layer}.b"] for layer in LAYERS]


@pytest.fixture
def match(load: Callable[..., Params], network: Network) -> Matching:
    return lambda value: match_params(load(pickle.dumps(value)), network)


def with_weight(weights: list[np.ndarray], place: int, w: np.ndarray) -> list[np.ndarray]:
    return [*weights[:place], w, *weights[place + 1 :]]


@pytest.mark.parametrize(
    "bend",
    [lambda b: b, lambda b: b[:, None], lambda b: b[None]],
    ids=["(n,)", "(n, 1)", "(1, n)"],
)
def test_biases_of_every_form_fit(
    match: Matching,
    network: Network,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    bend: Callable[[np.ndarray], np.ndarray],
) -> None:
    found = match([*weights, *(bend(b + 1) for b in biases)])
    assert found.fits
    assert found.reasons == ()
    for name, array in found.assignment.items():
        assert array.shape == network.parameters.shapes[name]
        assert array.dtype == np.float32
        assert not array.flags.writeable
        expected = network.parameters[name] + (1 if name.endswith(".b") else 0)
        np.testing.assert_array_equal(array, expected)
    network.load(found.assignment)


def test_names_of_the_network_are_taken_whatever_their_order(
    match: Matching, network: Network
) -> None:
    named = dict(sorted(network.parameters.items(), reverse=True))
    found = match(named | {"extra": np.ones(3)})
    assert found.fits
    assert found.places == {name: name for name in network.parameters}


@pytest.mark.parametrize("dtype", [">f8", "f2", "i4", "?"])
def test_every_real_dtype_becomes_float32(
    match: Matching, weights: list[np.ndarray], biases: list[np.ndarray], dtype: str
) -> None:
    found = match([a.astype(dtype) for a in (*weights, *biases)])
    assert found.fits
    assert {a.dtype for a in found.assignment.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("place", "turn", "words"),
    [
        (
            1,
            lambda w: w.reshape(8, 25, 8, 1),
            "with its numbers in another shape it would fit.",
        ),
        (
            3,
            lambda w: w.reshape(128, 2, 5, 1),
            "with its numbers in another shape it would fit.",
        ),
        (1, lambda w: np.ones((8, 2, 5, 5)), "(8, 2, 5, 5) and must be (8, 8, 5, 5)."),
        (2, lambda w: w[:, :-8].T, "it is (792, 128) and must be (128, 800)."),
    ],
)
def test_a_weight_that_does_not_fit_is_told_with_what_would_make_it_fit(
    load: Callable[..., Params],
    network: Network,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    place: int,
    turn: Callable[[np.ndarray], np.ndarray],
    words: str,
) -> None:
    names = {f"{layer}.b": b for layer, b in zip(LAYERS, biases, strict=True)}
    turned = with_weight(weights, place, turn(weights[place]))
    positional = match_params(load(pickle.dumps([*turned, *biases])), network)
    names |= {f"{layer}.w": w for layer, w in zip(LAYERS, turned, strict=True)}
    by_name = match_params(load(pickle.dumps(names)), network)
    assert not by_name.fits
    assert dict(by_name.assignment) == {}
    reason = (
        positional.reasons[0] if place in {0, 2} and positional.places else by_name.reasons[0]
    )
    assert words in reason.replace(f"is {LAYERS[place]}.w in", f"is [{place}] in")


def test_another_number_of_filters_is_told(
    match: Matching, weights: list[np.ndarray], biases: list[np.ndarray]
) -> None:
    found = match([weights[0][:4], *weights[1:], biases[0][:4], *biases[1:]])
    assert found.reasons == (
        "conv1.w is [0] in the file: it is (4, 1, 5, 5) and must be (8, 1, 5, 5); "
        "it has 4 filters, not 8.",
        "conv1.b is [4] in the file: it is (4,) and must be (8,).",
    )


@pytest.mark.parametrize(
    ("place", "turn", "note"),
    [
        (2, np.transpose, "dense1.w is transposed; {} in the file is (800, 128)."),
        (
            0,
            lambda w: w.transpose(2, 3, 1, 0),
            "conv1.w: axes turned from (row, column, channel, filter); "
            "{} in the file is (5, 5, 1, 8).",
        ),
        (
            0,
            lambda w: w[:, 0],
            "conv1.w: an axis for its one channel added; {} in the file is (8, 5, 5).",
        ),
    ],
)
def test_a_weight_in_another_order_fits_where_the_chain_proves_it(
    match: Matching,
    network: Network,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    place: int,
    turn: Callable[[np.ndarray], np.ndarray],
    note: str,
) -> None:
    turned = with_weight(weights, place, turn(weights[place]))
    names = {f"{layer}.b": b for layer, b in zip(LAYERS, biases, strict=True)}
    names |= {f"{layer}.w": w for layer, w in zip(LAYERS, turned, strict=True)}
    for value, where in (([*turned, *biases], f"[{place}]"), (names, f"{LAYERS[place]}.w")):
        found = match(value)
        assert found.reasons == ()
        assert found.notes[0] == note.format(where)
        for name, array in found.assignment.items():
            np.testing.assert_array_equal(array, network.parameters[name])


def test_a_transposed_weight_that_nothing_proves_does_not_fit(
    load: Callable[..., Params],
) -> None:
    layers = (Dense("dense1", (12,), units=10), Softmax("softmax", (10,)))
    found = match_params(load(pickle.dumps([np.ones((12, 10))])), Network("one", layers))
    assert found.reasons[0] == (
        "dense1.w is [0] in the file: it is (12, 10) and must be (10, 12); "
        "transposed it would fit."
    )


def test_inputs_in_an_order_that_no_shape_tells_are_noted(
    match: Matching, weights: list[np.ndarray], biases: list[np.ndarray]
) -> None:
    turned = [w.transpose(2, 3, 1, 0) for w in weights[:2]] + [w.T for w in weights[2:]]
    found = match([*turned, *biases])
    assert found.fits
    assert "mostly flattened as row, column, channel" in found.notes[-1]


def test_a_bias_that_is_folded_in_is_taken_out(
    match: Matching, network: Network, weights: list[np.ndarray], biases: list[np.ndarray]
) -> None:
    columns = [np.full((len(b), 1), 3.0) for b in biases[2:]]
    folded = [np.hstack(pair) for pair in zip(weights[2:], columns, strict=True)]
    for turn in (np.asarray, np.transpose):
        file = {"c1_w": weights[0], "c1_b": biases[0], "c2_w": weights[1], "c2_b": biases[1]}
        found = match(file | {"f1_w": turn(folded[0]), "f2_w": turn(folded[1])})
        assert found.reasons == ()
        np.testing.assert_array_equal(found.assignment["dense1.b"], np.full(128, 3.0))
        np.testing.assert_array_equal(
            found.assignment["dense1.w"], network.parameters["dense1.w"]
        )
        assert found.places["dense2.b"] == "f2_w (folded in)"
        assert "the last column of inputs taken out as the bias" in found.notes[0]


def test_missing_biases_are_told(match: Matching, weights: list[np.ndarray]) -> None:
    found = match(weights)
    assert found.reasons[0] == "conv1.b is missing in the file; it has the shape (8,)."
    assert len(found.reasons) == 4


def test_another_number_of_layers_is_told(
    match: Matching, weights: list[np.ndarray], biases: list[np.ndarray]
) -> None:
    found = match([*weights[:3], *biases[:3]])
    assert found.reasons == (
        "The file has 3 layers with weights (conv1, conv2, dense1), "
        "conv-net has 4 (conv1, conv2, dense1, dense2); dense2 would be missing.",
    )
    many = match([np.ones((2, 2))] * 20 + [np.ones(2)] * 20)
    assert "(dense1, dense2, dense3, dense4, dense5, dense6, dense7, …)" in many.reasons[0]


def test_a_file_without_weights_is_told(match: Matching) -> None:
    found = match({"history": [2.0, 1.0]})
    assert found.reasons == (
        "No weights were recognised in the file. It holds a history of the cost alone: "
        "2 numbers, from 2 to 1.",
    )
    assert found.reading.layers == ()


def test_what_is_no_real_number_does_not_fit(match: Matching, network: Network) -> None:
    arrays = dict(network.parameters) | {"conv1.b": np.array(["a"] * 8)}
    arrays["dense1.w"] = arrays["dense1.w"].astype(complex)
    found = match(arrays)
    assert found.reasons == (
        "conv1.b is conv1.b in the file: it holds <U1, not real numbers.",
        "dense1.w is dense1.w in the file: it holds complex128, not real numbers.",
    )


def test_numbers_that_are_not_finite_are_noted(match: Matching, network: Network) -> None:
    arrays = {name: array.astype(np.float64) for name, array in network.parameters.items()}
    arrays["conv1.b"][:3] = (np.nan, np.inf, 1e300)
    found = match(arrays)
    assert found.fits
    assert found.notes == ("conv1.b has 3 values that are not finite.",)


def test_the_history_comes_with_the_match(
    match: Matching, weights: list[np.ndarray], biases: list[np.ndarray]
) -> None:
    found = match([[*weights, *biases], [2.0, 1.0]])
    assert found.fits
    assert found.reading.history.tolist() == [2.0, 1.0]
