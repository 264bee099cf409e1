"""What the pooling view says is what the routing found."""

import numpy as np
import pytest

from convviz.panels.operation.pool_words import (
    backward_words,
    balance_rows,
    count_rows,
    forward_words,
    gradient_words,
    layer_behind,
    margin_rows,
    overlap_words,
    rivals_words,
    tie_words,
)
from engine.inspection import pool_routing, window_of
from engine.layers import Pool2D


def _routing(x, dy=None, **options):
    x = np.asarray(x, np.float32)[None]
    layer = Pool2D("pool1", x.shape, **options)
    y = layer.forward(x[None])[0][0]
    return pool_routing(layer, x, y, None if dy is None else np.full_like(y, dy))


def _window(x, dy=None, **options):
    return window_of(_routing(x, dy, **options), "relu1", (0, 0, 0))


def test_a_clear_winner_has_a_runner_up_and_a_margin():
    window = _window([[1, 4], [2.5, 0]])
    assert margin_rows(window) == [("runner-up", "2.5000000"), ("margin", "1.5000000")]
    assert rivals_words(window) == ""


def test_the_smallest_wins_by_how_much_the_next_is_larger():
    window = _window([[1, 4], [2.5, 3]], pooling="min")
    assert margin_rows(window) == [("runner-up", "2.5000000"), ("margin", "1.5000000")]


@pytest.mark.parametrize(
    ("x", "options", "words"),
    [
        ([[0, 0], [0, 0]], {}, "all are 0: the first wins, row 0, column 0"),
        ([[1, 4], [4, 0]], {}, "2 are equal: the first wins, row 0, column 1"),
        ([[1, 4], [4, 0]], {"pooling": "mean"}, "the sum of 4 cells divided by 4"),
        ([[1, 4], [4, 0]], {"size": 1}, "the only cell of its window"),
        ([[np.nan, 4], [4, 0]], {}, "not a number: nothing wins against it"),
    ],
)
def test_where_nobody_wins_clearly_it_says_why(x, options, words):
    window = _window(x, **options)
    assert rivals_words(window) == words
    assert margin_rows(window) == []


def test_ties_of_zeros_are_counted():
    tied = np.zeros((4, 4))
    tied[0, 0] = 1
    assert tie_words(_routing(tied), 0) == "a tie of zeros, the first is taken (3 windows)"
    tied[2:, 2:] = 5
    assert tie_words(_routing(tied), 0) == "a tie, the first is taken (3 windows)"
    assert tie_words(_routing(np.arange(16).reshape(4, 4)), 0) == ""


def test_the_gradient_of_a_window_is_reconciled():
    window = _window([[1, 4], [2.5, 0]], dy=0.25)
    assert gradient_words(window) == (
        "The winner keeps the whole gradient: +0.2500000 in, +0.2500000 out, difference 0."
    )
    shared = _window([[1, 4], [2.5, 0]], dy=0.25, pooling="mean")
    assert gradient_words(shared).startswith("4 cells share the gradient: +0.2500000 in")
    assert gradient_words(_window([[1, 4], [2.5, 0]])) == ""


def test_windows_that_overlap_say_what_their_cells_get_in_all():
    x = np.zeros((3, 3))
    x[1, 1] = 1
    window = _window(x, dy=0.25, size=2, stride=1)
    assert overlap_words(window) == (
        "Other windows overlap this one: its cells get +1.0000000 in all."
    )
    assert overlap_words(_window([[1, 4], [2.5, 0]], dy=0.25)) == ""


def test_a_share_that_is_rounded_is_no_other_window():
    window = _window(np.ones((3, 3)), dy=0.1, size=3, pooling="mean")
    assert not np.array_equal(window.dx, window.shares)
    assert overlap_words(window) == ""


def test_as_much_comes_out_as_went_in():
    rows = balance_rows(_routing(np.arange(16).reshape(4, 4), dy=0.5), "relu1", 0)
    assert rows == [
        ("Σ dL/d pool1", "+2.0000000"),
        ("Σ dL/d relu1", "+2.0000000"),
        ("difference", "0"),
    ]


def test_counts_of_the_backward_pass_name_the_layer_that_waits(network, seen):
    x, y = seen.activations["relu2"], seen.activations["pool1"]
    routing = pool_routing(network.layer("pool1"), x, y, seen.gradients["pool1"])
    arrives = np.count_nonzero(seen.gradients["conv2"][4])
    rows = {
        row.label: (row.count, row.share)
        for row in count_rows(routing, network, "relu2", 4, backward=True)
    }
    assert rows["inputs of pool1"] == (400, "")
    assert rows["lose their window: no gradient"] == (300, "75.0\u202f%")
    assert rows["win and reach conv2"][0] == arrives
    assert rows["no gradient arrives at conv2"][0] == 400 - arrives


def test_counts_of_the_forward_pass_tell_what_is_dropped(network, seen):
    x, y = seen.activations["relu2"], seen.activations["pool1"]
    routing = pool_routing(network.layer("pool1"), x, y)
    rows = {
        row.short: row.count for row in count_rows(routing, network, "relu2", 4, backward=False)
    }
    assert rows["win"] == 100
    assert rows["with 0"] == np.count_nonzero(y[4] == 0)
    assert rows["dropped"] == 300


@pytest.mark.parametrize("pooling", ["max", "mean"])
def test_without_a_rectifier_before_it_nothing_stops_a_winner(network, pooling):
    routing = _routing(np.arange(16).reshape(4, 4), dy=1.0, pooling=pooling)
    rows = count_rows(routing, network, "conv2", 0, backward=True)
    lost = 0 if pooling == "mean" else 12
    assert rows[-1].count == lost
    assert rows[1].count == 16 - lost


def test_a_rectifier_hides_the_layer_behind_it(network):
    assert layer_behind(network, "relu2") == "conv2"
    assert layer_behind(network, "conv2") == "conv2"
    assert layer_behind(network, "input") == "input"


def test_sentences_say_how_is_pooled():
    mean = _routing(np.zeros((4, 4)), pooling="mean", size=(2, 4))
    assert forward_words(mean) == "the mean of each 2×4 window goes on"
    assert "shared evenly" in backward_words(mean, "the loss of #7")
    words = backward_words(_routing(np.zeros((4, 4))), "the loss of #7")
    assert words.startswith("the gradient of the loss of #7 goes to the winners")
