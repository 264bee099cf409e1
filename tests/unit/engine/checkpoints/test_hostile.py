"""Files made to run, crash, hang or flood: each is opened in a child of its own."""

from __future__ import annotations

import gzip
import io
import pickle
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

RECONSTRUCT = b"cnumpy.core.multiarray\n_reconstruct\n"
EMPTY_ARRAY = RECONSTRUCT + b"(cnumpy\nndarray\n(I0\ntC\x01btR"
FLOAT32 = (
    b"cnumpy\ndtype\n(X\x02\x00\x00\x00f4I0\nI1\ntR(I3\nX\x01\x00\x00\x00<NNNI-1\nI-1\nI0\ntb"
)
SCALAR = b"cnumpy.core.multiarray\nscalar\n"
ENCODE = b"c_codecs\nencode\n"


def text(value: str) -> bytes:
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def raw(value: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(value)) + value


def whole(value: int) -> bytes:
    return b"L%dL\n" % value


def dtype(code: str, order: str = "<", size: int = -1, flags: int = 0) -> bytes:
    state = b"(I3\n" + text(order) + b"NNN" + whole(size) + b"I-1\n" + whole(flags) + b"tb"
    return b"cnumpy\ndtype\n(" + text(code) + b"I0\nI1\ntR" + state


def array(shape: str, described: bytes, content: bytes) -> bytes:
    dims = b"(" + b"".join(whole(int(n)) for n in shape.split()) + b"t"
    return EMPTY_ARRAY + b"(I1\n" + dims + described + b"I0\n" + content + b"tb"


