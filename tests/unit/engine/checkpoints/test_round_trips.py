from __future__ import annotations

import bz2
import collections
import gzip
import lzma
import math
import pickle
from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra import numpy as st_np

from engine.checkpoints import DEFAULT, Node, Params
from engine.checkpoints.pickles import read_pickle

PROTOCOLS = range(6)
DTYPES = [
    *("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"),
    *(">i4", ">f4", ">f8", ">c8", "S3", "U5", ">U2"),
]
SHAPES = [(), (3,), (2, 3), (2, 1, 3, 2), (0, 3), (1, 1)]

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**400), 2**400)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=300)
    | st.binary(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=8) | st.integers(-99, 99), inner, max_size=4)
    ),
    max_leaves=12,
)


def as_python(node: Node) -> object:
    """Turn a tree back into what was pickled."""
    match node.kind:
        case "list":
            return [as_python(child) for child in node]
        case "tuple" | "set":
            return tuple(as_python(child) for child in node)
        case "dict":
            return dict(zip(node.keys, map(as_python, node), strict=True))
        case "array":
            return node.array
        case "bytes":
            return bytes(node.value)
    return node.value


def as_labels(value: object) -> object:
    """Write the keys of dictionaries as text, as a tree does."""
    match value:
        case dict():
            return {str(key): as_labels(entry) for key, entry in value.items()}
        case list():
            return [as_labels(entry) for entry in value]
        case tuple():
            return tuple(as_labels(entry) for entry in value)
    return value


def numbers(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> np.ndarray:
    values = rng.integers(0, 100, shape)
    return values.astype(dtype)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_come_back_in_dtype_order_and_bytes(
    rng: np.random.Generator, protocol: int, dtype: str
) -> None:
    arrays = [
        order(numbers(rng, shape, dtype))
        for shape in SHAPES
        for order in (np.ascontiguousarray, np.asfortranarray)
    ]
    tree = read_pickle(pickle.dumps(arrays, protocol), DEFAULT).tree
    for node, array in zip(tree, arrays, strict=True):
        assert node.array is not None
        assert node.array.dtype == array.dtype
        assert node.array.shape == array.shape
        assert node.array.flags.f_contiguous == array.flags.f_contiguous
        assert node.array.tobytes() == array.tobytes()
        assert not node.array.flags.writeable


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dtype", [d for d in DTYPES if d[-2:] not in {"S3", "U5", "U2"}])
def test_numbers_of_numpy_come_back(protocol: int, dtype: str) -> None:
    number = np.dtype(dtype).type(1)
    node = read_pickle(pickle.dumps(number, protocol), DEFAULT).tree
    assert node.value == number
    assert type(node.value) in {type(number), bool}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_strided_arrays_and_those_of_objects_come_back(protocol: int) -> None:
    strided = np.arange(24.0).reshape(4, 6)[::2, 1::2]
    objects = np.array([[1, "a", None], [np.ones(2), [2.5], ()]], object)
    tree = read_pickle(pickle.dumps([strided, objects], protocol), DEFAULT).tree
    np.testing.assert_array_equal(tree.child(0).array, strided)
    inside = tree.child(1)
    assert (inside.kind, len(inside), len(inside.child(0))) == ("list", 2, 3)
    assert inside.note == "an array of objects, shape (2, 3)"
    np.testing.assert_array_equal(inside.child(1).child(0).array, np.ones(2))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("axes", [(1, 0, 2, 3), (3, 2, 0, 1), (0, 2, 3, 1)])
def test_arrays_with_exchanged_axes_come_back(protocol: int, axes: tuple[int, ...]) -> None:
    array = np.arange(120, dtype=">f4").reshape(2, 3, 4, 5).transpose(axes)
    found = read_pickle(pickle.dumps(array, protocol), DEFAULT).tree.array
    assert found is not None
    np.testing.assert_array_equal(found, array)
    assert (found.dtype, found.flags.writeable) == (array.dtype, False)


def test_the_order_of_axes_is_read_as_numpy_2_4_writes_it() -> None:
    content = (
        b"cnumpy._core.numeric\n_frombuffer\n(C\x06\x00\x01\x02\x03\x04\x05cnumpy\ndtype\n"
        b"(Vu1\nI0\nI1\ntR(I3\nV|\nNNNI-1\nI-1\nI0\ntb(I2\nI1\nI3\ntVK\n(I2\nI0\nI1\nttR."
    )
    found = read_pickle(content, DEFAULT).tree.array
    assert found is not None
    assert found.shape == (3, 2, 1)
    assert found[:, :, 0].tolist() == [[0, 3], [1, 4], [2, 5]]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_texts_without_characters_come_back(protocol: int) -> None:
    tree = read_pickle(pickle.dumps([np.str_(""), np.bytes_(b"")], protocol), DEFAULT).tree
    assert (tree.child(0).value, bytes(tree.child(1).value)) == ("", b"")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("number", [1.25, -3e300, 0.0, math.inf, -math.inf, math.nan])
def test_numbers_of_float128_come_back(protocol: int, number: float) -> None:
    if np.finfo("longdouble").nmant != 63:
        pytest.skip("needs the 80-bit numbers of x86")
    node = read_pickle(pickle.dumps(np.longdouble(number), protocol), DEFAULT).tree
    np.testing.assert_array_equal(node.value, number)


def test_what_was_changed_on_the_way_is_told(load: Callable[..., Params]) -> None:
    params = load(pickle.dumps([np.array([1, None]), np.zeros(2, "longdouble"), np.zeros(0)]))
    assert params.warnings == (
        "The file has 1 array of float128, narrowed to float64.",
        "The file has 1 array of objects, shown as nested lists.",
        "The file has 1 array without any number.",
    )


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_large_arrays_are_views_of_the_file_and_small_text_is_not_counted(
    protocol: int,
) -> None:
    large = np.arange(300_000, dtype=np.float64)
    tree = read_pickle(pickle.dumps({"w": large}, protocol), DEFAULT).tree
    array = tree.child(0).array
    assert array is not None
    np.testing.assert_array_equal(array, large)
    assert array.base is not None


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_float128_becomes_float64_with_a_note(protocol: int) -> None:
    longdouble = np.array(
        [0, 1, -2.5, 1e300, np.inf, -np.inf, np.nan, 2.0**-1074], "longdouble"
    )
    if longdouble.dtype.itemsize != 16 or np.finfo("longdouble").nmant != 63:
        pytest.skip("needs the 80-bit numbers of x86 in 16 bytes")
    node = read_pickle(pickle.dumps(longdouble, protocol), DEFAULT).tree
    assert node.array is not None
    np.testing.assert_array_equal(node.array, longdouble.astype(np.float64))
    assert node.note == "float128 in the file"


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(value=plain)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_plain_structures_come_back(protocol: int, value: object) -> None:
    tree = read_pickle(pickle.dumps(value, protocol), DEFAULT).tree
    assert pickle.dumps(as_python(tree)) == pickle.dumps(as_labels(value)) or _same(
        as_python(tree), as_labels(value)
    )


@given(array=st_np.arrays(st.sampled_from(["f4", "f8", "i2", ">f4"]), st_np.array_shapes()))
def test_any_array_comes_back(array: np.ndarray) -> None:
    node = read_pickle(pickle.dumps(array, 4), DEFAULT).tree
    assert node.array is not None
    np.testing.assert_array_equal(node.array, array)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_sets_ordered_dicts_and_bytearrays_come_back(protocol: int) -> None:
    value = [{1}, frozenset({2}), collections.OrderedDict(b=1, a=2), bytearray(b"xy"), b""]
    sets, frozen, ordered, raw, empty = read_pickle(pickle.dumps(value, protocol), DEFAULT).tree
    assert (sets.kind, sets.child(0).value) == ("set", 1)
    assert (frozen.kind, frozen.child(0).value) == ("set", 2)
    assert (ordered.kind, ordered.keys, ordered.note) == ("dict", ("b", "a"), "an OrderedDict")
    assert (bytes(raw.value), bytes(empty.value)) == (b"xy", b"")


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "gzip"), (bz2.compress, "bz2"), (lzma.compress, "xz")],
)
def test_one_layer_of_compression_is_undone(
    load: Callable[..., Params], pack: Callable[[bytes], bytes], name: str
) -> None:
    params = load(pack(pickle.dumps({"w": np.ones(3)})))
    assert (params.compression, params.format) == (name, "pickle")
    np.testing.assert_array_equal(params.arrays["w"], np.ones(3))


