"""Writing lists and dictionaries of arrays and numbers as a pickle that every NumPy can read.

NumPy 2 itself writes names of modules that NumPy before 1.26 does not know, so the few
instructions that are needed are written here, with the old names, which both know. They
are those of protocol 4; ``pickle.load`` reads them like any other.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.arrays import Array

Item: TypeAlias = "float | Array | Sequence[Item] | Mapping[str, Item] | None"

_PROTOCOL_4 = b"\x80\x04"
_FRAME, _STOP = b"\x95", b"."
_NONE, _MARK, _LIST, _APPENDS, _TUPLE = b"N", b"(", b"]", b"e", b"t"
_DICT, _SETITEMS = b"}", b"u"
_TUPLE1, _TUPLE3 = b"\x85", b"\x87"
_REDUCE, _BUILD, _GLOBAL = b"R", b"b", b"\x93"
_TRUE, _FALSE = b"\x88", b"\x89"
_MEMOIZE = b"\x94"
_RECONSTRUCT, _NDARRAY, _DTYPE = range(3)


def pickled(items: Sequence[Item] | Mapping[str, Item]) -> bytes:
    """Return the pickle of a list, or a dictionary, of lists, arrays, numbers and None.

    Parameters
    ----------
    items : sequence, or mapping of str
        Of None, float, real arrays, and sequences and mappings of these; the names are
        ASCII and of at most 255 characters.

    Returns
    -------
    bytes
        Protocol 4. Arrays are float32 in C order, little endian.
    """
    body = b"".join([_names(), *_item(items), _STOP])
    return b"".join([_PROTOCOL_4, _FRAME, struct.pack("<Q", len(body)), body])


def _names() -> bytes:
    """Put what arrays need into the memo, places 0 to 2, and leave the stack empty."""
    dtype = [_tuple(_text("f4"), _FALSE, _TRUE), _REDUCE]
    state = [_whole(3), _text("<"), _NONE, _NONE, _NONE, _whole(-1), _whole(-1), _whole(0)]
    return b"".join(
        [
            *(_name("numpy.core.multiarray", "_reconstruct"), _MEMOIZE, b"0"),
            *(_name("numpy", "ndarray"), _MEMOIZE, b"0"),
            *(_name("numpy", "dtype"), *dtype, _tuple(*state), _BUILD, _MEMOIZE, b"0"),
        ]
    )


def _list(items: Sequence[Item]) -> list[bytes]:
    parts = [_LIST, _MARK]
    for item in items:
        parts += _item(item)
    return [*parts, _APPENDS]


def _dict(items: Mapping[str, Item]) -> list[bytes]:
    parts = [_DICT, _MARK]
    for name, item in items.items():
        parts += [_text(name), *_item(item)]
    return [*parts, _SETITEMS]


def _item(item: Item) -> list[bytes]:
    match item:
        case None:
            return [_NONE]
        case np.ndarray():
            return _array(item)
        case float() | int() | np.floating():
            return [b"G" + struct.pack(">d", item)]
        case Mapping():
            return _dict(item)
    return _list(item)


def _array(array: Array) -> list[bytes]:
    raw = np.ascontiguousarray(array, "<f4").tobytes()
    start = [_whole(0), _TUPLE1, b"C\x01b", _TUPLE3, _REDUCE]
    shape = _tuple(*(_whole(n) for n in array.shape))
    content = [b"\x8e", struct.pack("<Q", len(raw)), raw]
    state = [_MARK, _whole(1), shape, _get(_DTYPE), _FALSE, *content, _TUPLE]
    return [_get(_RECONSTRUCT), _get(_NDARRAY), *start, *state, _BUILD]


def _name(module: str, name: str) -> bytes:
    return _text(module) + _text(name) + _GLOBAL


def _text(text: str) -> bytes:
    raw = text.encode("ascii")
    return b"\x8c" + bytes([len(raw)]) + raw


def _whole(n: int) -> bytes:
    return b"J" + struct.pack("<i", n)


def _get(place: int) -> bytes:
    return b"h" + bytes([place])


def _tuple(*parts: bytes) -> bytes:
    return b"".join([_MARK, *parts, _TUPLE])