def calling(module: str, name: str, argument: str) -> bytes:
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n(" + text(argument) + b"tR"


def laughs(first: bytes, double: Callable[[bytes], bytes]) -> bytes:
    """Return a value that holds the one before it twice, sixty times over."""
    levels = (double(b"h%c" % i) + b"q%c0" % (i + 1) for i in range(60))
    return first + b"q\x000" + b"".join(levels) + b"h\x3c."


def named_keys(count: int) -> bytes:
    keys = b"".join(whole(k * (2**61 - 1)) + b"N" for k in range(1, count + 1))
    return b"}(" + keys + b"u."


def zip_that_claims(size: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", bytes(999))
    return content.getvalue().replace(struct.pack("<I", 999), struct.pack("<I", size))


def gzip_of_zeros(size: int) -> bytes:
    """Return many small parts that unpack to `size` bytes together."""
    part = 16 << 20
    return gzip.compress(bytes(part), 6, mtime=0) * (size // part)


def npy(header: bytes, content: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


CALLS = {
    "os.system": calling("os", "system", "touch CANARY") + b".",
    "posix.system": calling("posix", "system", "touch CANARY") + b".",
    "eval": calling("builtins", "eval", "open('CANARY', 'w')") + b".",
    "exec of Python 2": calling("__builtin__", "execfile", "CANARY") + b".",
    "import without a call": b"cantigravity\nfly_now\n.",
    "import and forget": b"cantigravity\nfly_now\n0N.",
    "dotted name": b"\x80\x04" + b"\x8c\x05numpy\x8c\x11ndarray.__class__\x93.",
    "attribute of an allowed name": b"\x80\x04\x8c\x07_codecs\x8c\x0fencode.__call__\x93.",
    "call hidden in a set": b"\x80\x04\x8f(" + calling("os", "getcwd", "") + b"\x90.",
    "result popped": calling("os", "system", "touch CANARY") + b"0I1\n.",
    "INST": b"(" + text("touch CANARY") + b"ios\nsystem\n.",
    "OBJ": b"(cos\nsystem\n" + text("touch CANARY") + b"o.",
    "NEWOBJ": b"\x80\x02csubprocess\nPopen\n(" + text("touch CANARY") + b"t\x81.",
    "NEWOBJ_EX": b"\x80\x04csubprocess\nPopen\n(" + text("touch CANARY") + b"t}\x92.",
    "BUILD on a foreign object": b"cmodels\nModel\n)R}(" + text("a") + b"I1\nub.",
    "getlincoef of f2py": calling("numpy.f2py.crackfortran", "getlincoef", "1") + b".",
    "runstring of NumPy": calling("numpy.testing._private.utils", "runstring", "1") + b".",
    "load of NumPy": calling("numpy", "load", "CANARY") + b".",
    "memmap of NumPy": calling("numpy", "memmap", "CANARY") + b".",
    "timeit": calling("timeit", "timeit", "open('CANARY', 'w')") + b".",
    "name by memo": b"\x80\x04\x8c\x02os\x94\x8c\x06system\x940h\x00h\x01\x93(\x8c\x01xtR.",
}
OPCODES = {
    "PERSID": b"Pabc\n.",
    "BINPERSID": text("abc") + b"Q.",
    "EXT1": b"\x82\x01.",
    "EXT2": b"\x83\x01\x00.",
    "EXT4": b"\x84\x01\x00\x00\x00.",
    "NEXT_BUFFER": b"\x80\x05\x97.",
    "READONLY_BUFFER": b"\x80\x05\x97\x98.",
    "BUILD on a function": b"cnumpy.core.numeric\n_frombuffer\n}(" + text("x") + b"I1\nub.",
    "BUILD on a list": b"]}b.",
    "BUILD on an OrderedDict": b"ccollections\nOrderedDict\n)R}(" + text("items") + b"I1\nub.",
    "NEWOBJ of ndarray": b"cnumpy\nndarray\n(I5\nt\x81.",
    "OBJ of bytes": b"(c__builtin__\nbytes\no.",
}
ARRAYS = {
    "object dtype that denies objects": array("1", dtype("O8"), b"]N" + b"a"),
    "object dtype with bytes": array("2", dtype("O8", "|", flags=63), raw(b"\xff" * 16)),
    "object list too short": array("3", dtype("O8", "|", flags=63), b"](NNl" + b"0](NNe"),
    "float dtype with object flags": array("1", dtype("f4", flags=63), raw(b"\0" * 4)),
    "too few bytes": array("2 3", FLOAT32, raw(b"\0" * 20)),
    "too many bytes": array("2 3", FLOAT32, raw(b"\0" * 28)),
    "negative axis": array("-1", FLOAT32, raw(b"")),
    "huge axes": array("2147483648", FLOAT32, raw(b"")),
    "huge axes beside zero": array("0 2147483647 2147483647 2147483647", FLOAT32, raw(b"")),
    "33 axes": array(" ".join(["1"] * 33), FLOAT32, raw(b"\0" * 4)),
    "void dtype of a gigabyte": SCALAR
    + b"("
    + dtype("V1000000000", "|", 10**9)
    + raw(b"")
    + b"tR",
    "text of a gigabyte": SCALAR + b"(" + dtype("S99999999", "|", 99999999) + raw(b"") + b"tR",
    "never filled": EMPTY_ARRAY,
    "filled twice": array("1", FLOAT32, raw(b"\0" * 4)) + b"(I1\n(t" + FLOAT32 + b"I0\nNtb",
    "claim at its birth": RECONSTRUCT + b"(cnumpy\nndarray\n(" + whole(10**12) + b"tC\x01btR",
    "ndarray called": b"cnumpy\nndarray\n(I1000\ntR",
    "bare name": b"cnumpy\nndarray\n",
    "bare dtype": FLOAT32,
    "dtype described twice": FLOAT32 + b"(I3\n" + text(">") + b"NNNI-1\nI-1\nI0\ntb",
    "structured dtype": array("1", dtype("V8", "|", 8), raw(b"\0" * 8)),
    "dates": array("1", dtype("M8"), raw(b"\0" * 8)),
    "code points beyond Unicode": array("1", dtype("U1", size=4, flags=8), raw(b"\xff" * 4)),
    "wrong item size": array("1", dtype("f4", size=8), raw(b"\0" * 4)),
    "array of objects made from bytes": b"cnumpy.core.numeric\n_frombuffer\n("
    + raw(b"\0" * 8)
    + dtype("O8", "|", flags=63)
    + b"(I1\nt"
    + text("C")
    + b"tR",
    "array of objects made from a list": b"cnumpy.core.numeric\n_frombuffer\n(](Ne"
    + dtype("O8", "|", flags=63)
    + b"(I1\nt"
    + text("C")
    + b"tR",
    "array made from text": b"cnumpy.core.numeric\n_frombuffer\n("
    + text("abcd")
    + FLOAT32
    + b"(I1\nt"
    + text("C")
    + b"tR",
    "array made from three things": b"cnumpy.core.numeric\n_frombuffer\n(NNNtR",
    "array in no order": b"cnumpy.core.numeric\n_frombuffer\n("
    + raw(b"\0" * 4)
    + FLOAT32
    + b"(I1\nt"
    + text("K")
    + b"tR",
    "shape that is a list": EMPTY_ARRAY + b"(I1\n](I1\ne" + FLOAT32 + b"I0\nNtb",
    "shape of floats": EMPTY_ARRAY + b"(I1\n(F1.0\nt" + FLOAT32 + b"I0\nNtb",
    "state of another version": EMPTY_ARRAY + b"(I2\n(I1\nt" + FLOAT32 + b"I0\nNtb",
    "state that is too short": EMPTY_ARRAY + b"(I1\ntb",
    "order that is no truth": EMPTY_ARRAY + b"(I1\n(I1\nt" + FLOAT32 + b"I2\nNtb",
    "dtype without a code": b"cnumpy\ndtype\n(NtR",
    "dtype never described": EMPTY_ARRAY
    + b"(I1\n(I1\ntcnumpy\ndtype\n("
    + text("f4")
    + b"tRI0\nNtb",
    "dtype in no order": dtype("f4", "!"),
    "state of a dtype that is short": b"cnumpy\ndtype\n(" + text("f4") + b"tR(I3\ntb",
    "text of no characters": dtype("S0", "|"),
    "number of NumPy without bytes": SCALAR + b"(" + FLOAT32 + b"tR",
    "number of NumPy from a list": SCALAR + b"(" + FLOAT32 + b"]tR",
    "bytes from a number": b"c__builtin__\nbytes\n(I1\ntR",
    "encoding of a number": ENCODE + b"(I1\n" + text("latin1") + b"tR",
    "bytes written in another codec": ENCODE + b"(" + text("Y2F0") + text("base64") + b"tR",
}
LIMITS = {
    "memo of 4 GB": b"Nr\xff\xff\xff\xff.",
    "integers of one hash as keys": named_keys(60_000),
    "deep tuple as a key": b"})" + b"\x85" * 100_000 + b"Ns.",
    "a name of two megabytes": b"c" + b"a" * (2 << 20) + b"\nb\n.",
    "a long tuple as a key, over and over": b"("
    + b"N" * 99_000
    + b"tp0\n0}("
    + b"g0\nN" * 9_000
    + b"u.",
    "billion laughs of lists": laughs(b"]", lambda x: b"(" + x + x + b"l"),
    "billion laughs of tuples": laughs(b")", lambda x: x + x + b"\x86"),
    "billion laughs of dictionaries": laughs(
        b"}", lambda x: b"(" + text("a") + x + text("b") + x + b"d"
    ),
    "an OrderedDict over and over from one list": b"("
    + b"NN\x86" * 99_000
    + b"lp0\n0]("
    + b"ccollections\nOrderedDict\ng0\n\x85R" * 9_000
    + b"e.",
    "a set over and over from one list": b"("
    + b"N" * 99_000
    + b"lp0\n0]("
    + b"c__builtin__\nset\ng0\n\x85R" * 9_000
    + b"e.",
    "arrays of objects over and over from one list": b"("
    + b"N" * 99_000
    + b"lp0\n0"
    + dtype("O8", "|", flags=63)
    + b"p1\n0]("
    + (EMPTY_ARRAY + b"(I1\n(I99000\ntg1\nI0\ng0\ntb") * 2_000
    + b"e.",
    "text of NumPy over and over from one buffer": raw(bytes(4_000_000))
    + b"p0\n0"
    + dtype("S4000000", "|", 4_000_000)
    + b"p1\n0]("
    + (SCALAR + b"(g1\ng0\ntR") * 2_000
    + b"e.",
    "one array over and over": raw(bytes(4_000_000))
    + b"p0\n0"
    + FLOAT32
    + b"p1\n0]("
    + (EMPTY_ARRAY + b"(I1\n(I1000000\ntg1\nI0\ng0\ntb") * 2_000
    + b"e.",
    "deep tuple": b")" + b"\x85" * 1_000_000 + b".",
    "deep list": b"]" * 900_000 + b"a" * 899_999 + b".",
    "whole number of a million digits": b"I" + b"7" * 1_000_000 + b"\n.",
    "binary number of a megabyte": b"\x8b" + struct.pack("<I", 1 << 20) + bytes(1 << 20) + b".",
    "text of two megabytes": text("a" * (2 << 20)) + b".",
    "two million entries": b"(" + b"N" * 999_000 + b"lp0\n0" + b"(g0\ng0\ng0\ng0\ng0\ng0\nl.",
    "too many values at once": b"N" * 1_000_001 + b".",
    "too many marks": b"(" * 10_001 + b".",
    "too many keys that are no text": b"}("
    + b"".join(b"J" + struct.pack("<i", i) + b"N" for i in range(10_001))
    + b"u.",
    "six million instructions": b"N0" * 3_000_000 + b"N.",
    "gzip of a gigabyte": gzip_of_zeros(1 << 30),
    "npz of 4 GB": zip_that_claims((1 << 32) - 2),
    "npy with a header of 60 kB": npy(b"{" + b" " * 60_000),
    "safetensors with a header of 2 MB": struct.pack("<Q", 2 << 20) + b"{" + b" " * (2 << 20),
}
CORRUPT = {
    "bytearray of 8 GB": b"\x80\x05\x96" + struct.pack("<Q", 8 << 30) + b"abc.",
    "text of 2⁶⁴ bytes": b"\x80\x04\x8d" + b"\xff" * 8 + b".",
    "frame of 2⁶³ bytes": b"\x80\x04\x95" + struct.pack("<Q", 1 << 63) + b"N.",
    "frame inside a frame": b"\x80\x04\x95"
    + struct.pack("<Q", 12)
    + b"\x95"
    + bytes(8)
    + b"NN.",
    "instruction across the end of a frame": b"\x80\x04\x95"
    + struct.pack("<Q", 2)
    + b"M\x01\x01.",
    "frame beyond the end": b"\x80\x04\x95" + struct.pack("<Q", 4) + b"N.NN",
    "protocol 6": b"\x80\x06N.",
    "two values": b"NN.",
    "no value": b".",
    "open mark": b"(N.",
    "list that contains itself": b"]q\x00h\x00a.",
    "dictionary that contains itself": b"}q\x00" + text("a") + b"h\x00s.",
    "list as a key": b"}]Ns.",
    "unknown escape": b"S'a\\q'\n.",
    "octal escape of nine bits": b"S'\\777'\n.",
    "complex number beyond every float": b"c__builtin__\ncomplex\n(I"
    + b"9" * 400
    + b"\nI0\ntR.",
    "complex number of text": b"c__builtin__\ncomplex\n(NNtR.",
    "set from a number": b"c__builtin__\nset\n(I1\ntR.",
    "OrderedDict from single things": b"ccollections\nOrderedDict\n((NltR.",
    "long text that is none": b"X\x2c\x01\x00\x00" + b"\xff" * 300 + b".",
    "long text that is none, to be encoded": ENCODE
    + b"(X\x2c\x01\x00\x00"
    + b"\xff" * 300
    + text("latin1")
    + b"tR.",
    "a very large number as a key": b"}" + whole(2**60) + b"Ns.",
    "a set as a key": b"}\x8fNs.",
    "append to a tuple": b")Na.",
    "extend what is no list": b"}(Ne.",
    "key without a value": b"}(Nu.",
    "negative length": b"T\xff\xff\xff\xffabc.",
    "number with underscores": b"I1_0\n.",
    "number in hexadecimal": b"I0x10\n.",
    "memo place that is negative": b"Np-1\n.",
    "a value never kept": b"h\x07.",
    "call of a number": b"I1\n)R.",
    "arguments that are no tuple": b"cnumpy\ndtype\n]R.",
    "lone continuation bytes": b"\x8c\x02\x80\x80.",
    "latin-1 that is none": ENCODE + b"(" + text("€") + text("latin1") + b"tR.",
    "quotes that do not close": b"S'abc\n.",
}
CASES = [
    *(pytest.param(content, "foreign", id=name) for name, content in CALLS.items()),
    *(pytest.param(content, "opcode", id=name) for name, content in OPCODES.items()),
    *(pytest.param(content + b".", "array", id=name) for name, content in ARRAYS.items()),
    *(pytest.param(content, "limit", id=name) for name, content in LIMITS.items()),
    *(pytest.param(content, "corrupt", id=name) for name, content in CORRUPT.items()),
]


@pytest.mark.parametrize(("content", "code"), CASES)
def test_it_is_refused_and_nothing_happens(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    imprison: Callable,
    content: bytes,
    code: str,
) -> None:
    path = tmp_path / "params.pkl"
    path.write_bytes(content)
    monkeypatch.chdir(tmp_path)  # where a canary would sit
    child = imprison(path)
    assert child.outcome == code, child.message
    assert child.events == []
    assert child.modules == []
    assert child.opened == 1
    assert len(child.message) <= 2000
    assert child.message.replace("\N{NARROW NO-BREAK SPACE}", "").isprintable()
    assert list(tmp_path.iterdir()) == [path]


SMALL = [case for case in CASES if len(case.values[0]) < 10_000]


@pytest.mark.parametrize(("content", "code"), SMALL)
def test_the_refusal_has_its_code_and_its_place(
    refusal: Callable, content: bytes, code: str
) -> None:
    error = refusal(content)
    assert error.code == code
    assert error.offset is None or 0 <= error.offset <= len(content)


def test_the_canary_would_sing(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    content = calling("pathlib", "Path", str(canary)) + b"."
    assert pickle.loads(content) == canary


def test_numpy_is_the_same_afterwards(tmp_path: Path, refusal: Callable) -> None:
    before = sys.modules["numpy._core.numeric"]._frombuffer.__defaults__
    state = b"}(" + text("__defaults__") + b"(I1\ntub."
    refusal(b"cnumpy._core.numeric\n_frombuffer\n" + state)
    assert sys.modules["numpy._core.numeric"]._frombuffer.__defaults__ == before


FRESH = """
import sys
from engine.checkpoints import ParamsFileError, load_params

events = []
sys.addaudithook(lambda event, args: events.append(event))
try:
    load_params(sys.argv[1])
except ParamsFileError as error:
    str(error)
print(*(event for event in events if not event.startswith("object.")))
"""


def test_a_fresh_interpreter_imports_nothing_while_it_reads(tmp_path: Path) -> None:
    """No codec is asked for by its name either: the first time, that imports it."""
    path = tmp_path / "params.pkl"
    path.write_bytes(b"V\\u20ac\np0\n0S'\\xff'\np1\n0c\xff\n\x01\n.")
    command = [sys.executable, "-c", FRESH, str(path)]
    child = subprocess.run(command, capture_output=True, text=True, check=True)
    assert child.stdout.split() == ["open"]


def test_a_good_file_is_opened_without_any_event(tmp_path: Path, imprison: Callable) -> None:
    path = tmp_path / "params.pkl"
    path.write_bytes(pickle.dumps({"w": np.ones((2, 3)), "names": ["a", {1.5: b"x"}]}))
    child = imprison(path)
    assert (child.outcome, child.events, child.modules, child.opened) == ("loaded", [], [], 1)
