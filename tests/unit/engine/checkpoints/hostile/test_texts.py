"""Texts, numbers and keys that bite whoever shows or counts them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import Params

TEXTS = {
    "markup": "<img src='file:///etc/passwd'><b>bold</b>",
    "script": "<script>alert(1)</script>",
    "right to left": "\u202egnp.exe\u2066",
    "no width": "a\u200bb\ufeffc\u00ad",
    "line breaks": "a\r\nb\u2028c\u2029d\x85e",
    "control characters": "".join(map(chr, range(32))) + "\x7f",
    "escapes of a terminal": "\x1b[2J\x1b]0;title\x07\x1b[31m",
    "zero": "a\0b",
    "lone surrogates": "\ud800\udfff",
    "formula": "=cmd|'/c calc'!A1",
    "format": "%s%n{0}{0.__class__}",
    "combining": "a" + "\u0301" * 200,
    "no characters": "\uffff\ufffe\U0010ffff",
    "long": "x" * 100_000,
    "nothing": "",
    "only spaces": " \t\u3000",
}


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_is_read_as_it_is(load: Callable[..., Params], name: str) -> None:
    text = TEXTS[name]
    params = load(pickle.dumps({text: [text, np.ones(2)]}))
    assert params.tree.keys == (text,)
    assert params.tree.child(0).child(0).value == text
    assert len(params.arrays) == 1


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_is_harmless_in_a_refusal(judge: Callable, asm, name: str) -> None:
    text = TEXTS[name]
    said = judge(asm.text(text) + asm.text(text) + b"\x93.", "foreign")
    assert text not in said or text.isprintable()
    assert len(said) < 600


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_is_harmless_where_it_is_quoted(judge: Callable, asm, name: str) -> None:
    text = TEXTS[name]
    judge(asm.name("numpy", "dtype") + b"(" + asm.text(text[:60]) + b"I0\nI1\ntR.", "array")
    described = {text: {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}
    header = json.dumps(described, ensure_ascii=False).encode("utf-8", "replace")
    judge(len(header).to_bytes(8, "little") + header + b"\0", "array")


NUMBERS = {
    "of 400 digits": b"L" + b"9" * 400 + b"L\n",
    "of 64 bytes": b"\x8a\x40" + b"\x7f" * 64,
    "not a number": b"Fnan\n",
    "infinite": b"F-inf\n",
    "tiny": b"F5e-324\n",
    "minus zero": b"F-0.0\n",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_any_number_can_be_described(judge: Callable, name: str) -> None:
    judge(b"](" + NUMBERS[name] + NUMBERS[name] + b"e.", "loaded")


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3, 2**30)),
        np.zeros(()),
        np.full(5, np.nan),
        np.array([np.inf, -np.inf]),
        np.zeros((1,) * 32),
        np.zeros((3, 0), "U5"),
    ],
    ids=["without numbers", "without axes", "NaN", "infinite", "32 axes", "text of nothing"],
)
def test_odd_arrays_are_read(load: Callable[..., Params], array: np.ndarray) -> None:
    found = load(pickle.dumps([array], 4)).arrays["[0]"]
    assert (found.shape, found.dtype) == (array.shape, array.dtype)
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize(
    "content",
    [
        b"You can run it so:\n\n    python train.py\n",
        b"Notes on training.\nThe weights are elsewhere.",
        b"# Readme\n\nThis is a text.",
        b"The weights of the network.",
        b"Using 3 layers, of which each has 8 filters.\n",
        b"import numpy as np\n\nnp.save('w', 1)\n",
        b"from numpy import *\n",
        b"class Network:\n    def __init__(self):\n        pass\n",
        b"copyright (c) 2020 somebody\n",
        b"Parameters: 13000\n",
        b"(c) 2020 by nobody in particular\n",
        b"(in the following, all weights are float32)\n",
        b"Body, Head and Legs\n1, 2 and 3\n",
        b"a,b,c\n1,2,3\n",
        b"1.0 2.0 3.0\n4.0 5.0 6.0\n",
        b"1.000000000000000000e+00\n2.000000000000000000e+00\n",
        b"- name: conv\n  kernel: 3\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        "Größe der Schichten: fünf\n".encode(),
        b"404: Not Found",
        b"Not Found",
        b'{"message": "Not Found"}',
    ],
)
def test_prose_and_programs_are_called_text(judge: Callable, content: bytes) -> None:
    judge(content, "format")
