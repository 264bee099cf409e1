from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints import Node, read_layers

LABELS = np.arange(5000) % 10


def ones(shape, code="f8"):
    """Return an array of ones that takes the memory of one."""
    return np.broadcast_to(np.ones((), code), shape)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (ones((60000, 784), "u1"), "It looks like a data set: array is 60000×784, images."),
        (ones((60000, 784), "f2"), "It looks like a data set: array is 60000×784, images."),
        (
            np.zeros((100, 28, 28), "u1"),
            "It looks like a data set: array is 100×28×28, images.",
        ),
        (
            ((ones((5000, 784)), LABELS), (ones((1000, 784)), LABELS[:1000])),
            "It looks like a data set: [0][0] is 5000×784, images.",
        ),
        (
            {"X_train": np.ones((150, 4)), "y_train": LABELS[:150]},
            "It looks like a data set: X_train is 150×4, a table with a row per sample.",
        ),
        (
            {"m": {"W1": np.ones((3, 4))}, "v": {"W1": np.ones((3, 4))}, "t": 5},
            "It holds the state of an optimizer or gradients: m.W1, v.W1.",
        ),
        (
            list(np.linspace(2, 1, 30)),
            "It holds a history of the cost alone: 30 numbers, from 2 to 1.",
        ),
        (
            {"loss": [1.0, -0.5], "acc": [0.3, 0.4]},
            "It holds a history of the cost alone: 2 numbers, from 1 to −0.5.",
        ),
        ({"accuracy": [0.1, 0.2]}, "It holds histories of accuracy alone: accuracy."),
        ({"bn1.gamma": np.ones(3)}, "It holds the parameters of normalisations alone: bn1."),
        ({"lr": 0.1, "epochs": 3, "name": "x"}, "It holds 2 single numbers and 1 text, no"),
        ("text", "It holds 1 text, no arrays."),
        ({}, "It holds nothing."),
        (None, "It holds nothing."),
        ([np.array(["a", "b"])], "Its arrays hold no real numbers: [0]."),
        ([np.zeros((2, 0))], "Its arrays are empty: [0]."),
        ([np.zeros(3), np.zeros(4)], "None of its arrays can be a weight, which has two axes"),
    ],
)
def test_a_file_without_weights_is_told_by_what_it_is(read, value: object, sentence) -> None:
    found = read(value)
    assert found.layers == ()
    assert found.instead.startswith(sentence)
    assert found.notes == ()


def test_the_depth_of_a_tree_is_looked_at_only_so_far() -> None:
    node = Node("list", items=(Node("array", array=np.ones((2, 2))),))
    for _ in range(10_000):
        node = Node("list", items=(node,))
    assert read_layers(node).layers == ()
    beside = Node("list", items=(Node("array", array=np.ones((2, 2))), node))
    assert "only its beginning was read" in read_layers(beside).notes[0]


def test_shared_parts_are_walked_only_so_far() -> None:
    node = Node("list", items=("text",))
    for _ in range(40):
        node = Node("list", items=(node, node))
    assert read_layers(node).instead.startswith("It holds")
