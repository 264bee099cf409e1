"""Forged states of arrays, dtypes and NumPy's numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

OBJECTS = ("O8", "|", -1, 63)
FOUR = b"\0" * 4

DTYPES = {
    "objects that deny it": ("O8", "|"),
    "objects with other flags": ("O8", "|", -1, 62),
    "floats that claim objects": ("f4", "<", -1, 63),
    "floats that claim to be text": ("f4", "<", -1, 8),
    "floats with one flag": ("f4", "<", -1, 1),
    "floats with all flags": ("f4", "<", -1, 2**63 - 1),
    "negative flags": ("f4", "<", -1, -1),
    "text without its flag": ("U1", "<", 4, 0),
    "bytes with the flag of text": ("S4", "|", 4, 8),
    "items too long": ("f4", "<", 8),
    "items of nothing": ("f4", "<", 0),
    "negative items": ("f4", "<", -4),
    "text of other items": ("U1", "<", 1, 8),
    "structures": ("V4", "|", 4),
    "a gigabyte of structure": ("V1000000000", "|", 10**9),
    "dates": ("M8", "<"),
    "dates in seconds": ("M8[s]", "<"),
    "durations": ("m8", "<"),
    "several fields": ("f4,f4", "<"),
    "a subarray": ("(1000,1000)f4", "<"),
    "a field of objects": ("i4,O", "<"),
    "a name of Python": ("float", "<"),
    "a name of C": ("longdouble", "<"),
    "all of another machine": ("f12", "<"),
    "a wide complex": ("c32", "<"),
    "no code": ("", "<"),
    "white space": (" f4", "<"),
    "a line": ("f4\n", "<"),
    "digits of another script": ("f\u0664", "<"),
    "a length beyond all": ("S999999999999", "|"),
    "no order": ("f4", ""),
    "an unknown order": ("f4", "!"),
    "an order twice": ("f4", "<<"),
    "order S": ("f4", "s"),
    "datatype objects by a letter": ("O", "|", -1, 63),
    "objects of four bytes that deny it": ("O4", "|"),
}


@pytest.mark.parametrize("name", DTYPES)
def test_a_dtype_is_what_its_code_says(judge: Callable, asm, name: str) -> None:
    dtype = asm.dtype(*DTYPES[name])
    content = b"](Ne" if name.startswith("objects") else asm.raw(FOUR)
    judge(asm.array((1,), dtype, content) + b".", "array")
    judge(asm.scalar + b"(" + dtype + asm.raw(FOUR) + b"tR.", "array")
    judge(asm.buffered(asm.raw(FOUR), dtype, b"I1\n\x85" + asm.text("C")) + b".", "array")


STATES = {
    "nothing": b"N",
    "empty": b")",
    "a list": b"](I3\ne",
    "a dictionary": b"}",
    "another version": b"(I5\nX\x01\0\0\0<NNNI-1\nI-1\nI0\nt",
    "a version that is true": b"(\x88X\x01\0\0\0<NNNI-1\nI-1\nI0\nt",
    "names": b"(I3\nX\x01\0\0\0<N(X\x01\0\0\0at}I-1\nI-1\nI0\nt",
    "subarray": b"(I3\nX\x01\0\0\0<(cnumpy\ndtype\n(I2\ntt" + b"NNI-1\nI-1\nI0\nt",
    "metadata": b"(I4\nX\x01\0\0\0<NNNI-1\nI-1\nI0\n}t",
    "too long": b"(I3\nX\x01\0\0\0<NNNI-1\nI-1\nI0\nNNt",
    "too short": b"(I3\nX\x01\0\0\0<NNNI-1\nt",
    "an order of bytes": b"(I3\nC\x01<NNNI-1\nI-1\nI0\nt",
    "a size that is a float": b"(I3\nX\x01\0\0\0<NNNF4\nI-1\nI0\nt",
    "an odd alignment": b"(I3\nX\x01\0\0\0<NNNI-1\nI3\nI0\nt",
    "flags that are false": b"(I3\nX\x01\0\0\0<NNNI-1\nI-1\n\x89t",
}


@pytest.mark.parametrize("name", STATES)
def test_a_dtype_has_the_state_that_numpy_writes(judge: Callable, asm, name: str) -> None:
    start = asm.name("numpy", "dtype") + b"(" + asm.text("f4") + b"I0\nI1\ntR"
    judge(asm.array((1,), start + STATES[name] + b"b", asm.raw(FOUR)) + b".", "array")


def test_a_dtype_is_described_once(judge: Callable, asm) -> None:
    again = b"(I3\nX\x01\0\0\0>NNNI-1\nI-1\nI0\ntb"
    judge(asm.dtype("f4") + again + b".", "array")
    judge(asm.dtype("f4") + b".", "array")
    judge(asm.array((1,), asm.name("numpy", "dtype"), asm.raw(FOUR)) + b".", "array")
    judge(asm.name("numpy", "dtype") + b"(NtR.", "array")
    judge(asm.name("numpy", "dtype") + b")R.", "array")


SHAPES = {
    "negative": (-1,),
    "both negative": (-1, -1),
    "too long": (2**31,),
    "beyond every integer": (2**63, 2),
    "more than memory": (2**30, 2**30),
    "overflow to one": (2**31 - 1, 2**31 - 1, 2**31 - 1),
    "overflow to nothing": (2**16, 2**16, 2**16, 2**16),
    "long axes beside nothing": (0, 2**31 - 1, 2**31 - 1, 2**31 - 1),
    "beyond NumPy beside nothing": (0, 2**62),
    "33 axes": (1,) * 33,
    "100 000 axes": (1,) * 100_000,
    "too many": (2,),
    "nothing": (0,),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_compared_with_the_bytes(judge: Callable, asm, name: str) -> None:
    shape = SHAPES[name]
    content = asm.raw(b"" if 0 in shape and len(shape) > 1 else FOUR)
    judge(asm.array(shape, asm.dtype("f4"), content) + b".", "array")
    dims = b"(" + b"".join(map(asm.whole, shape)) + b"t"
    judge(asm.buffered(content, asm.dtype("f4"), dims, asm.text("C")) + b".", "array")


ARRAYS = {
    "objects from bytes": (b"(I2\nt", OBJECTS, b"B\x10\0\0\0" + b"\xff" * 16),
    "fewer objects": (b"(I3\nt", OBJECTS, b"](NNe"),
    "more objects": (b"(I1\nt", OBJECTS, b"](NNe"),
    "objects in a tuple": (b"(I2\nt", OBJECTS, b"(NNt"),
    "objects in a dictionary": (b"(I0\nt", OBJECTS, b"}"),
    "too few bytes": (b"(I2\nI3\nt", ("f4",), b"B\x14\0\0\0" + bytes(20)),
    "too many bytes": (b"(I2\nI3\nt", ("f4",), b"B\x1c\0\0\0" + bytes(28)),
    "no bytes": (b"(I1\nt", ("f4",), b"N"),
    "a list of numbers": (b"(I1\nt", ("f4",), b"](F1\ne"),
    "text": (b"(I1\nt", ("f4",), b"X\x04\0\0\0abcd"),
    "shape as a list": (b"](I1\ne", ("f4",), b"C\x04abcd"),
    "shape as a number": (b"I1\n", ("f4",), b"C\x04abcd"),
    "shape of floats": (b"(F1\nt", ("f4",), b"C\x04abcd"),
    "shape of truth": (b"(\x88t", ("f4",), b"C\x04abcd"),
    "shape of text": (b"(X\x01\0\0\x001t", ("f4",), b"C\x04abcd"),
    "beyond Unicode": (b"(I1\nt", ("U1", "<", 4, 8), b"C\x04\xff\xff\xff\xff"),
    "beyond Unicode, reversed": (b"(I1\nt", ("U1", ">", 4, 8), b"C\x04\0\x11\0\0"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_holds_what_its_dtype_and_shape_say(judge: Callable, asm, name: str) -> None:
    shape, dtype, content = ARRAYS[name]
    state = b"(I1\n" + shape + asm.dtype(*dtype) + b"I0\n" + content + b"tb."
    judge(asm.empty_array + state, "array")


@pytest.mark.parametrize(
    "form",
    [
        lambda asm: asm.empty_array,
        lambda asm: b"](" + asm.empty_array + b"e",
        lambda asm: asm.empty_array + b"Nb",
        lambda asm: asm.empty_array + b")b",
        lambda asm: asm.empty_array + b"}b",
        lambda asm: asm.empty_array + b"(I2\n(I1\nt" + asm.dtype("f4") + b"I0\nC\x04abcdtb",
        lambda asm: asm.empty_array + b"(I1\n(I1\nt" + asm.dtype("f4") + b"I2\nC\x04abcdtb",
        lambda asm: asm.empty_array + b"(I1\n(I1\nt" + asm.dtype("f4") + b"NC\x04abcdtb",
        lambda asm: asm.empty_array + b"(I1\n(I1\ntNI0\nC\x04abcdtb",
        lambda asm: asm.array((1,), asm.dtype("f4"), asm.raw(FOUR)) + b"(I1\n(t)I0\nNtb",
        lambda asm: asm.ndarray,
        lambda asm: asm.ndarray + b"(I1000000\ntR",
        lambda asm: asm.ndarray + b"((I5\nt" + asm.dtype(*OBJECTS) + b"tR",
        lambda asm: asm.reconstruct + b")R",
        lambda asm: asm.reconstruct + b"(" + asm.ndarray + b"(I1000000000000\ntC\x01btR",
        lambda asm: asm.reconstruct + b"(" + asm.ndarray + b"(\x89tC\x01btR",
        lambda asm: asm.reconstruct + b"(" + asm.ndarray + b"(I0\ntC\x01OtR",
        lambda asm: asm.reconstruct + b"(" + asm.ndarray + b"(I0\ntC\x02bbtR",
        lambda asm: asm.reconstruct + b"(" + asm.ndarray + b"(I0\ntNtR",
        lambda asm: asm.reconstruct + b"(" + asm.name("numpy", "dtype") + b"(I0\ntC\x01btR",
        lambda asm: asm.reconstruct + b"(N(I0\ntC\x01btR",
        lambda asm: asm.reconstruct + b"(" + asm.ndarray + b"(I0\ntC\x01bNtR",
    ],
)
def test_an_array_is_made_as_numpy_makes_it(judge: Callable, asm, form: Callable) -> None:
    judge(form(asm) + b".", "array")


@pytest.mark.parametrize(
    "rest",
    [
        lambda asm: (asm.raw(FOUR), asm.dtype("f4")),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K")),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("A")),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("C"), b"(I0\nt"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K"), b"(I1\nt"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K"), b"(I0\nI0\nt"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K"), b"](I0\ne"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K"), b"(\x89t"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K"), b"(I-1\nt"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("K"), b"N"),
        lambda asm: (asm.raw(FOUR), asm.dtype("f4"), b"(I1\nt", asm.text("C"), b"N", b"N"),
        lambda asm: (asm.raw(bytes(8)), asm.dtype(*OBJECTS), b"(I1\nt", asm.text("C")),
        lambda asm: (b"](Ne", asm.dtype(*OBJECTS), b"(I1\nt", asm.text("C")),
        lambda asm: (asm.text("abcd"), asm.dtype("f4"), b"(I1\nt", asm.text("C")),
        lambda asm: (asm.raw(FOUR), asm.text("f4"), b"(I1\nt", asm.text("C")),
    ],
)
def test_a_buffer_is_read_as_numpy_reads_it(judge: Callable, asm, rest: Callable) -> None:
    judge(asm.buffered(*rest(asm)) + b".", "array")


@pytest.mark.parametrize(
    "args",
    [
        lambda asm: b"",
        lambda asm: asm.dtype("f4"),
        lambda asm: asm.dtype("f4") + b"C\x03abc",
        lambda asm: asm.dtype("f4") + b"C\x04abcdN",
        lambda asm: asm.dtype("f4") + b"N",
        lambda asm: asm.dtype(*OBJECTS) + b"N",
        lambda asm: asm.dtype(*OBJECTS) + asm.raw(bytes(8)),
        lambda asm: asm.dtype("S99999999", "|") + asm.raw(b""),
        lambda asm: asm.dtype("U0", flags=8) + asm.raw(FOUR),
        lambda asm: asm.dtype("U1", flags=8) + asm.raw(b"\0\0\x11\0"),
        lambda asm: asm.text("f4") + asm.raw(FOUR),
    ],
)
def test_a_number_has_the_bytes_of_its_dtype(judge: Callable, asm, args: Callable) -> None:
    judge(asm.scalar + b"(" + args(asm) + b"tR.", "array")


@pytest.mark.parametrize(
    "content",
    [
        b"(I1\nX\x06\0\0\0latin1tR.",
        b"(X\x04\0\0\0Y2F0X\x06\0\0\0base64tR.",
        b"(X\x04\0\0\0Y2F0X\x05\0\0\0utf-8tR.",
        b"(X\x04\0\0\0Y2F0X\x06\0\0\0LATIN1tR.",
        b"(X\x04\0\0\0Y2F0X\x06\0\0\0latin1X\x06\0\0\0ignoretR.",
        b"(X\x04\0\0\0Y2F0tR.",
        b"(X\x04\0\0\0Y2F0C\x06latin1tR.",
    ],
)
def test_bytes_are_written_as_latin1_only(judge: Callable, asm, content: bytes) -> None:
    judge(asm.encode + content, "array")
