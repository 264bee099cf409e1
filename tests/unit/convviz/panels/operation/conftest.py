"""A small network with both kinds of layers, and the trace of one image."""

import numpy as np
import pytest

from engine.inspection import trace
from engine.presets import load_preset


@pytest.fixture(scope="session")
def network():
    """The preset conv-net."""
    return load_preset("conv-net").build(3)


@pytest.fixture(scope="session")
def seen(network):
    """One image on its way through it, and back."""
    x = np.random.default_rng(1).random(network.input_shape, np.float32)
    return trace(network, x, 4)
