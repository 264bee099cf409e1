"""Which samples are shown: arithmetic only."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.samples.choice import Choice, Outcome, counts
from convviz.session import Predictions

LABELS = np.array([0, 1, 1, 2, 0, 1])
GUESSES = np.array([0, 1, 2, 2, 1, 0], np.uint8)
KNOWN = Predictions("test", GUESSES, GUESSES == LABELS, 7)


@pytest.mark.parametrize(
    ("label", "outcome", "expected"),
    [
        (None, Outcome.ALL, [0, 1, 2, 3, 4, 5]),
        (1, Outcome.ALL, [1, 2, 5]),
        (None, Outcome.RIGHT, [0, 1, 3]),
        (None, Outcome.WRONG, [2, 4, 5]),
        (1, Outcome.WRONG, [2, 5]),
        (2, Outcome.WRONG, []),
    ],
)
def test_class_and_outcome_filter_together(label, outcome, expected):
    assert Choice("test", label, outcome).indices(LABELS, KNOWN).tolist() == expected


def test_right_and_wrong_show_nothing_while_nobody_knows():
    assert Choice("test", None, Outcome.WRONG).indices(LABELS, None).size == 0


def test_counts_are_of_the_chosen_class():
    assert counts(LABELS, None, KNOWN) == (3, 3)
    assert counts(LABELS, 1, KNOWN) == (1, 2)
    assert counts(LABELS, None, None) is None
