from __future__ import annotations

import re

import pytest

from convviz.cli.fitting import NoFitError, fitting
from engine.checkpoints import load_params, save_params
from engine.presets import load_preset


@pytest.fixture
def params(tmp_path):
    """Parameters of the preset numpy-cnn in a file."""
    save_params(tmp_path / "params.pkl", load_preset("numpy-cnn").build(5), [])
    return load_params(tmp_path / "params.pkl")


def test_preset_is_the_first_that_the_parameters_fit(params):
    preset, network = fitting(params, None)
    assert preset.name == "numpy-cnn"
    assert network.parameters.sha256() == load_preset("numpy-cnn").build(5).parameters.sha256()


def test_preset_that_does_not_fit_is_refused_with_the_reason(params):
    with pytest.raises(
        NoFitError, match=re.escape("does not fit the preset conv-net. conv-net:")
    ):
        fitting(params, "conv-net")
