"""The layouts of files that were seen, each with numbers of its own."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest

from engine.checkpoints import DEFAULT, read_layers
from engine.checkpoints.pickles import read_pickle

RNG = np.random.default_rng(5)


def numbers(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape)


CONV = [numbers(8, 1, 5, 5), numbers(8, 8, 5, 5), numbers(10, 1152)]
CONV_BIASES = [numbers(8), numbers(8), numbers(10)]
MLP = [numbers(50, 784), numbers(50, 50), numbers(10, 50)]
MLP_BIASES = [numbers(50), numbers(50), numbers(10)]
COST = list(np.linspace(2.3, 0.1, 1000))
TURNED = [w.T for w in MLP]
COLUMNS = [b[:, None] for b in MLP_BIASES]
ROWS = [b[None] for b in MLP_BIASES]
KERAS = [w.transpose(2, 3, 1, 0) for w in CONV[:2]] + [CONV[2].T]


def layers(weights: list, biases: list, w: str = "W{}", b: str = "b{}") -> dict:
    named = {w.format(i): x for i, x in enumerate(weights, start=1)}
    return named | {b.format(i): x for i, x in enumerate(biases, start=1)}


def in_turn(*groups: list) -> list:
    return [x for pair in zip(*groups, strict=True) for x in pair]


MLPS = {
    "grouped": [*MLP, *MLP_BIASES],
    "grouped, (in, out), rows": [*TURNED, *ROWS],
    "in turn": in_turn(MLP, COLUMNS),
    "in turn, biases first": in_turn(MLP_BIASES, TURNED),
    "biases first": (COLUMNS, MLP),
    "biases first, (in, out)": (ROWS, TURNED),
    "leading None": [[None, *TURNED], [None, *ROWS]],
    "None in one list alone": [[None, *MLP], MLP_BIASES],
    "with cost": [[*MLP, *COLUMNS], COST],
    "cost among the arrays": [*MLP, *MLP_BIASES, COST],
    "W1, b1": layers(MLP, MLP_BIASES),
    "scrambled": dict(sorted(layers(TURNED, ROWS).items(), key=lambda kv: kv[0][::-1]))
    | {"b1": ROWS[0]},
    "OrderedDict": OrderedDict(layers(MLP, COLUMNS)),
    "weights1": layers(MLP, MLP_BIASES, "weights{}", "bias{}"),
    "params_0": {f"params_{i}": x for i, x in enumerate([*MLP, *MLP_BIASES])},
    "arr_0": {f"arr_{i}": x for i, x in enumerate(in_turn(MLP, MLP_BIASES))},
    "two lists with names": {
        "layerSizes": [784, 50, 50, 10],
        "weights": MLP,
        "biases": COLUMNS,
    },
    "numbers as keys": {
        i: {"W": w, "b": b} for i, (w, b) in enumerate(zip(MLP, ROWS, strict=True))
    },
    "dictionaries of layers": {
        f"layer{i}": {"weights": w, "biases": b, "vW": 0 * w, "activation": "relu"}
        for i, (w, b) in enumerate(zip(TURNED, ROWS, strict=True))
    },
    "PyTorch": layers(MLP, MLP_BIASES, "fc{}.weight", "fc{}.bias"),
    "val and grad": layers(
        [{"val": w, "grad": 0 * w} for w in MLP], [{"val": b, "grad": 0} for b in MLP_BIASES]
    ),
    "words": {
        "weights_input_hidden": TURNED[0],
        "weights_hidden_hidden2": TURNED[1],
        "weights_hidden2_output": TURNED[2],
        "bias_hidden": ROWS[0],
        "bias_hidden2": ROWS[1],
        "bias_output": ROWS[2],
    },
    "with metadata": layers(MLP, MLP_BIASES)
    | {"epochs": 30, "lr": 0.1, "name": "net", "sizes": [784, 50, 50, 10], "acc": COST},
    "optimizer state": layers(MLP, MLP_BIASES)
    | {"m": layers(MLP, MLP_BIASES), "v": layers(MLP, MLP_BIASES), "t": 5}
    | layers(MLP, MLP_BIASES, "dW{}", "db{}"),
    "params, m, v": ([*MLP, *MLP_BIASES], [*MLP, *MLP_BIASES], [*MLP, *MLP_BIASES]),
    "lists per layer": [
        [MLP[0], MLP_BIASES[0]],
        [],
        [MLP[1], MLP_BIASES[1]],
        [],
        [],
        [MLP[2], MLP_BIASES[2]],
    ],
    "lists of numbers": [
        {"weights": w.tolist(), "biases": b.tolist()}
        for w, b in zip(MLP, MLP_BIASES, strict=True)
    ],
    "scikit-learn": {"coefs_": TURNED, "intercepts_": MLP_BIASES},
}

CONVS = {
    "article": [[*CONV, *(b[:, None] for b in CONV_BIASES)], COST],
    "(out, in) turned": layers([*CONV[:2], CONV[2].T], CONV_BIASES),
    "dictionaries of filters": [
        dict(enumerate(CONV[0])),
        dict(enumerate(CONV[1])),
        {i: float(x) for i, x in enumerate(CONV_BIASES[0])},
        {i: np.float64(x) for i, x in enumerate(CONV_BIASES[1])},
        CONV[2],
        CONV_BIASES[2][:, None],
        COST,
        COST[::-1],
    ],
    "Keras names": {
        "conv2d/kernel:0": KERAS[0],
        "conv2d/bias:0": CONV_BIASES[0],
        "conv2d_1/kernel:0": KERAS[1],
        "conv2d_1/bias:0": CONV_BIASES[1],
        "dense/kernel:0": KERAS[2],
        "dense/bias:0": CONV_BIASES[2],
    },
    "rows, columns, channels, filters": in_turn(
        KERAS, [b.reshape(1, 1, 1, -1) for b in CONV_BIASES]
    ),
    "filters, rows, columns, channels": layers(
        [w.transpose(0, 2, 3, 1) for w in CONV[:2]] + CONV[2:], CONV_BIASES
    ),
    "without the axis of one channel": layers([CONV[0][:, 0], *CONV[1:]], CONV_BIASES),
    "PyTorch": {
        "classifier.0.weight": CONV[2],
        "classifier.0.bias": CONV_BIASES[2],
        "features.0.weight": CONV[0],
        "features.0.bias": CONV_BIASES[0],
        "features.1.weight": numbers(8),
        "features.1.bias": numbers(8),
        "features.1.running_mean": numbers(8),
        "features.1.running_var": numbers(8),
        "features.3.weight": CONV[1],
        "features.3.bias": CONV_BIASES[1],
    },
    "roles with underscores": {
        "conv1_filters": CONV[0],
        "conv2_filters": CONV[1],
        "fc1_weights": CONV[2],
        "conv1_bias": CONV_BIASES[0],
        "conv2_bias": CONV_BIASES[1],
        "fc1_bias": CONV_BIASES[2],
    },
    "own checkpoint": {
        "conv1.w": CONV[0],
        "conv1.b": CONV_BIASES[0],
        "conv2.w": CONV[1],
        "conv2.b": CONV_BIASES[1],
        "dense1.w": CONV[2],
        "dense1.b": CONV_BIASES[2],
        "optimizer.m.conv1.w": 0 * CONV[0],
        "optimizer.v.dense1.b": 0 * CONV_BIASES[2],
        "history.losses": np.array(COST),
        "__metadata__": {"format": "convviz"},
    },
}


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("variant", MLPS)
def test_dense_networks_are_read(read, holds, variant: str, protocol: int) -> None:
    holds(read(MLPS[variant], protocol), MLP, MLP_BIASES)


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("variant", CONVS)
def test_convolutional_networks_are_read(read, holds, variant: str, protocol: int) -> None:
    holds(read(CONVS[variant], protocol), CONV, CONV_BIASES)


@pytest.mark.parametrize("variant", ["with cost", "cost among the arrays"])
def test_the_cost_beside_them_is_the_history(read, variant: str) -> None:
    np.testing.assert_array_equal(read(MLPS[variant]).history, COST)


def test_the_history_of_an_own_checkpoint_is_read(read) -> None:
    found = read(CONVS["own checkpoint"])
    assert found.history_place == "history.losses"
    assert found.notes[0].startswith("2 arrays belong to an optimizer")


def test_a_history_as_long_as_a_bias_is_still_found(read, holds) -> None:
    found = read([*MLP, *MLP_BIASES, list(np.linspace(0, 1, 50)), list(np.linspace(1, 0, 50))])
    holds(found, MLP, MLP_BIASES)
    assert found.history_place == "[7]"


def test_layers_with_words_for_names_are_in_the_order_of_their_chain(read, holds) -> None:
    names = ["output", "first", "second"]
    value = {f"{name}_w": MLP[i] for name, i in zip(names, (2, 0, 1), strict=True)}
    assert [layer.w.place for layer in read(value).layers] == [
        "first_w",
        "second_w",
        "output_w",
    ]


def test_layers_of_a_list_stay_in_its_order_even_where_they_make_no_chain(read) -> None:
    found = read([MLP[2], MLP[0], MLP[1]])
    assert [layer.w.place for layer in found.layers] == ["[0]", "[1]", "[2]"]
    assert "is not what dense1" in found.notes[0]


PYTHON_2 = (
    b"(dp0\nS'W1'\np1\n(lp2\n(lp3\nF1\naF2\naF3\naa(lp4\nF4\naF5\naF6\naasS'b1'\np5\n(lp6\nF7\naF8\nas.",
    b"\x80\x02}(U\x02W1](](G?\xf0\0\0\0\0\0\0G@\0\0\0\0\0\0\0K\x03e](K\x04K\x05K\x06eeU\x02b1](K\x07K\x08eu.",
)


@pytest.mark.parametrize("content", PYTHON_2, ids=["protocol 0", "protocol 2"])
def test_what_python_2_wrote_is_read(holds, content: bytes) -> None:
    found = read_layers(read_pickle(content, DEFAULT).tree)
    holds(found, [np.array([[1, 2, 3], [4, 5, 6]])], [np.array([7, 8])])


@pytest.mark.parametrize("turn", [np.asarray, np.transpose], ids=["(out, in)", "(in, out)"])
@pytest.mark.parametrize("first", [True, False])
def test_a_folded_bias_is_taken_out(read, holds, turn, first: bool) -> None:
    pairs = [
        (b[:, None] + 9, w) if first else (w, b[:, None] + 9)
        for w, b in zip(MLP, MLP_BIASES, strict=True)
    ]
    found = read((50, *(turn(np.hstack(pair)) for pair in pairs), 0.3))
    holds(found, MLP, [b + 9 for b in MLP_BIASES])
    assert all("taken out as the bias" in layer.changes[-1] for layer in found.layers)


def test_one_array_with_one_column_more_than_an_image_has_a_bias_in_it(read) -> None:
    found = read(numbers(785, 10))
    assert found.layers[0].weight.shape == (10, 784)


def test_a_network_of_one_output_is_read(read, holds) -> None:
    weights = [numbers(20, 12288), numbers(7, 20), numbers(1, 7)]
    biases = [numbers(20), numbers(7), numbers(1)]
    columns = [b[:, None] for b in biases]
    for value in (layers(weights, columns), in_turn(weights, columns), [*weights, *columns]):
        holds(read(value), weights, biases)
    holds(read({"w": weights[0][:1].T, "b": 0.5}), [weights[0][:1]], [np.array([0.5])])


@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "g", "i1", "i4", "?"])
def test_every_dtype_and_order_of_memory_is_read(read, holds, dtype: str) -> None:
    weights = [np.asfortranarray((w * 9).astype(dtype)) for w in MLP]
    biases = [(b * 9).astype(dtype) for b in MLP_BIASES]
    holds(read(layers(weights, biases)), weights, biases)
    holds(read([*(w.T for w in weights), *biases]), weights, biases)


def test_layers_are_in_the_order_of_their_numbers(read, holds) -> None:
    weights = [numbers(4, 4) for _ in range(12)]
    value = dict(reversed(layers(weights, [numbers(4)] * 12).items()))
    assert [layer.w.place for layer in read(value).layers] == [f"W{i}" for i in range(1, 13)]
