from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

from engine.checkpoints import SaveError, load_params
from engine.checkpoints.safetensors_writer import write_safetensors

ARRAYS = {
    "conv1.w": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "column major": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "strided": np.arange(10, dtype=np.int64)[::3],
    "big endian": np.array([1.5, -2.0], ">f4"),
    "number": np.array(7, np.int32),
    "empty": np.zeros((0, 3), np.float16),
    "größe": np.array([True, False]),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "params.safetensors"


def test_the_library_reads_what_was_written(path: Path) -> None:
    write_safetensors(path, ARRAYS, {"of": "über"})
    read = load_file(path)
    assert read.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(read[name], array)
        assert read[name].shape == array.shape
        assert read[name].dtype == array.dtype.newbyteorder("=")
    with safe_open(path, "numpy") as file:
        assert file.metadata() == {"of": "über"}


def test_it_is_opened_by_ourselves(path: Path) -> None:
    write_safetensors(path, ARRAYS, {"of": "über"})
    params = load_params(path)
    for name, array in ARRAYS.items():
        assert (
            params.arrays[name].tobytes()
            == array.astype(array.dtype.newbyteorder("<")).tobytes()
        )


def test_equal_content_gives_equal_bytes_whatever_the_order_of_the_metadata(path: Path) -> None:
    texts = {letter: letter * 3 for letter in "gabcdef"}
    write_safetensors(path, ARRAYS, texts)
    once = path.read_bytes()
    write_safetensors(path, ARRAYS, dict(sorted(texts.items())))
    assert path.read_bytes() == once


def test_data_begins_at_a_multiple_of_8_bytes(path: Path) -> None:
    for length in range(8):
        write_safetensors(path, {"a" * (length + 1): np.ones(2)}, {"k": "é" * length})
        assert int.from_bytes(path.read_bytes()[:8], "little") % 8 == 0
        np.testing.assert_array_equal(load_file(path)["a" * (length + 1)], np.ones(2))


def test_without_texts_there_is_no_metadata(path: Path) -> None:
    write_safetensors(path, {"a": np.ones(1)}, {})
    assert b"__metadata__" not in path.read_bytes()


def test_the_name_of_the_metadata_is_no_name_of_an_array(path: Path) -> None:
    with pytest.raises(ValueError, match=r'^arrays: no name may be "__metadata__"$'):
        write_safetensors(path, {"__metadata__": np.ones(1)}, {})
    assert not path.exists()


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="its folder does not exist"):
        write_safetensors(tmp_path / "none" / "a.safetensors", {"a": np.ones(1)}, {})
