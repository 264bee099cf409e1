"""What the predictions say."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.predictions.words import best_text, description, word_of
from engine.inspection import Trace

CLASSES = ("Shirt", "Coat", "Bag", "Boot")


@pytest.fixture
def make_trace():
    """Return a trace of a shirt with given probabilities."""

    def make(*p, label=0):
        probabilities = np.array(p, np.float32)
        return Trace(label, float(-np.log(probabilities[label])), probabilities, {})

    return make


def test_the_best_three_are_named_with_the_best_first(make_trace):
    text = best_text(make_trace(0.3, 0.5, 0.05, 0.15), CLASSES)
    assert text == "Coat 50.0\u202f%, Shirt 30.0\u202f%, Boot 15.0\u202f%"


def test_a_wrong_verdict_and_the_truth_are_marked_in_words(make_trace):
    trace = make_trace(0.3, 0.5, 0.05, 0.15)
    words = [word_of(unit, trace, untrained=False) for unit in range(4)]
    assert words == ["truth", "✗ predicted", "", ""]


def test_a_right_verdict_is_marked_once(make_trace):
    trace = make_trace(0.6, 0.2, 0.1, 0.1)
    words = [word_of(unit, trace, untrained=False) for unit in range(4)]
    assert words == ["✓ predicted", "", "", ""]


def test_chance_is_not_called_a_prediction(make_trace):
    trace = make_trace(0.3, 0.5, 0.05, 0.15)
    assert [word_of(unit, trace, untrained=True) for unit in (0, 1)] == ["truth", ""]


def test_where_the_network_gives_nan_nothing_is_predicted(make_trace):
    trace = make_trace(np.nan, np.nan, 0.5, np.nan, label=1)
    assert [word_of(unit, trace, untrained=False) for unit in range(4)] == ["", "truth", "", ""]
    assert best_text(trace, CLASSES) == "no prediction: the network gives NaN"
    words = description(trace, CLASSES)
    assert words.startswith("Truth Coat. No prediction: the network gives NaN. loss")


def test_everything_is_told_to_those_who_do_not_see_it(make_trace):
    words = description(make_trace(0.25, 0.5, 0.2, 0.05), CLASSES)
    assert words.startswith("Truth Shirt. Predicted Coat 50.0")
    assert words.endswith("loss 1.3863")
