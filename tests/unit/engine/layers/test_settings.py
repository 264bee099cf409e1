from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.layers.settings import share, small


@pytest.mark.parametrize("value", [0, 0.0, 0.25, 0.999, np.float32(0.5)])
def test_share_is_a_number_from_0_up_to_1(value):
    assert share("drop1", "rate", value) == value


@pytest.mark.parametrize("value", [1, -0.1, "0.5", True, None, float("nan"), [0.5]])
def test_what_is_no_share_is_refused_in_a_sentence(value):
    with pytest.raises(SettingError, match=r"^drop1: rate must be a number in \[0, 1\), got "):
        share("drop1", "rate", value)


@pytest.mark.parametrize("value", [1e-30, 1e-5, 1])
def test_small_number_is_above_0_and_at_most_1(value):
    assert small("norm1", "eps", value) == value


@pytest.mark.parametrize("value", [0, -1e-5, 1.1, "0.5", False, float("nan")])
def test_what_is_not_small_or_nothing_is_refused_in_a_sentence(value):
    with pytest.raises(SettingError, match="norm1: eps must be a number from 1e-30 to 1"):
        small("norm1", "eps", value)
