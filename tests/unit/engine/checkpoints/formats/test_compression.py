from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Limits, LoadCancelled, Params, ParamsFileError

Load = Callable[..., Params]
Refusal = Callable[..., ParamsFileError]


def npy(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, array, version)
    return content.getvalue()


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
