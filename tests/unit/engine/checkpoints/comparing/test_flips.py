from __future__ import annotations

import math

import numpy as np
import pytest

from engine.checkpoints.comparing import FLIP_KINDS, class_name, flips
from engine.errors import ShapeError

LABELS = np.array([0, 1, 2, 3, 0, 1])
A = np.array([0, 1, 0, 0, 0, 2])
B = np.array([0, 2, 2, 1, 1, 1])


def test_samples_are_those_whose_class_changed() -> None:
    found = flips(A, B, LABELS)
    assert found.samples.tolist() == [1, 2, 3, 4, 5]


def test_every_flip_is_of_one_kind() -> None:
    found = flips(A, B, LABELS)
    assert {kind: found.of_kind(kind).tolist() for kind in FLIP_KINDS} == {
        "worse": [1, 4],
        "better": [2, 5],
        "other": [3],
    }


def test_moves_are_counted_by_pair_of_classes() -> None:
    assert flips(A, B, LABELS).moves()[0] == (0, 1, 2)
    assert sum(count for *_, count in flips(A, B, LABELS).moves()) == 5


def test_both_accuracies_are_shares_that_are_right() -> None:
    assert flips(A, B, LABELS).accuracies == (3 / 6, 3 / 6)


def test_nothing_flips_between_equals() -> None:
    found = flips(A, A, LABELS)
    assert found.samples.tolist() == []
    assert found.moves() == ()


def test_no_samples_have_no_accuracy() -> None:
    empty = np.zeros(0, np.int64)
    assert all(map(math.isnan, flips(empty, empty, empty).accuracies))


def test_other_lengths_are_refused() -> None:
    with pytest.raises(ShapeError, match="flips: predictions_b must have shape"):
        flips(A, B[:3], LABELS)


def test_outputs_without_a_class_are_called_by_their_number() -> None:
    assert [class_name(("cat", "dog"), k) for k in range(3)] == ["cat", "dog", "2"]
