from __future__ import annotations

import numpy as np
import pytest

MLP = {"W1": np.ones((30, 784)), "b1": np.ones(30), "W2": np.ones((10, 30)), "b2": np.ones(10)}


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({}, ""),
        ({"lr": 0.1}, "1 single number is read as settings, not as parameters: lr."),
        (
            {"dW1": np.ones((30, 784)), "vW1": np.ones((30, 784))},
            "2 arrays belong to an optimizer or to gradients and are passed over: dW1, vW1.",
        ),
        ({"acc": [0.1] * 30}, "1 array is a history of accuracy and is passed over: acc."),
        ({"mean": np.ones(784)}, "1 array belongs to a normalisation and is passed"),
        ({"order": [3, 1, 2]}, "1 array has no place among the layers and is passed"),
        ({"X": np.ones((5, 784))}, "1 array is data and is passed over: X."),
        ({"W3": np.ones((5, 13))}, "dense3 takes 13, which is not what dense2 with its 10"),
        ({"b2": np.ones(9)}, "The bias of dense2 has 9 numbers for 10 outputs."),
        (
            {"W1": np.ones((784, 30)), "W2": np.ones((30, 30)), "b2": np.ones(30)},
            "dense2 is square and does not tell the order of its axes: read transposed, as",
        ),
        (
            {"Whh": np.ones((10, 10))},
            "Whh is a name of recurrent networks, which are no chain.",
        ),
    ],
)
def test_what_was_passed_over_or_is_odd_is_noted(read, more: dict, note: str) -> None:
    notes = read(MLP | more).notes
    assert any(said.startswith(note) for said in notes) if note else notes == ()


def test_inputs_after_kernels_with_channels_last_are_noted(read) -> None:
    found = read({"W1": np.ones((3, 3, 1, 8)), "W2": np.ones((1352, 10)), "b2": np.ones(10)})
    assert found.notes[0].startswith("dense1 comes after kernels with the channels last")


@pytest.mark.parametrize(
    ("kernels", "is_channels_last"),
    [
        ((8, 1, 3, 3), False),
        ((3, 3, 1, 8), True),
        ((8, 3, 3, 1), True),
        ((3, 3, 8), True),
        ((8, 3, 3), False),
        ((1, 8, 3, 3), False),
    ],
)
def test_order_of_inputs_is_open_only_after_channels_last(
    read, kernels: tuple[int, ...], is_channels_last: bool
) -> None:
    biases = {"b1": np.ones(8), "b2": np.ones(10)}
    found = read({"W1": np.ones(kernels), "W2": np.ones((1352, 10))} | biases)
    assert [len(layer.weight) for layer in found.layers] == [8, 10]
    assert found.layers[0].is_channels_last is is_channels_last
    assert any(n.endswith("The shape does not tell.") for n in found.notes) is is_channels_last


def test_names_in_notes_are_escaped(read) -> None:
    assert "\x1b" not in "".join(read(MLP | {"v\x1b[2J": np.ones(3)}).notes)


def test_another_set_of_the_same_shapes_is_noted(read) -> None:
    found = read({"best": MLP, "last": MLP})
    assert len(found.layers) == 2
    assert found.notes[0].startswith("4 arrays are another set of the same shapes")


def test_more_layers_than_any_network_has_are_not_read(read) -> None:
    found = read({f"W{i}": np.ones((2, 2)) for i in range(1200)})
    assert len(found.layers) == 1000
    assert found.notes[0].endswith("weights are read as layers.")


def test_more_weights_in_a_list_than_any_network_has_are_not_read(read) -> None:
    found = read([np.ones((30, 30))] * 1001)
    assert len(found.layers) == 1000
    assert found.notes[0] == "Only the first 1\u202f000 weights are read as layers."


def test_long_ways_to_shared_arrays_are_not_all_gone(read) -> None:
    value: object = np.ones((3, 3))
    for _ in range(14):
        value = {"weights " * 24 + "1": value, "weights " * 24 + "2": value}
    assert "The file holds more than is looked at: only its beginning was read." in (
        read(value).notes
    )
