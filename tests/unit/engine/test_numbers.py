from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.numbers import is_number, require_positive, require_strength


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
