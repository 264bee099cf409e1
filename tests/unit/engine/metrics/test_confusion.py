from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.metrics import confusion_matrix, f1, precision, recall

LABELS = np.array([0, 0, 0, 1, 1, 2])
PREDICTIONS = np.array([0, 0, 1, 1, 0, 0], np.uint8)


@pytest.fixture
def confusion():
    """Of four classes: 2 is never called, 3 neither is nor is called."""
    return confusion_matrix(LABELS, PREDICTIONS, 4)


def test_row_is_the_truth_and_column_the_prediction(confusion):
    assert confusion.tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]


def test_recall_is_the_share_of_a_class_that_was_found(confusion):
    assert recall(confusion) == pytest.approx([2 / 3, 1 / 2, 0, np.nan], nan_ok=True)


def test_precision_is_the_share_of_a_prediction_that_was_right(confusion):
    assert precision(confusion) == pytest.approx([1 / 2, 1 / 2, np.nan, np.nan], nan_ok=True)


def test_f1_is_their_harmonic_mean_and_0_where_nothing_was_found(confusion):
    p, r = precision(confusion)[:2], recall(confusion)[:2]
    assert f1(confusion)[:2] == pytest.approx(2 * p * r / (p + r))
    assert f1(confusion)[2:] == pytest.approx([0, np.nan], nan_ok=True)


def test_all_are_those_of_scikit_learn(rng):
    metrics = pytest.importorskip("sklearn.metrics")
    labels, predictions = rng.integers(0, 7, (2, 300))
    predictions[predictions == 3] = 4  # never called
    labels[labels == 5] = 6  # without samples
    confusion = confusion_matrix(labels, predictions, 8)
    names = np.arange(8)
    assert np.array_equal(
        confusion, metrics.confusion_matrix(labels, predictions, labels=names)
    )
    theirs = metrics.precision_recall_fscore_support(
        labels, predictions, labels=names, zero_division=np.nan
    )
    ours = precision(confusion), recall(confusion), f1(confusion)
    for mine, other in zip(ours, theirs, strict=False):
        assert mine == pytest.approx(other, rel=1e-12, nan_ok=True)


def test_narrow_integers_do_not_overflow():
    labels = np.full(3, 250, np.uint8)
    assert confusion_matrix(labels, labels, 256)[250, 250] == 3


def test_no_samples_make_a_matrix_of_zeros():
    nothing = np.zeros(0, np.int64)
    assert confusion_matrix(nothing, nothing, 2).tolist() == [[0, 0], [0, 0]]
    assert np.isnan(recall(np.zeros((2, 2), np.int64))).all()


@pytest.mark.parametrize(
    ("labels", "predictions", "message"),
    [
        ([0, 4], [0, 1], r"labels must be in \[0, 4\), got 4"),
        ([0, -1], [0, 1], r"labels must be in \[0, 4\), got -1"),
        ([0, 1], [0, 9], r"predictions must be in \[0, 4\), got 9"),
        ([0, 1], [0.0, 1.5], "predictions must be whole numbers, got 'float64'"),
        ([0, float("nan")], [0, 1], "labels must be whole numbers, got 'float64'"),
    ],
)
def test_what_is_no_class_is_refused_in_a_sentence(labels, predictions, message):
    with pytest.raises(SettingError, match=f"^confusion matrix: {message}$"):
        confusion_matrix(np.array(labels), np.array(predictions), 4)


@pytest.mark.parametrize(
    ("labels", "predictions", "message"),
    [
        (LABELS, PREDICTIONS[:5], r"predictions must have shape \(6,\), got \(5,\)"),
        (LABELS[:, None], PREDICTIONS, r"labels must have shape \(6,\), got \(6, 1\)"),
    ],
)
def test_every_label_needs_one_prediction(labels, predictions, message):
    with pytest.raises(ShapeError, match=f"^confusion matrix: {message}$"):
        confusion_matrix(labels, predictions, 4)
