"""Files that were good before something happened to them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from safetensors.numpy import save

from engine.checkpoints import DEFAULT, Corrupt, NotAPickle, ParamsFileError, load_params
from engine.checkpoints.npy import read_npy
from engine.checkpoints.pickles import read_pickle

PYTHON2 = (
    b"\x80\x02]q\x00cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85"
    b"U\x01b\x87R(K\x01K\x02\x85cnumpy\ndtype\nU\x02f8K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff"
    b"\xff\xffJ\xff\xff\xff\xffK\x00tb\x89U\x10" + np.array([1.5, -2.0]).tobytes() + b"tba."
)


def small(protocol: int) -> bytes:
    value = [
        {"W1": np.ones((2, 3), np.float32), "b1": np.zeros(2)},
        [np.float64(0.5), 1.25, "é"],
    ]
    return pickle.dumps(value, protocol)


def npz() -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, w=np.ones((2, 3)), b=np.zeros(2))
    return content.getvalue()


def npy() -> bytes:
    content = io.BytesIO()
    np.save(content, np.ones((2, 3)))
    return content.getvalue()


FILES = {
    **{f"protocol {protocol}": small(protocol) for protocol in range(6)},
    "Python 2": PYTHON2,
    "npz": npz(),
    "npy": npy(),
    "safetensors": save({"w": np.ones((2, 3), np.float32)}),
    "gzip": gzip.compress(small(4), mtime=0),
    "bz2": bz2.compress(small(4)),
    "xz": lzma.compress(small(4)),
}


def opened(path: Path, content: bytes) -> str:
    """Open content; return "loaded" or the code of the refusal. Anything else raises."""
    path.write_bytes(content)
    try:
        load_params(path)
    except ParamsFileError as error:
        return error.code if len(str(error)) <= 2000 else "a message too long"
    return "loaded"


@pytest.mark.parametrize("name", FILES)
def test_every_prefix_is_refused(tmp_path: Path, name: str) -> None:
    content = FILES[name]
    path = tmp_path / "params.pkl"
    assert opened(path, content) == "loaded"
    # Up to its length, a safetensors file could be anything.
    first = 9 if name == "safetensors" else 1
    assert {opened(path, content[:n]) for n in range(first, len(content))} == {"corrupt"}
    assert {opened(path, content[:n]) for n in range(first)} == {"format"}


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_is_refused_or_harmless(
    tmp_path: Path, rng: np.random.Generator, name: str
) -> None:
    content = FILES[name]
    path = tmp_path / "params.pkl"
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= int(rng.integers(1, 256))
        assert opened(path, bytes(flipped)) in {
            *("loaded", "format", "foreign", "opcode", "array", "corrupt", "limit")
        }


@given(
    name=st.sampled_from([n for n in FILES if n.startswith(("protocol", "Python"))]),
    cuts=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 12), st.binary(max_size=12)), max_size=4
    ),
)
@settings(max_examples=300)
def test_cut_and_pasted_pickles_raise_nothing_else(
    name: str, cuts: list[tuple[int, int, bytes]]
) -> None:
    content = bytearray(FILES[name])
    for at, length, instead in cuts:
        content[at : at + length] = instead
    try:
        tree = read_pickle(bytes(content), DEFAULT).tree
    except ParamsFileError:
        return
    assert tree.describe()


@given(content=st.binary(max_size=60))
@settings(max_examples=300)
def test_random_bytes_raise_nothing_else(content: bytes) -> None:
    for start in (b"", b"\x80\x04", b"]", b"}("):
        try:
            tree = read_pickle(start + content + b".", DEFAULT).tree
        except ParamsFileError:
            continue
        assert tree.describe()


@given(header=st.text("{}'(),: descrfotanhpu_<4TFl0123456789L\n", max_size=90))
def test_random_headers_raise_nothing_else(header: str) -> None:
    raw = header.encode()
    content = b"\x93NUMPY\x01\x00" + len(raw).to_bytes(2, "little") + raw + bytes(24)
    with pytest.raises(ParamsFileError):
        read_npy(memoryview(content), DEFAULT)


def test_a_pickle_of_python_2_is_read(load: Callable) -> None:
    params = load(PYTHON2)
    assert params.describe() == "pickle, protocol 2, of Python 2"
    np.testing.assert_array_equal(params.arrays["[0]"], [1.5, -2.0])


def test_text_of_python_2_stays_bytes_and_its_keys_are_latin1(load: Callable) -> None:
    params = load(
        b"(dp0\nS'caf\\xe9\\n\\101'\np1\nS\"a\\tb\"\np2\nsU\x01kT\x02\x00\x00\x00\xff.s."
    )
    assert params.tree.keys == ("café\nA", "k")
    assert [bytes(child.value) for child in params.tree] == [b"a\tb", b"\xff."]


KEYS = {
    b"\x88": "True",
    b"N": "None",
    b"G?\xf8" + bytes(6): "1.5",
    b"C\x01a": "b'a'",
    b"I-3\n": "-3",
    b"(I1\nX\x01\x00\x00\x00at": "(1, a)",
    b"X\x2c\x01\x00\x00" + b"k" * 300: "k" * 300,
    b"cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(X\x02\x00\x00\x00i4tR"
    b"(I3\nX\x01\x00\x00\x00<NNNI-1\nI-1\nI0\ntbC\x04\x07\x00\x00\x00tR": "7",
}


@pytest.mark.parametrize("key", KEYS, ids=KEYS.values())
def test_every_plain_key_has_a_label(load: Callable, key: bytes) -> None:
    assert load(b"}" + key + b"I1\ns.").tree.keys == (KEYS[key],)


def test_the_last_of_two_equal_keys_counts_and_text_is_no_number(load: Callable) -> None:
    tree = load(b"}(X\x01\x00\x00\x001I1\nI1\nI2\nX\x01\x00\x00\x001I3\nu.").tree
    assert (tree.keys, tree.items) == (("1", "1"), (3, 2))


def test_a_very_long_key_is_cut_in_places(load: Callable) -> None:
    deep: object = np.ones(2)
    for letter in "abc":
        deep = {letter * 100_000: deep}
    params = load(pickle.dumps({"k" * 100_000: [np.ones(1), deep]}))
    short, long = params.arrays
    assert short == "k" * 200 + "[0]"
    assert len(long) == 500
    assert long.startswith("…")
    assert long.endswith("." + "a" * 200)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"c__builtin__\nset\n)R.", "set"),
        (b"c__builtin__\nfrozenset\n)R.", "set"),
        (b"c__builtin__\nbytes\n)R.", "bytes"),
        (b"c__builtin__\nbytes\nU\x01a\x85R.", "bytes"),
        (b"c__builtin__\nbytearray\n(X\x01\x00\x00\x00aX\x07\x00\x00\x00latin-1tR.", "bytes"),
        (b"c__builtin__\ncomplex\n(I1\nI2\ntR.", "number"),
        (b"ccollections\nOrderedDict\n(](](I1\nI2\neetR.", "dict"),
        (b"ccollections\nOrderedDict\n)RNb.", "dict"),
        (b"\x80\x04\x95" + bytes(8) + b"N.", "none"),
        (pickle.dumps(np.array([], object)), "list"),
        (pickle.dumps(np.str_("ab")), "text"),
        (pickle.dumps(np.bytes_(b"ab")), "bytes"),
        (b"(I1\nI2\n1N.", "none"),
        (b"(I1\n00N.", "none"),
        (b"I1\n2\x86.", "tuple"),
    ],
)
def test_rare_ways_to_write_plain_things_are_read(
    load: Callable, content: bytes, kind: str
) -> None:
    assert load(content).tree.kind == kind


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"\x80", Corrupt), (b"\x80\x04", Corrupt), (b"\n", NotAPickle), (b"\x00", NotAPickle)],
)
def test_the_smallest_files_are_refused(
    load: Callable, content: bytes, error: type[ParamsFileError]
) -> None:
    with pytest.raises(error):
        load(content)
