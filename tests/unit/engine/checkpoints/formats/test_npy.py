from __future__ import annotations

import io
import struct
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Params, ParamsFileError

Load = Callable[..., Params]
Refusal = Callable[..., ParamsFileError]


def npy(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, array, version)
    return content.getvalue()


def header(text: str, content: bytes = b"") -> bytes:
    raw = text.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(raw)) + raw + content


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "f2", "f4", ">f8", "c16", "S3", "U2"])
def test_npy_comes_back(load: Load, version: tuple[int, int], dtype: str) -> None:
    array = np.asfortranarray(np.arange(6).reshape(2, 3).astype(dtype))
    params = load(npy(array, version))
    found = params.arrays["array"]
    np.testing.assert_array_equal(found, array)
    assert (params.format, found.dtype, found.flags.f_contiguous) == ("npy", array.dtype, True)


def test_float128_of_npy_becomes_float64_with_a_note(load: Load) -> None:
    numbers = np.array([[1.5, -2.0], [np.inf, 0.25]], "longdouble")
    if numbers.dtype.itemsize != 16 or np.finfo("longdouble").nmant != 63:
        pytest.skip("needs the 80-bit numbers of x86 in 16 bytes")
    for array in (numbers, np.asfortranarray(numbers), numbers[:0], numbers.astype(">g")):
        params = load(npy(array))
        np.testing.assert_array_equal(params.arrays["array"], array.astype(np.float64))
        assert params.tree.note == "float128 in the file"
        assert not params.arrays["array"].flags.writeable


@pytest.mark.parametrize(
    "text",
    [
        "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
        '{"descr": "<f4", "fortran_order": False, "shape": (2,), }  \n',
        "{'shape': (2L,), 'fortran_order': False, 'descr': '<f4'}\n",
    ],
)
def test_headers_of_other_writers_are_read(load: Load, text: str) -> None:
    content = header(text, np.ones(2, "<f4").tobytes())
    np.testing.assert_array_equal(load(content).arrays["array"], np.ones(2))


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (4,)])
def test_npy_of_odd_shapes_comes_back(load: Load, shape: tuple[int, ...]) -> None:
    assert load(npy(np.zeros(shape))).arrays["array"].shape == shape


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (
            npy(np.zeros(3))[:-1],
            "corrupt",
            "cut short: it has 23 bytes but its shape (3,) needs 24.",
        ),
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
