from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as st_np

from engine.checkpoints import LoadCancelled, statistics, statistics_of

DTYPES = ["?", "i1", "u8", "f2", "f4", "f8", ">f4", ">i8"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_moments_are_those_of_numpy_in_float64(
    rng: np.random.Generator, dtype: str, order: str
) -> None:
    array = np.asarray(rng.integers(0, 9, (5, 7)).astype(dtype), order=order)
    values = array.astype(np.float64)
    found = statistics_of(array)
    assert found is not None
    assert (found.count, found.finite) == (35, 35)
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)
    assert found.std == pytest.approx(values.std(), rel=1e-12)
    assert found.zeros == np.count_nonzero(values == 0)


@given(
    array=st_np.arrays(
        np.float64,
        st_np.array_shapes(max_dims=2, max_side=9),
        elements=st.floats(-1e6, 1e6),
    )
)
def test_the_histogram_counts_every_number_once_between_its_ends(array: np.ndarray) -> None:
    found = statistics_of(array, bins=7)
    assert found is not None
    assert found.counts.sum() == array.size
    assert (found.counts.shape, found.edges.shape) == ((7,), (8,))
    assert found.edges[0] == found.minimum
    assert found.edges[-1] == pytest.approx(found.maximum)


def test_the_histogram_is_that_of_numpy(rng: np.random.Generator) -> None:
    array = rng.standard_normal(1000)
    found = statistics_of(array)
    assert found is not None
    counts, edges = np.histogram(array, 64)
    np.testing.assert_allclose(found.edges, edges)
    assert np.abs(found.counts - counts).sum() <= 2  # a number on an edge is on either side


def test_what_is_not_finite_is_counted_and_left_out() -> None:
    array = np.array([np.nan, np.inf, -np.inf, -np.inf, 0.0, -0.0, 2.0], np.float32)
    found = statistics_of(array)
    assert found is not None
    assert (found.nans, found.positive_infinities, found.negative_infinities) == (1, 1, 2)
    assert (found.count, found.finite, found.zeros) == (7, 3, 2)
    assert (found.minimum, found.maximum, found.mean) == (0.0, 2.0, pytest.approx(2 / 3))
    assert found.limit == 2.0


@pytest.mark.parametrize("array", [np.zeros(0), np.zeros((3, 0)), np.full(3, np.nan)])
def test_without_a_finite_number_there_are_no_moments(array: np.ndarray) -> None:
    found = statistics_of(array)
    assert found is not None
    assert np.isnan([found.minimum, found.maximum, found.mean, found.std]).all()
    assert found.counts.sum() == 0
    assert found.limit == 0.0


def test_a_constant_stands_in_the_middle() -> None:
    found = statistics_of(np.full(9, 0.25), bins=4)
    assert found is not None
    assert found.counts.tolist() == [0, 0, 9, 0]
    assert found.std == 0.0


def test_the_largest_numbers_do_not_overflow_the_bins() -> None:
    found = statistics_of(np.array([-1.7e308, 0.0, 1.7e308]), bins=2)
    assert found is not None
    assert found.counts.tolist() == [1, 2]
    assert np.isfinite(found.edges).all()


def test_of_complex_numbers_the_sizes_are_described() -> None:
    found = statistics_of(np.array([3 + 4j, 0j]))
    assert found is not None
    assert (found.minimum, found.maximum) == (0.0, 5.0)


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([b"a"])])
def test_text_has_no_statistics(array: np.ndarray) -> None:
    assert statistics_of(array) is None


def test_chunks_add_up(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    array = rng.standard_normal((50, 30))
    whole = statistics_of(array)
    monkeypatch.setattr(statistics, "_CHUNK", 64)
    parts = statistics_of(array)
    assert whole is not None
    assert parts is not None
    assert parts.counts.tolist() == whole.counts.tolist()
    assert parts.std == pytest.approx(whole.std, rel=1e-12)


def test_long_work_can_be_stopped() -> None:
    with pytest.raises(LoadCancelled):
        statistics_of(np.ones(9), go_on=lambda: False)
