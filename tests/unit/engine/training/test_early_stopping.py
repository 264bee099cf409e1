from __future__ import annotations

import math
from dataclasses import FrozenInstanceError
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingError
from engine.training.early_stopping import EarlyStopping


def after_each(losses, patience, min_delta=0.0):
    """Return what there is to say after each evaluation."""
    first = EarlyStopping(patience, min_delta)
    return list(accumulate(losses, EarlyStopping.after, initial=first))[1:]


def test_training_stops_after_as_many_evaluations_without_improvement_as_there_is_patience():
    said = after_each([0.9, 0.5, 0.6, 0.5, 0.7], patience=3)
    assert [s.stops for s in said] == [False, False, False, False, True]
    assert [s.waited for s in said] == [0, 0, 1, 2, 3]
    assert (said[-1].best, said[-1].best_evaluation) == (0.5, 2)


def test_improvement_starts_the_count_anew():
    said = after_each([0.9, 1.0, 0.8, 1.0, 0.7], patience=2)
    assert [s.improved for s in said] == [True, False, True, False, True]
    assert not any(s.stops for s in said)


def test_loss_that_is_lower_by_exactly_min_delta_is_no_improvement():
    said = after_each([1.0, 0.75, 0.7499], patience=9, min_delta=0.25)
    assert [s.best for s in said] == [1.0, 1.0, 0.7499]


def test_small_steps_that_add_up_count():
    said = after_each([1.0, 0.9, 0.8, 0.7], patience=9, min_delta=0.25)
    assert [s.improved for s in said] == [True, False, False, True]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_loss_that_is_no_number_is_no_improvement(loss):
    said = after_each([loss, 1.0, loss, loss], patience=2)
    assert [s.improved for s in said] == [False, True, False, False]
    assert said[-1].stops
    assert after_each([loss, loss], patience=2)[-1].stops


def test_nothing_is_said_before_the_first_evaluation():
    fresh = EarlyStopping(1)
    assert not fresh.stops
    assert not fresh.improved


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, width=16), min_size=1),
    st.integers(1, 5),
)
def test_without_min_delta_the_best_is_the_first_of_the_smallest(losses, patience):
    last = after_each(losses, patience)[-1]
    assert last.best == min(losses)
    assert last.best_evaluation == losses.index(min(losses)) + 1
    assert last.stops == (len(losses) - last.best_evaluation >= patience)


def test_earlier_words_stay_true():
    first = EarlyStopping(1).after(0.5)
    first.after(0.6)
    assert (first.evaluations, first.stops) == (1, False)
    with pytest.raises(FrozenInstanceError):
        first.best = 0.0


@pytest.mark.parametrize("patience", [0, -1, 1.5, "3", True, None])
def test_patience_must_be_a_whole_number_of_evaluations(patience):
    message = "early stopping: patience must be a whole number of at least 1, got "
    with pytest.raises(SettingError, match=message):
        EarlyStopping(patience)


@pytest.mark.parametrize("min_delta", [-0.1, math.nan, "small"])
def test_min_delta_must_be_at_least_0(min_delta):
    message = "early stopping: min_delta must be a number of at least 0, got "
    with pytest.raises(SettingError, match=message):
        EarlyStopping(3, min_delta)
