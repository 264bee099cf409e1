from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from convviz.plotting import Scale

FINITE = hnp.arrays(
    np.float32,
    hnp.array_shapes(max_dims=3),
    elements=st.floats(allow_nan=False, allow_infinity=False, width=32),
)


def test_limit_is_the_largest_size_of_all_arrays() -> None:
    scale = Scale.of((np.array([0.5, -3.0]), np.array([[2.0]])), "signed", "block")
    assert (scale.limit, scale.low, scale.scope) == (3.0, -3.0, "block")


def test_limit_ignores_what_is_not_finite() -> None:
    assert Scale.of(np.array([np.nan, np.inf, -np.inf, -0.25])).limit == 0.25


def test_limit_of_a_positive_scale_ignores_negative_numbers() -> None:
    assert Scale.of(np.array([-5.0, 2.0]), "positive").limit == 2.0


def test_an_image_within_one_has_the_limit_one() -> None:
    assert Scale.of(np.array([0.1, 0.4]), "image").limit == 1.0


@pytest.mark.parametrize(
    ("kind", "index"),
    [pytest.param("signed", 126, id="middle"), pytest.param("positive", 0, id="low-end")],
)
def test_zero_has_its_place(kind: str, index: int) -> None:
    assert Scale(kind, 2.0).to_index(np.zeros(3)).tolist() == [index] * 3


def test_ends_have_the_outermost_colours() -> None:
    assert Scale("signed", 2.0).to_index([-2.0, 2.0]).tolist() == [0, 252]


@pytest.mark.parametrize("kind", ["signed", "positive", "image"])
def test_what_is_no_number_has_reserved_colours(kind: str) -> None:
    index = Scale(kind, 1.0).to_index([np.nan, np.inf, -np.inf, 0.0])
    assert index[:3].tolist() == [253, 254, 255]
    assert index[3] <= 252


@given(FINITE, st.sampled_from(["signed", "positive", "image"]), st.floats(0, 1e30))
def test_no_finite_number_wraps_or_takes_a_reserved_colour(
    x: np.ndarray, kind: str, limit: float
) -> None:
    index = Scale(kind, limit).to_index(x)
    assert index.max(initial=0) <= 252
    order = np.argsort(x, axis=None, kind="stable")
    assert (np.diff(index.ravel()[order].astype(int)) >= 0).all()


@given(FINITE)
def test_opposite_numbers_have_mirrored_colours(x: np.ndarray) -> None:
    scale = Scale.of(x)
    mirrored = 252 - scale.to_index(-x).astype(int)
    assert np.abs(scale.to_index(x) - mirrored).max(initial=0) <= 1


def test_a_map_of_zeros_is_the_middle_colour_and_not_black() -> None:
    x = np.zeros((4, 4), np.float32)
    assert (Scale.of(x).to_index(x) == 126).all()


def test_clipped_counts_only_finite_numbers_beyond_the_limits() -> None:
    x = np.array([-3.0, -1.0, 0.0, 1.0, 3.0, np.nan, np.inf])
    assert Scale("signed", 1.0).clipped(x) == 2
    assert Scale("positive", 1.0).clipped(x) == 3
