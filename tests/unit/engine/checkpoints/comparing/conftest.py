"""Sides made of arrays and of networks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints.comparing import Side
from engine.checkpoints.node import Node
from engine.network import Network
from engine.presets import load_preset


@pytest.fixture
def side_of() -> Callable[..., Side]:
    """Return a side of arrays by their names, as a file of that name has them."""

    def make(name: str = "a.npz", **arrays: np.ndarray) -> Side:
        items = tuple(Node("array", array=np.asarray(x)) for x in arrays.values())
        return Side.of_tree(name, Node("dict", keys=tuple(arrays), items=items))

    return make


@pytest.fixture(scope="session")
def conv_net() -> Network:
    return load_preset("conv-net").build(seed=3)
