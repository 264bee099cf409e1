"""The idx format: what is written is read, and what is damaged is refused in words."""

from __future__ import annotations

import gzip
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.data import read_idx, write_idx
from engine.errors import DataError

IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
PLAIN = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, *range(24)])


def test_bytes_are_those_of_the_definition(tmp_path):
    path = tmp_path / "images-idx3-ubyte"
    write_idx(path, IMAGES)
    assert path.read_bytes() == PLAIN


@pytest.mark.parametrize("name", ["plain", "packed.gz"])
@given(
    values=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0)),
)
def test_what_is_written_is_read(tmp_path_factory, name, values):
    path = tmp_path_factory.mktemp("idx") / name
    write_idx(path, values)
    read = read_idx(path, values.ndim)
    np.testing.assert_array_equal(read, values)
    assert not read.flags.writeable


def test_compression_is_known_by_the_bytes_and_not_by_the_name(tmp_path):
    (tmp_path / "plain.gz").write_bytes(PLAIN)
    (tmp_path / "packed").write_bytes(gzip.compress(PLAIN))
    for path in tmp_path.iterdir():
        np.testing.assert_array_equal(read_idx(path, 3), IMAGES)


def test_equal_images_make_equal_files(tmp_path):
    for name in ("a.gz", "b.gz"):
        write_idx(tmp_path / name, IMAGES)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


HUGE = b"\x00\x00\x08\x03" + b"\x00\x01\x00\x00" * 3

DAMAGES = [
    pytest.param(
        gzip.compress(HUGE + bytes(48_000_000), 1), "at most 47040000 bytes", id="gzip-huge"
    ),
    pytest.param(
        gzip.compress(PLAIN + bytes(48_000_000), 1), "too long: 2×3×4", id="gzip-much-longer"
    ),
    pytest.param(b"", r"must begin with the bytes 00 00 08 03 .* got none", id="empty"),
    pytest.param(b"\x00\x00", "truncated within its header: 2 of 16 bytes", id="two-bytes"),
    pytest.param(PLAIN[:10], "truncated within its header: 10 of 16 bytes", id="header"),
    pytest.param(
        PLAIN[:-1], "truncated: 2×3×4 needs 24 bytes of data, got 23; fetch it", id="short"
    ),
    pytest.param(
        PLAIN + b"x", "too long: 2×3×4 needs 24 bytes of data, got more; fetch it", id="long"
    ),
    pytest.param(
        b"\x00\x00\x08\x01" + PLAIN[4:],
        r"must begin with the bytes 00 00 08 03 \(an idx file of 3 dimensions\), "
        r"got 00 00 08 01; replace it by the official file",
        id="labels-for-images",
    ),
    pytest.param(b"\x00\x00\x0d\x03" + PLAIN[4:], "got 00 00 0d 03", id="floats"),
    pytest.param(b"<!DOCTYPE html>", "got 3c 21 44 4f", id="a-web-page"),
    pytest.param(
        b"\x00\x00\x08\x03" + b"\xff" * 12 + b"x", "truncated: 4294967295×", id="huge-header"
    ),
    pytest.param(gzip.compress(PLAIN)[:-9], "gzip file is truncated; delete", id="gzip-short"),
    pytest.param(
        gzip.compress(PLAIN)[:-8] + b"\0" * 8, "gzip file is corrupt; delete", id="gzip-sum"
    ),
    pytest.param(
        b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 30, "gzip file is corrupt", id="gzip-noise"
    ),
    pytest.param(gzip.compress(PLAIN[:-5]), "truncated: 2×3×4 needs", id="short-inside-gzip"),
]


@pytest.mark.parametrize(("content", "sentence"), DAMAGES)
def test_damage_is_told_with_file_and_cure(tmp_path, content, sentence):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=sentence) as caught:
        read_idx(path, 3)
    assert str(caught.value).startswith(f"{path}: ")
    assert caught.value.path == path


@given(cut=st.integers(0, 400), noise=st.binary(max_size=20))
def test_no_damage_raises_anything_but_the_one_error(tmp_path_factory, cut, noise):
    packed = gzip.compress(PLAIN)
    path = tmp_path_factory.mktemp("idx") / "images.gz"
    path.write_bytes(packed[: cut % len(packed)] + noise)
    with pytest.raises(DataError):
        read_idx(path, 3)


def test_missing_file_is_told(tmp_path):
    with pytest.raises(DataError, match="it cannot be read"):
        read_idx(tmp_path / "nowhere.gz", 3)


def test_file_that_must_not_be_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "images.gz"

    def forbid(*_: object) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(type(path), "open", forbid)
    with pytest.raises(DataError, match="no permission to read it"):
        read_idx(path, 3)


def test_only_bytes_are_written(tmp_path):
    with pytest.raises(TypeError, match="values must be uint8, got float64"):
        write_idx(tmp_path / "x", np.zeros((1, 2)))
    assert list(tmp_path.iterdir()) == []
