from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from safetensors.numpy import save

from engine.checkpoints import Limits, LoadCancelled, Params, ParamsFileError

Load = Callable[..., Params]
Refusal = Callable[..., ParamsFileError]


def npy(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, array, version)
    return content.getvalue()


def header(text: str, content: bytes = b"") -> bytes:
    raw = text.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(raw)) + raw + content


def npz(pack: Callable[..., None] = np.savez, **arrays: np.ndarray) -> bytes:
    content = io.BytesIO()
    pack(content, **arrays)
    return content.getvalue()


# -- npy


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "f2", "f4", ">f8", "c16", "S3", "U2"])
def test_npy_comes_back(load: Load, version: tuple[int, int], dtype: str) -> None:
    array = np.asfortranarray(np.arange(6).reshape(2, 3).astype(dtype))
    params = load(npy(array, version))
    found = params.arrays["array"]
    np.testing.assert_array_equal(found, array)
    assert (params.format, found.dtype, found.flags.f_contiguous) == ("npy", array.dtype, True)


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (4,)])
def test_npy_of_odd_shapes_comes_back(load: Load, shape: tuple[int, ...]) -> None:
    assert load(npy(np.zeros(shape))).arrays["array"].shape == shape


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (npy(np.zeros(3))[:-1], "array", "has 23 bytes but its shape (3,) needs 24."),
        (npy(np.zeros(3)) + b"x", "array", "has 25 bytes"),
        (b"\x93NUMPY\x09\x00" + bytes(20), "corrupt", "version 9 of the .npy format"),
        (b"\x93NUMPY\x01", "corrupt", "is cut short or is no .npy file"),
        (b"\x93NUMPY\x01\x00\xff\x00{}   ", "corrupt", "its header has 255 bytes"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(9), "limit", "bytes of .npy header"),
        (header("{'descr': '<f4'}\n"), "array", "describes no plain array"),
        (header("__import__('os').system('true')"), "array", "describes no plain array"),
        (
            header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", b"\x80\x04N."),
            "array",
            "holds Python objects, as a pickle inside the file.",
        ),
        (
            header("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,), }\n", bytes(8)),
            "array",
            "no numbers and no text",
        ),
        (
            header("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }\n", bytes(4)),
            "array",
            "says a thing twice",
        ),
        (
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (1, , 2), }\n"),
            "array",
            "has no proper shape",
        ),
        (
            header(
                "{'descr': '<f4', 'fortran_order': False, "
                "'shape': (0, 999999999999999999, 999999999999999999), }\n"
            ),
            "array",
            "has an impossible shape",
        ),
        (
            header("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }\n", b"\xff" * 4),
            "array",
            "text of what are no characters",
        ),
    ],
)
def test_a_bad_npy_is_refused(refusal: Refusal, content: bytes, code: str, words: str) -> None:
    error = refusal(content)
    assert (error.code, words in str(error)) == (code, True), str(error)


# -- npz


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


# -- safetensors


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


# -- compression


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_checked_to_the_end(
    load: Load, refusal: Refusal, pack: Callable[[bytes], bytes]
) -> None:
    content = npy(np.arange(5000.0))
    packed = pack(content)
    assert load(packed + b"\0" * 7).compression
    assert refusal(packed[:-9]).code == "corrupt"
    broken = bytearray(packed)
    broken[len(packed) // 2 : len(packed) // 2 + 9] = bytes(9)
    assert refusal(bytes(broken)).code == "corrupt"
    half = len(content) // 2
    np.testing.assert_array_equal(
        load(pack(content[:half]) + pack(content[half:])).arrays["array"], np.arange(5000.0)
    )
    assert refusal(packed, limits=Limits(unpacked_bytes=1000)).code == "limit"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_only_so_many_parts_are_unpacked(
    refusal: Refusal, load: Load, pack: Callable[[bytes], bytes]
) -> None:
    content = npy(np.arange(3.0))
    parts = pack(content) + pack(b"") * 4
    np.testing.assert_array_equal(
        load(parts, limits=Limits(parts=5)).arrays["array"], np.arange(3.0)
    )
    error = refusal(parts, limits=Limits(parts=4))
    assert (error.code, error.details["limit"]) == ("limit", "parts")
    assert refusal(pack(b"") * 100_000).details["limit"] == "parts"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("count", [2**17, 2**17 + 1, 300_000])
def test_parts_longer_than_a_block_are_unpacked(
    load: Load, pack: Callable[[bytes], bytes], count: int
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, count, np.uint8)
    content = npy(np.concatenate([noise, np.zeros(5 << 20, np.uint8)]))
    half = len(content) // 3
    params = load(pack(content[:half]) + pack(content[half:]) + b"more")
    np.testing.assert_array_equal(params.arrays["array"][:count], noise)
    assert not params.arrays["array"][count:].any()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_unpacking_can_be_cancelled(load: Load, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(LoadCancelled):
        load(pack(npy(np.zeros(9))), progress=lambda done, total: False)
