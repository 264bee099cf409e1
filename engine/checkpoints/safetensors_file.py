"""The safetensors format, read by its own library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from safetensors import SafetensorError, deserialize

from engine.checkpoints.errors import BadArray, Corrupt, too_many
from engine.checkpoints.metadata import METADATA
from engine.checkpoints.node import Node
from engine.checkpoints.pickles import is_instruction
from engine.checkpoints.views import array_view, is_possible_shape
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from engine.checkpoints.limits import Limits
    from engine.checkpoints.node import Plain

_DTYPES: Final = {
    "BOOL": "|b1",
    **{f"I{8 * size}": f"<i{size}" for size in (1, 2, 4, 8)},
    **{f"U{8 * size}": f"<u{size}" for size in (1, 2, 4, 8)},
    **{f"F{8 * size}": f"<f{size}" for size in (2, 4, 8)},
    "C64": "<c8",
}
_NO_PICKLE = 1 << 40
"""Below it the last three bytes of the length are 0, which is no instruction of a pickle."""


def is_safetensors(data: bytes) -> bool:
    """Whether a file begins with a length and an object of JSON.

    The length need not fit: the file may be cut short, or lie. But then it must not be
    possible for a pickle to begin so.
    """
    if len(data) <= 8 or data[8:9] != b"{":
        return False
    length = _header_length(data)
    return length <= len(data) - 8 or length < _NO_PICKLE or not is_instruction(data[0])


def read_safetensors(data: bytes, limits: Limits) -> Node:
    """Read the arrays of a file, by name, and its metadata under "__metadata__".

    Parameters
    ----------
    data : bytes
        All of the file.
    limits : Limits

    Raises
    ------
    Corrupt
        If the library does not accept the file.
    BadArray
        If an array has a dtype or a shape that NumPy cannot hold.
    LimitExceeded
        If the header is longer than allowed; the library then does not see it.
    """
    length = _header_length(data)
    if length > limits.safetensors_header_bytes:
        allowed = limits.safetensors_header_bytes
        raise too_many(
            "bytes of safetensors header", "safetensors_header_bytes", allowed, length
        )
    if length > len(data) - 8:
        raise Corrupt(
            f"The file is cut short: its header has {grouped(length)} bytes, "
            f"{grouped(len(data) - 8)} are left.",
            offset=8,
        )
    header = _header(data[8 : 8 + length])
    try:
        tensors: list[tuple[str, dict[str, Any]]] = deserialize(data)  # type: ignore[no-untyped-call]  # the library has no types
    except SafetensorError as error:
        raise Corrupt(f"The safetensors file is damaged: {quoted(str(error))}.") from error
    entries = {name: _array(name, tensor) for name, tensor in sorted(tensors)}
    keys, items = list(entries), list(entries.values())
    metadata = header.get(METADATA)
    if metadata:
        texts: tuple[Plain, ...] = tuple(str(text) for text in metadata.values())
        keys.append(METADATA)
        items.append(Node("dict", keys=tuple(metadata), items=texts))
    return Node("dict", keys=tuple(keys), items=tuple(items))


def _array(name: str, tensor: dict[str, Any]) -> Node:
    dtype, shape = tensor["dtype"], tuple(tensor["shape"])
    raw = memoryview(tensor["data"]).toreadonly()
    if not is_possible_shape(shape):
        raise BadArray(f"The array {quoted(name)} has an impossible shape.")
    if dtype == "BF16":
        # The upper half of a float32.
        halves = array_view(raw, np.dtype("<u2"), (len(raw) // 2,))
        wide = (halves.astype("<u4") << np.uint32(16)).tobytes()
        array = array_view(wide, np.dtype("<f4"), shape)
        return Node("array", array=array, note="bfloat16 in the file")
    if dtype not in _DTYPES:
        raise BadArray(f"The array {quoted(name)} has the dtype {quoted(dtype, 40)}.")
    return Node("array", array=array_view(raw, np.dtype(_DTYPES[dtype]), shape))


def _header(raw: bytes) -> dict[str, Any]:
    """Read the header, in which the library lets a name stand twice."""
    try:
        header = _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Corrupt("The header of the safetensors file is damaged.") from error
    if type(header) is not dict:
        raise Corrupt("The header of the safetensors file is damaged.")
    return header


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Corrupt("The header of the safetensors file has a name twice.")
    return found


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_each_once)


def _header_length(data: bytes) -> int:
    return int.from_bytes(data[:8], "little")
