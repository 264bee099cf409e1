from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convviz.plotting.series import Series, columns, visible

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def smoothed_by_definition(y: list[float], beta: float) -> list[float]:
    out = []
    for n in range(1, len(y) + 1):
        weights = np.array([(1 - beta) * beta ** (n - 1 - i) for i in range(n)])
        out.append(float((weights * y[:n]).sum() / weights.sum()))
    return out


@given(NUMBERS, st.sampled_from([0.0, 0.5, 0.95]))
def test_smoothing_is_the_debiased_moving_average(y: list[float], beta: float) -> None:
    series = Series(beta)
    series.append(range(len(y)), y)
    np.testing.assert_allclose(
        series.smoothed, smoothed_by_definition(y, beta), rtol=1e-9, atol=1e-6
    )


@given(NUMBERS, st.integers(0, 60))
def test_smoothing_does_not_depend_on_how_the_numbers_came(y: list[float], cut: int) -> None:
    whole, parts = Series(), Series()
    whole.append(range(len(y)), y)
    parts.append(range(len(y))[:cut], y[:cut])
    parts.append(range(len(y))[cut:], y[cut:])
    assert whole.smoothed.tobytes() == parts.smoothed.tobytes()


def test_the_first_smoothed_value_is_the_first_value() -> None:
    series = Series(0.99)
    series.append([1], [2.3])
    assert series.smoothed[0] == pytest.approx(2.3)


def test_what_is_not_finite_does_not_enter_the_average() -> None:
    series = Series(0.5)
    series.append([1, 2, 3, 4], [2.0, np.nan, np.inf, 2.0])
    assert series.smoothed.tolist() == [2.0, 2.0, 2.0, 2.0]


def test_another_smoothing_starts_anew() -> None:
    changed, fresh = Series(0.9), Series(0.0)
    for series in (changed, fresh):
        series.append([1, 2, 3], [1.0, 5.0, 2.0])
    changed.set_smoothing(0.0)
    assert changed.smoothed.tolist() == fresh.smoothed.tolist() == [1.0, 5.0, 2.0]


def test_a_series_grows_beyond_its_first_memory() -> None:
    series = Series()
    for start in range(0, 5000, 100):
        series.append(np.arange(start, start + 100), np.arange(start, start + 100))
    assert series.y.tolist() == list(range(5000))


@pytest.mark.parametrize(
    ("x", "index"), [(-5, 0), (0, 0), (1.4, 1), (1.6, 2), (99, 2)], ids=str
)
def test_nearest_measurement(x: float, index: int) -> None:
    series = Series()
    series.append([0, 1, 2], [7, 8, 9])
    assert series.nearest(x) == index


def test_an_empty_series_has_no_nearest_measurement() -> None:
    assert Series().nearest(3) is None


@given(NUMBERS, st.integers(1, 30))
def test_no_extreme_is_lost_in_columns(y: list[float], count: int) -> None:
    x, values = np.arange(len(y), dtype=float), np.array(y)
    gathered = columns(x, values, 0.0, float(len(y)), count)
    assert gathered.low.min() == values.min()
    assert gathered.high.max() == values.max()
    assert (gathered.first[0], gathered.last[-1]) == (values[0], values[-1])
    assert len(gathered.x) <= count


def test_a_column_shows_its_own_minimum_and_maximum() -> None:
    x = np.arange(6.0)
    gathered = columns(x, np.array([3.0, 1.0, 2.0, 9.0, 7.0, 8.0]), 0.0, 6.0, 2)
    assert gathered.low.tolist() == [1.0, 7.0]
    assert gathered.high.tolist() == [3.0, 9.0]
    assert gathered.x.tolist() == [1.5, 4.5]


def test_nan_does_not_hide_the_numbers_of_its_column() -> None:
    gathered = columns(np.arange(3.0), np.array([1.0, np.nan, 5.0]), 0.0, 3.0, 1)
    assert (gathered.low[0], gathered.high[0]) == (1.0, 5.0)


def test_visible_part_has_one_neighbour_on_each_side() -> None:
    assert visible(np.arange(10.0), 3.5, 6.5) == slice(3, 8)
    assert visible(np.arange(10.0), -5, 50) == slice(0, 10)
