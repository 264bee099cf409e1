from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Limits, Params, ParamsFileError

Load = Callable[..., Params]
Refusal = Callable[..., ParamsFileError]


def npy(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, array, version)
    return content.getvalue()


def npz(pack: Callable[..., None] = np.savez, **arrays: np.ndarray) -> bytes:
    content = io.BytesIO()
    pack(content, **arrays)
    return content.getvalue()


@pytest.mark.parametrize("pack", [np.savez, np.savez_compressed])
def test_npz_comes_back_by_name(load: Load, pack: Callable[..., None]) -> None:
    arrays = {"conv1.w": np.ones((2, 1, 3, 3), "f4"), "b/c": np.arange(4), "ü": np.zeros(0)}
    params = load(npz(pack, **arrays))
    assert params.format == "npz"
    assert list(params.arrays) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(params.arrays[name], array)
        assert not params.arrays[name].flags.writeable


def test_an_empty_npz_is_empty(load: Load) -> None:
    assert dict(load(npz()).arrays) == {}


def test_npz_inside_gzip_comes_back(load: Load) -> None:
    assert load(gzip.compress(npz(w=np.ones(2)))).describe() == "npz, in gzip"


def test_a_zip_with_64_bit_sizes_comes_back(load: Load) -> None:
    content = bytearray(npz(w=np.ones(2)))
    entry = content.index(b"PK\x01\x02")
    sizes = content[entry + 20 : entry + 28]
    wide = struct.pack("<QQ", *reversed(struct.unpack("<II", sizes)))
    content[entry + 20 : entry + 28] = b"\xff" * 8
    content[entry + 30 : entry + 32] = struct.pack("<H", 20)
    content[entry + 51 : entry + 51] = struct.pack("<HH", 1, 16) + wide
    end = content.index(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", end - entry)
    np.testing.assert_array_equal(load(bytes(content)).arrays["w"], np.ones(2))


def test_a_zip_with_a_64_bit_directory_comes_back(load: Load) -> None:
    content = npz(w=np.ones(2))
    end = content.index(b"PK\x05\x06")
    count, size, start = struct.unpack("<2xHII", content[end + 8 : end + 20])
    wide = b"PK\x06\x06" + struct.pack(
        "<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, start
    )
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    short = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0
    )
    np.testing.assert_array_equal(
        load(content[:end] + wide + locator + short).arrays["w"], np.ones(2)
    )


@pytest.mark.parametrize("damage", ["directory", "entry"])
def test_a_damaged_zip_with_64_bit_sizes_is_corrupt(refusal: Refusal, damage: str) -> None:
    content = bytearray(npz(w=np.ones(2)))
    entry, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    if damage == "entry":
        content[entry + 20 : entry + 24] = b"\xff" * 4
        content[entry + 30 : entry + 32] = struct.pack("<H", 8)
        content[entry + 51 : entry + 51] = struct.pack("<HHI", 7, 4, 0)
        content[end + 20 : end + 24] = struct.pack("<I", end + 8 - entry)
    else:
        content[end + 16 : end + 20] = b"\xff" * 4
        content[end:end] = bytes(76)
    assert refusal(bytes(content)).code == "corrupt"


def changed(content: bytes, old: bytes, new: bytes, times: int = 1) -> bytes:
    assert old in content
    return content.replace(old, new, times)


def damaged() -> bytes:
    content = bytearray(npz(np.savez_compressed, w=np.arange(99.0)))
    start = content.index(b"w.npy") + 25
    content[start : start + 4] = b"\xff" * 4
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(npz(w=np.ones(2)))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Return an archive whose second member lies inside the first one's bytes."""
    inner = npz(w=np.ones(2))
    local = inner[: inner.index(b"PK\x01\x02")]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.npy", npy(np.frombuffer(local + bytes(-len(local) % 8), "u1")))
    outer = bytearray(content.getvalue())
    entry = bytearray(inner[inner.index(b"PK\x01\x02") : inner.index(b"PK\x05\x06")])
    entry[42:46] = struct.pack("<I", outer.index(local[:30]))
    end = outer.index(b"PK\x05\x06")
    start = outer.index(b"PK\x01\x02")
    size = end - start + len(entry)
    outer[end + 8 : end + 20] = struct.pack("<HHII", 2, 2, size, start)
    outer[end:end] = entry
    return bytes(outer)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (npz(w=np.ones(2))[:-10], "its directory is missing"),
        (changed(npz(w=np.ones(2)), b"w.npy", b"v.npy"), "do not agree"),
        (npz(w=np.ones(2)).replace(np.ones(1).tobytes(), bytes(8)), "is damaged"),
        (damaged(), "is damaged"),
        (
            npz(a=np.ones(2), b=np.ones(2)).replace(b"b.npy", b"a.npy"),
            "two members of one name",
        ),
        (encrypted(), "packed in an unknown way"),
        (overlapping(), "share their bytes"),
        (
            changed(npz(w=np.ones(2)), b"PK\x01\x02", b"PK\x01\x03"),
            "directory of the archive is",
        ),
        (b"PK\x05\x06" + bytes(6) + b"\x01\x00" + bytes(10), "cut short"),
        (b"PK\x05\x06" + b"\xff" * 16 + bytes(2), "directory of the archive is missing"),
    ],
)
def test_a_bad_npz_is_corrupt(refusal: Refusal, content: bytes, words: str) -> None:
    error = refusal(content)
    assert error.code == "corrupt", str(error)
    assert words in str(error)


def test_a_pickle_inside_an_npz_is_refused(refusal: Refusal) -> None:
    error = refusal(npz(w=np.array([None])))
    assert str(error).startswith("The array w holds Python objects")


def test_the_members_of_an_npz_are_limited(load: Load) -> None:
    content = npz(**{f"a{i}": np.ones(100) for i in range(5)})
    for limits, words in (
        (Limits(members=4), "asks for 5 members"),
        (Limits(unpacked_bytes=2000), "unpacks to"),
        (Limits(array_bytes=2000), "bytes of arrays"),
    ):
        with pytest.raises(ParamsFileError, match=words):
            load(content, limits=limits)


def test_names_that_climb_are_only_names(load: Load) -> None:
    content = npz(w=np.ones(2)).replace(b"w.npy", b"../x/w.npy"[-5:])
    assert load(content).arrays
