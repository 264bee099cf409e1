from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Match, Params, match_params
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
            2,
            lambda w: w.T,
            "dense1.w is [2] in the file: it is (800, 128) and must be (128, 800); "
            "transposed it would fit.",
        ),
        (
            0,
            lambda w: w.transpose(2, 3, 1, 0),
            "(5, 5, 1, 8) and must be (8, 1, 5, 5); with its axes in the order filter, "
            "channel, row, column it would fit.",
        ),
        (0, lambda w: w[:, 0], "(8, 5, 5) and must be (8, 1, 5, 5); with an axis for its one"),
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


def test_a_folded_bias_is_told(
    match: Matching, weights: list[np.ndarray], biases: list[np.ndarray]
) -> None:
    for turn, words in (
        (lambda w: w, "with its first or last column taken out as the bias it would fit"),
        (np.transpose, "transposed and with one column taken out as the bias it would fit"),
    ):
        folded = [turn(np.pad(w, ((0, 0), (0, 1)))) for w in weights[2:]]
        found = match([*weights[:2], *folded])
        assert words in found.reasons[2]
        assert any("dense1.b is missing in the file" in reason for reason in found.reasons)


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
        "conv-net has 4 (conv1, conv2, dense1, dense2).",
    )
    many = match([np.ones((2, 2))] * 20 + [np.ones(2)] * 20)
    assert "(dense1, dense2, dense3, dense4, dense5, dense6, dense7, …)" in many.reasons[0]


def test_a_file_without_weights_is_told(match: Matching) -> None:
    found = match({"history": [1.0, 2.0]})
    assert found.reasons[0].startswith("No weights were recognised in the file")
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
