from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.optimizers.settings import (
    require_eps,
    require_learning_rate,
)

NO_NUMBERS = [None, True, "0.1", [0.1], float("nan"), 10**400]


@pytest.mark.parametrize("value", [*NO_NUMBERS, 0, -0.1, float("inf")])
def test_learning_rate_must_be_above_0_and_finite(value):
    with pytest.raises(SettingError, match=r"^a: learning rate must be a number above 0, got "):
        require_learning_rate("a", value)


@pytest.mark.parametrize("value", [*NO_NUMBERS, 0, 1e-50, 1.1])
def test_eps_must_be_something_in_float32(value):
    with pytest.raises(SettingError, match=r"^a: eps must be a number from 1e-38 to 1, got "):
        require_eps("a", value)


def test_whole_numbers_and_those_of_numpy_are_numbers():
    assert require_learning_rate("a", np.float32(0.5)) == 0.5
    assert require_learning_rate("a", 1) == 1.0
    assert require_eps("a", 1) == 1.0
