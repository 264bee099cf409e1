"""Archives and headers that lie, burst or overlap."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pytest

NPY = {"descr": "'<f4'", "fortran_order": "False", "shape": "(1,)"}


def npy(content: bytes = bytes(4), version: int = 1, **fields: str) -> bytes:
    text = "{" + "".join(f"'{k}': {v}, " for k, v in (NPY | fields).items()) + "}\n"
    return headed(text.encode(), content, version)


def headed(header: bytes, content: bytes = b"", version: int = 1) -> bytes:
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + content


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def changed(content: bytes, old: bytes, new: bytes, times: int = -1) -> bytes:
    assert old in content
    return content.replace(old, new, times)


def tensors(header: object, content: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + content


def tensor(start: int, stop: int, shape: list[int], dtype: str = "F32") -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


ONE = zipped({"w.npy": npy()})
STORED = zipped({"w.npy": npy()}, zipfile.ZIP_STORED)
NPY_CASES = {
    "code in the header": (headed(b"__import__('os').system('touch CANARY')"), "array"),
    "code in a field": (npy(descr="__import__('os')"), "array"),
    "a call": (npy(shape="(int(1),)"), "array"),
    "parentheses without end": (headed(b"{'shape': " + b"(" * 9000), "array"),
    "nested parentheses": (npy(shape="(" * 3000 + ")" * 3000), "array"),
    "brackets": (headed(b"[" * 5000 + b"]" * 5000), "array"),
    "a power": (npy(shape="(9**9**9,)"), "array"),
    "a header of 60 kB": (headed(b"{" + b" " * 60_000), "limit"),
    "a header of 4 GB": (b"\x93NUMPY\x02\0\xff\xff\xff\xff{", "limit"),
    "a header of 2 GB": (b"\x93NUMPY\x03\0\xff\xff\xff\x7f{", "limit"),
    "a header beyond the file": (b"\x93NUMPY\x01\0\x00\x10{}", "corrupt"),
    "version 0": (npy(version=0), "corrupt"),
    "version 4": (npy(version=4), "corrupt"),
    "objects": (npy(b"\x80\x04N.", descr="'|O'"), "array"),
    "objects that run": (npy(b"cos\nsystem\n(Vtouch CANARY\ntR.", descr="'|O8'"), "array"),
    "structures": (npy(descr="[('a', '<f4')]"), "array"),
    "structures of objects": (npy(descr="[('a', '|O')]"), "array"),
    "subarrays": (npy(descr="('<f4', (1000000, 1000000))"), "array"),
    "dates": (npy(bytes(8), descr="'<M8[s]'"), "array"),
    "a gigabyte of item": (npy(descr="'|V1000000000'"), "array"),
    "items of nothing": (npy(b"", descr="'|S0'"), "array"),
    "items of a petabyte": (npy(descr="'|S999999999999999'"), "array"),
    "terabytes": (npy(shape="(1000000000000,)"), "array"),
    "overflow": (npy(b"", shape="(4294967296, 4294967296, 4)"), "array"),
    "overflow beside nothing": (npy(b"", shape="(0, 9223372036854775807)"), "array"),
    "beyond every integer": (npy(shape="(" + "9" * 400 + ",)"), "array"),
    "negative": (npy(shape="(-1,)"), "array"),
    "truth": (npy(shape="(True,)"), "array"),
    "a number as its shape": (npy(shape="(1)"), "array"),
    "33 axes": (npy(shape="(" + "1," * 33 + ")"), "array"),
    "too little": (npy(bytes(3)), "corrupt"),
    "too much": (npy(bytes(5)), "array"),
    "an order of neither": (npy(fortran_order="1"), "array"),
    "one more field": (npy(extra="1"), "array"),
    "a field twice": (
        headed(b"{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }\n", bytes(4)),
        "array",
    ),
    "a byte of zero": (npy(descr="'<f4\0'"), "array"),
    "no Unicode": (npy(b"\xff\xff\xff\x7f", descr="'<U1'"), "array"),
}
ZIP_CASES = {
    "4 GB in a member": (
        changed(ONE, struct.pack("<I", len(npy())), b"\xfe\xff\xff\xff"),
        "limit",
    ),
    "a gigabyte of zeros": (lambda: zipped({"w.npy": npy(bytes(600 << 20))}), "limit"),
    "a size too small": (
        changed(ONE, struct.pack("<I", len(npy())), struct.pack("<I", 70)),
        "corrupt",
    ),
    "2 001 members": (lambda: zipped({f"{i}.npy": npy() for i in range(2001)}), "limit"),
    "65 535 members": (
        changed(STORED, b"\1\0\1\0", b"\xff\xff\xff\xff"),
        "corrupt",
    ),
    "one name twice": (
        changed(zipped({"a.npy": npy(), "b.npy": npy()}), b"b.npy", b"a.npy"),
        "corrupt",
    ),
    "another name in front": (changed(ONE, b"w.npy", b"v.npy", 1), "corrupt"),
    "another method in front": (
        changed(STORED, b"PK\3\4\x14\0\0\0\0\0", b"PK\3\4\x14\0\0\0\x08\0"),
        "corrupt",
    ),
    "an unknown method": (
        changed(
            changed(STORED, b"PK\3\4\x14\0\0\0\0\0", b"PK\3\4\x14\0\0\0\x0c\0"),
            b"\x14\0\0\0\0\0",
            b"\x14\0\0\0\x0c\0",
        ),
        "corrupt",
    ),
    "bzip2 inside": (zipped({"w.npy": npy()}, zipfile.ZIP_BZIP2), "corrupt"),
    "lzma inside": (zipped({"w.npy": npy()}, zipfile.ZIP_LZMA), "corrupt"),
    "a directory elsewhere": (STORED[:-6] + b"\xff\xff\0\0" + STORED[-2:], "corrupt"),
    "a directory of 64 bits that is none": (
        STORED[:-6] + b"\xff\xff\xff\xff" + STORED[-2:],
        "corrupt",
    ),
    "no directory": (STORED[:-30], "corrupt"),
    "another sum": (changed(STORED, bytes(4) + b"PK\1\2", b"\0\0\0\1PK\1\2"), "corrupt"),
    "names that climb, of no arrays": (zipped({"../../etc/passwd": b"x"}), "format"),
    "an absolute name of no array": (zipped({"/etc/cron.d/x": b"x"}), "format"),
    "a script": (zipped({"__main__.py": b"open('CANARY', 'w')"}), "format"),
    "a pickle as a member": (zipped({"w.npy": b"cos\nsystem\n(Vx\ntR."}), "corrupt"),
    "an array of objects": (zipped({"w.npy": npy(b"N.", descr="'|O'")}), "array"),
    "a zip in a zip": (zipped({"w.npz": ONE}), "format"),
    "a PyTorch file of 3 000 arrays": (
        lambda: zipped({"x/data.pkl": b"N."} | {f"x/data/{i}": b"" for i in range(3000)}),
        "format",
    ),
}
TENSOR_CASES = {
    "a header of 2 MB": (tensors(b"{" + b" " * (2 << 20) + b"}"), "limit"),
    "a header of 2**63 bytes": (tensors(b"{}", length=1 << 63), "limit"),
    "a header of 2**64 bytes": (tensors(b"{}", length=(1 << 64) - 1), "limit"),
    "a header of 1 TB": (tensors(b"{}", length=(1 << 40) - 256), "limit"),
    "a header beyond the file": (tensors(b"{}", length=200), "corrupt"),
    "no JSON": (tensors(b"{nojson}"), "corrupt"),
    "nested objects": (tensors(b'{"a":' * 9000 + b"1" + b"}" * 9000), "corrupt"),
    "nested lists": (tensors(b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}"), "corrupt"),
    "a number of a million digits": (tensors(b'{"a":' + b"9" * 900_000 + b"}"), "corrupt"),
    "overlaps": (
        tensors({"a": tensor(0, 8, [2]), "b": tensor(4, 12, [2])}, bytes(12)),
        "corrupt",
    ),
    "holes": (tensors({"a": tensor(0, 4, [1]), "b": tensor(8, 12, [1])}, bytes(12)), "corrupt"),
    "the same bytes": (
        tensors({"a": tensor(0, 4, [1]), "b": tensor(0, 4, [1])}, bytes(4)),
        "corrupt",
    ),
    "bytes that nobody has": (tensors({"a": tensor(0, 4, [1])}, bytes(8)), "corrupt"),
    "bytes that are not there": (tensors({"a": tensor(0, 4 << 30, [1 << 30])}), "corrupt"),
    "offsets backwards": (tensors({"a": tensor(4, 0, [1])}, bytes(4)), "corrupt"),
    "overflowing shape": (tensors({"a": tensor(0, 4, [2**33, 2**33])}, bytes(4)), "corrupt"),
    "overflow beside nothing": (tensors({"a": tensor(0, 0, [0, 2**60, 2**60])}), "array"),
    "33 axes": (tensors({"a": tensor(0, 4, [1] * 33)}, bytes(4)), "array"),
    "negative shape": (tensors({"a": tensor(0, 4, [-1])}, bytes(4)), "corrupt"),
    "an unknown dtype": (tensors({"a": tensor(0, 4, [1], "Q8")}, bytes(4)), "corrupt"),
    "numbers of 8 bits": (tensors({"a": tensor(0, 4, [4], "F8_E5M2")}, bytes(4)), "array"),
    "a name twice": (
        tensors(b'{"a":%s,"a":%s}' % ((json.dumps(tensor(0, 4, [1])).encode(),) * 2), bytes(4)),
        "corrupt",
    ),
    "a field twice": (
        tensors(
            b'{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', bytes(4)
        ),
        "corrupt",
    ),
    "metadata of numbers": (tensors({"__metadata__": {"a": 1}}), "corrupt"),
    "metadata of lists": (tensors({"__metadata__": [1]}), "corrupt"),
    "a list": (tensors(b"[1, 2, 3]"), "format"),
}
PACKED_CASES = {
    "a gigabyte of gzip": (lambda: gzip.compress(bytes(16 << 20), mtime=0) * 64, "limit"),
    "a gigabyte of bz2": (lambda: bz2.compress(bytes(64 << 20)) * 16, "limit"),
    "a gigabyte of xz": (lambda: lzma.compress(bytes(64 << 20), preset=0) * 16, "limit"),
    "a thousand parts of nothing": (gzip.compress(b"", mtime=0) * 1001, "limit"),
    "gzip in gzip": (gzip.compress(gzip.compress(b"N.")), "format"),
    "xz in bz2": (bz2.compress(lzma.compress(b"N.")), "format"),
    "nothing in gzip": (gzip.compress(b""), "format"),
    "a web page in gzip": (gzip.compress(b"<!DOCTYPE html>"), "format"),
    "a pickle that runs, in gzip": (gzip.compress(b"cos\nsystem\n(Vx\ntR."), "foreign"),
    "a pickle that runs, in xz": (lzma.compress(b"cos\nsystem\n(Vx\ntR."), "foreign"),
    "gzip of an unknown method": (b"\x1f\x8b\x07" + bytes(20), "corrupt"),
    "gzip with another sum": (gzip.compress(b"N.")[:-8] + bytes(8), "corrupt"),
    "gzip with a name without end": (b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 99, "corrupt"),
    "xz that asks for much memory": (
        b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x28\x00\x00\x00"
        + struct.pack("<I", zlib.crc32(b"\x02\x00\x21\x01\x28\x00\x00\x00"))
        + bytes(40),
        "corrupt",
    ),
    "zlib": (zlib.compress(b"N."), "format"),
    "raw lzma": (lzma.compress(b"N.", format=lzma.FORMAT_ALONE), "format"),
}
CASES = [
    pytest.param(content, code, id=f"{kind}: {name}")
    for kind, cases in (
        ("npy", NPY_CASES),
        ("zip", ZIP_CASES),
        ("safetensors", TENSOR_CASES),
        ("packed", PACKED_CASES),
    )
    for name, (content, code) in cases.items()
]


@pytest.mark.parametrize(("content", "code"), CASES)
def test_it_is_refused(
    judge: Callable, content: bytes | Callable[[], bytes], code: str
) -> None:
    judge(content() if callable(content) else content, code)


@pytest.mark.parametrize("name", ["../w.npy", "/w.npy", "C:\\w.npy", "\u202ew.npy"])
def test_a_name_in_an_archive_is_only_a_label(judge: Callable, name: str) -> None:
    judge(zipped({name: npy()}), "loaded")


def test_an_archive_of_numpy_is_read(judge: Callable) -> None:
    content = io.BytesIO()
    np.savez_compressed(content, w=np.ones((3, 3)))
    judge(content.getvalue(), "loaded")
