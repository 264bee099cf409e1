from __future__ import annotations

import json
import struct
from collections.abc import Callable

import numpy as np
import pytest
from safetensors.numpy import save

from engine.checkpoints import Limits, Params, ParamsFileError

Load = Callable[..., Params]
Refusal = Callable[..., ParamsFileError]


def test_safetensors_comes_back_by_name_with_its_metadata(load: Load) -> None:
    arrays = {"conv1.w": np.ones((2, 3), "f4"), "n": np.arange(4), "e": np.zeros((0, 2), "f2")}
    params = load(save(arrays, {"made by": "us"}))
    assert params.format == "safetensors"
    assert set(params.arrays) == set(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(params.arrays[name], array)
    metadata = params.tree.get("__metadata__")
    assert metadata is not None
    assert (metadata.keys, metadata.items) == (("made by",), ("us",))


def tensor(dtype: str, shape: list[int], content: bytes) -> bytes:
    text = json.dumps(
        {"w": {"dtype": dtype, "shape": shape, "data_offsets": [0, len(content)]}}
    ).encode()
    return struct.pack("<Q", len(text)) + text + content


def test_bfloat16_becomes_float32_with_a_note(load: Load) -> None:
    params = load(tensor("BF16", [2], b"\x80\x3f\x20\xc0"))
    assert params.arrays["w"].tolist() == [1.0, -2.5]
    assert params.tree.child(0).note == "bfloat16 in the file"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tensor("F8_E4M3", [2], b"\0\0"), "array"),
        (tensor("F32", [3], b"\0" * 8), "corrupt"),
        (tensor("F32", [2], b"\0" * 8)[:-1], "corrupt"),
        (tensor("NONE", [2], b"\0" * 8), "corrupt"),
        (struct.pack("<Q", 8) + b"{nojson}", "corrupt"),
    ],
)
def test_a_bad_safetensors_is_refused(refusal: Refusal, content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_long_header_of_safetensors_is_not_shown_to_the_library(refusal: Refusal) -> None:
    content = save({"w": np.ones(2)}, {"note": "x" * 900})
    error = refusal(content, limits=Limits(safetensors_header_bytes=500))
    assert error.details["limit"] == "safetensors_header_bytes"


@pytest.mark.parametrize("shape", [(1,) * 33, (1,) * 65, (0, 2**40, 2**20)])
def test_a_safetensors_of_an_impossible_shape_is_refused(
    refusal: Refusal, shape: tuple[int, ...]
) -> None:
    size = 0 if 0 in shape else 4
    tensor = {"dtype": "F32", "shape": shape, "data_offsets": [0, size]}
    described = json.dumps({"w": tensor}).encode()
    error = refusal(struct.pack("<Q", len(described)) + described + bytes(size))
    assert (error.code, "impossible shape" in str(error)) == ("array", True)
