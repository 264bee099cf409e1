from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from convviz.plotting import Distribution, Scale

ANY = hnp.arrays(np.float32, st.integers(0, 50), elements=st.floats(width=32))


@given(ANY, st.integers(1, 40))
def test_every_number_is_counted_exactly_once(x: np.ndarray, bins: int) -> None:
    distribution = Distribution.of(x, Scale.of(x), bins)
    d = distribution
    assert d.counts.sum() + d.zeros + d.nan + d.infinite == d.size == x.size
    assert len(d.counts) == bins


def test_counts_are_those_of_numpy() -> None:
    x = np.random.default_rng(3).standard_normal(5000).astype(np.float32)
    distribution = Distribution.of(x, Scale("signed", 4.0), 40)
    expected, _ = np.histogram(np.clip(x, -4, 4), bins=40, range=(-4, 4))
    assert np.abs(distribution.counts - expected).sum() <= 4  # rounding at edges of bins
    assert distribution.mean == pytest.approx(x.mean(), abs=1e-6)
    assert distribution.std == pytest.approx(x.std(), rel=1e-5)


def test_exact_zeros_stay_out_of_the_bars() -> None:
    distribution = Distribution.of(np.array([0.0, 0.0, 0.5, -0.0]), Scale("signed", 1.0), 4)
    assert distribution.zeros == 3
    assert distribution.zero_share == 0.75
    assert distribution.counts.tolist() == [0, 0, 0, 1]


def test_oddities_are_told_in_words() -> None:
    x = np.array([0.0, np.nan, np.inf, -np.inf, 5.0, 0.5])
    distribution = Distribution.of(x, Scale("signed", 1.0), 4)
    assert distribution.oddities() == [
        "17\u202f% are 0",
        "1 NaN",
        "2 infinite",
        "1 clipped",
    ]
    assert not distribution.is_sound


def test_edges_divide_the_range() -> None:
    distribution = Distribution.of(np.ones(3), Scale("signed", 2.0), 4)
    assert [distribution.edges(i) for i in range(4)] == [(-2, -1), (-1, 0), (0, 1), (1, 2)]
