from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.numbers import (
    is_number,
    require_positive,
    require_share,
    require_strength,
    require_whole,
    require_within,
)


@pytest.mark.parametrize("value", [0, -1, 0.1, 10**30, np.float32(0.1), np.int64(3)])
def test_finite_numbers_of_python_and_numpy_are_numbers(value):
    assert is_number(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "1",
        [1],
        1j,
        np.ones(1),
        float("nan"),
        float("inf"),
        np.float32("inf"),
        10**400,
    ],
)
def test_nothing_else_is_a_number(value):
    assert not is_number(value)


@pytest.mark.parametrize("value", [None, True, "0.1", float("nan"), -1e-9, float("inf")])
def test_strength_must_be_at_least_0_and_finite(value):
    with pytest.raises(SettingError, match=r"^a: l2 must be a number of at least 0, got "):
        require_strength("a", "l2", value)


@pytest.mark.parametrize("value", [None, True, "0.1", float("nan"), 0, -1, float("inf")])
def test_positive_number_must_be_above_0_and_finite(value):
    with pytest.raises(SettingError, match=r"^a: limit must be a number above 0, got "):
        require_positive("a", "limit", value)


def test_strength_may_be_0():
    assert require_strength("a", "l2", 0) == 0.0


@pytest.mark.parametrize("value", [0, 0.0, 0.25, 0.999, np.float32(0.5)])
def test_share_is_a_number_from_0_up_to_1(value):
    assert require_share("a", "rate", value) == value


@pytest.mark.parametrize("value", [1, -0.1, "0.5", True, None, float("nan"), [0.5], 10**400])
def test_what_is_no_share_is_refused_in_a_sentence(value):
    with pytest.raises(SettingError, match=r"^a: rate must be a number in \[0, 1\), got "):
        require_share("a", "rate", value)


@pytest.mark.parametrize("value", [1e-30, 1e-5, 1])
def test_number_may_be_either_bound_or_between(value):
    assert require_within("a", "eps", value, 1e-30, 1) == value


@pytest.mark.parametrize("value", [0, -1e-5, 1.1, "0.5", False, float("nan")])
def test_number_out_of_bounds_is_refused_in_a_sentence(value):
    with pytest.raises(SettingError, match=r"^a: eps must be a number from 1e-30 to 1, got "):
        require_within("a", "eps", value, 1e-30, 1)


@pytest.mark.parametrize("value", [2, 10**30, np.int64(2), np.uint8(2)])
def test_whole_number_becomes_a_plain_one(value):
    assert require_whole("a", "n", value, 2) == value
    assert type(require_whole("a", "n", value, 2)) is int


@pytest.mark.parametrize("value", [1, -2, 2.0, True, np.True_, "2", None, (2,)])
def test_what_is_no_whole_number_is_refused_in_a_sentence(value):
    with pytest.raises(SettingError, match=r"^a: n must be a whole number of at least 2, got "):
        require_whole("a", "n", value, 2)