def test_pickles_one_after_the_other_are_a_list(load: Callable[..., Params]) -> None:
    params = load(pickle.dumps([np.ones(2)], 2) + pickle.dumps({"b": np.zeros(3)}, 4))
    assert (params.tree.kind, len(params.tree), params.protocol) == ("list", 2, 4)
    assert list(params.arrays) == ["[0][0]", "[1].b"]


def test_what_follows_a_good_pickle_is_told_and_not_read(load: Callable[..., Params]) -> None:
    params = load(pickle.dumps([1.0]) + b"\0" * 9)
    assert params.tree.child(0).value == 1.0
    assert "follow 9 bytes that were not read" in params.warnings[0]


def test_a_shared_array_is_found_at_each_of_its_places(load: Callable[..., Params]) -> None:
    shared = np.ones(4)
    params = load(pickle.dumps([shared, {"again": shared}]))
    assert list(params.arrays) == ["[0]", "[1].again"]
    assert "1 array known under several names" in params.warnings[0]


def _same(one: object, other: object) -> bool:
    """Compare as `==` does, but NaN equals NaN and True is not 1."""
    if type(one) is not type(other):
        return False
    match one:
        case dict():
            return list(one) == list(other) and all(
                _same(a, b) for a, b in zip(one.values(), other.values(), strict=True)
            )
        case list() | tuple():
            return len(one) == len(other) and all(map(_same, one, other))
        case float():
            return one == other or (math.isnan(one) and math.isnan(other))
        case complex():
            return _same(one.real, other.real) and _same(one.imag, other.imag)
    return one == other
