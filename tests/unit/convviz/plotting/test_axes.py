from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convviz.plotting import LinearAxis, LogAxis, PercentAxis, Timeline

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
AXES = [LogAxis(), PercentAxis(), LinearAxis()]


@pytest.mark.parametrize("axis", AXES, ids=lambda a: type(a).__name__)
@given(ends=st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98)), most=st.integers(1, 12))
def test_ticks_lie_on_the_axis_and_are_not_too_many(axis, ends, most) -> None:
    low, high = axis.range(min(ends), max(ends))
    ticks = axis.ticks(low, high, most)
    assert len(ticks) <= most
    assert all(low - 1e-9 <= place <= high + 1e-9 for place, _ in ticks)


@pytest.mark.parametrize("axis", AXES, ids=lambda a: type(a).__name__)
@given(ends=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)))
def test_a_range_holds_what_it_was_made_for(axis, ends) -> None:
    low, high = axis.range(min(ends), max(ends))
    assert low <= min(ends) + 1e-9
    assert max(ends) <= high + 1e-9
    assert low < high


@pytest.mark.parametrize("axis", AXES, ids=lambda a: type(a).__name__)
@given(ends=st.tuples(NUMBERS, NUMBERS), most=st.integers(1, 12))
@example((-1.7e308, 1.7e308), 5)
@example((5e-324, 5e-324), 5)
@example((0.0, 5e-324), 5)
@example((1e20, 1e20), 5)
def test_there_is_an_axis_for_any_numbers(axis, ends, most) -> None:
    places = axis.place(np.array(sorted(ends)))
    low, high = axis.range(*np.nan_to_num(places, neginf=-400).tolist())
    ticks = axis.ticks(low, high, most)
    assert -math.inf < low < high < math.inf
    assert len(ticks) <= most
    assert all(len(text) < 20 for _, text in ticks)


def test_ticks_of_a_tiny_range_are_told_apart() -> None:
    places = [place for place, _ in LinearAxis().ticks(0, 1e-20, 5)]
    assert len(set(places)) == len(places) > 1


def test_log_axis_writes_one_three_ten() -> None:
    assert [text for _, text in LogAxis().ticks(-1.1, 1.1, 9)] == [
        "0.1",
        "0.3",
        "1.0",
        "3.0",
        "10",
    ]


def test_log_axis_keeps_only_powers_of_ten_where_room_is_short() -> None:
    assert [text for _, text in LogAxis().ticks(-1.1, 1.1, 3)] == ["0.1", "1.0", "10"]


def test_log_axis_puts_what_is_not_positive_below_everything() -> None:
    places = LogAxis().place(np.array([-1.0, 0.0, 1.0, np.nan]))
    assert places[:3].tolist() == [-math.inf, -math.inf, 0.0]
    assert np.isnan(places[3])


def test_percent_axis_ends_at_a_hundred() -> None:
    assert PercentAxis().range(0.55, 0.999) == (0.5, 1.0)
    assert [text for _, text in PercentAxis().ticks(0.5, 1.0, 3)] == [
        "60\u202f%",
        "80\u202f%",
        "100\u202f%",
    ]


def test_first_epoch_doubles_as_it_fills() -> None:
    assert [Timeline((), 1719).view(step)[1] for step in (1, 65, 1000, 1719)] == [
        64,
        128,
        1024,
        1719,
    ]


def test_later_the_view_grows_by_whole_epochs() -> None:
    assert Timeline((100, 200), 100).view(200) == (0, 200)
    assert Timeline((100, 200), 100).view(201) == (0, 300)


@pytest.mark.parametrize(("step", "epoch"), [(1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_step_belongs_to_its_epoch(step: int, epoch: int) -> None:
    assert Timeline((100, 200), 100).epoch(step) == epoch


def test_epochs_are_named_in_their_middles() -> None:
    assert Timeline((100, 200), 100).ticks(0, 300, 400) == [
        (50, "epoch 1"),
        (150, "epoch 2"),
        (250, "epoch 3"),
    ]


@given(st.integers(1, 200), st.floats(120, 1600))
def test_names_of_epochs_do_not_touch(epochs: int, width: float) -> None:
    ends = tuple(range(100, 100 * epochs + 1, 100))
    ticks = Timeline(ends, 100).ticks(0, 100 * epochs, width)
    pixels = [place / (100 * epochs) * width for place, _ in ticks]
    assert all(b - a >= 50 for a, b in itertools.pairwise(pixels))


def test_within_an_epoch_steps_are_written() -> None:
    texts = [text for _, text in Timeline((), 1719).ticks(0, 1100, 400)]
    assert texts[0] == "step 200"
    assert texts[-1] == "1\u202f000"


def test_log_axis_writes_every_decade_in_as_few_letters_as_a_usual_number() -> None:
    ticks = LogAxis().ticks(-7.25, 0.5, 26)
    assert {round(place) for place, _ in ticks} >= set(range(-7, 1))
    assert [text for _, text in ticks][:4] == ["10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴"]
    assert max(len(text) for _, text in ticks) <= len("0.001")


@pytest.mark.parametrize("last", [64, 1000, 1024, 3126])
@pytest.mark.parametrize("width", [180, 240, 300, 420])
def test_no_step_is_written_so_far_right_that_it_would_be_cut(last: int, width: int) -> None:
    ticks = Timeline().ticks(0, last, width)
    assert ticks
    assert all((last - v) / last * width >= 3 * len(text) for v, text in ticks)
