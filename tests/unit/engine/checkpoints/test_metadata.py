from __future__ import annotations

import numpy as np
from safetensors.numpy import save

from engine.checkpoints.metadata import metadata_of


def test_metadata_are_those_of_the_file(load):
    arrays = {"w": np.zeros(2, np.float32)}
    assert metadata_of(load(save(arrays, {"a": "1", "b": ""}))) == {"a": "1", "b": ""}
    assert metadata_of(load(save(arrays))) == {}


def test_an_array_of_that_name_is_no_metadata(load):
    pickled = b"}X\x0c\x00\x00\x00__metadata__}X\x01\x00\x00\x00aX\x01\x00\x00\x00bss."
    assert metadata_of(load(pickled)) == {}
