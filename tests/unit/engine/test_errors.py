from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DataError, DataMissingError, EngineError, SettingError, ShapeError


def test_shape_error_says_who_needs_what_and_what_there_is():
    error = ShapeError("conv1", "x", expected=("N", 3, "H", "W"), got=(1, 1, 5, 5))
    assert str(error) == "conv1: x must have shape (N, 3, H, W), got (1, 1, 5, 5)"


def test_shape_of_one_axis_is_written_as_a_tuple():
    error = ShapeError("dense1", "b", expected=(10,), got=(10, 1))
    assert str(error) == "dense1: b must have shape (10,), got (10, 1)"


def test_setting_error_says_the_rule_and_the_value():
    error = SettingError("adam", "beta2 must be in [0, 1)", 1.0)
    assert str(error) == "adam: beta2 must be in [0, 1), got 1.0"
    assert (error.owner, error.got) == ("adam", 1.0)


def test_data_error_remembers_the_file():
    assert DataError("truncated", path=Path("a.gz")).path == Path("a.gz")
    assert DataMissingError("nowhere").path is None


@pytest.mark.parametrize("kind", [ShapeError, SettingError])
def test_wrong_arguments_are_value_errors_and_engine_errors(kind):
    assert issubclass(kind, ValueError)
    assert issubclass(kind, EngineError)
