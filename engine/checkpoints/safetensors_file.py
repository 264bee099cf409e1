"""The safetensors format, read by its own library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from safetensors import SafetensorError, deserialize

from engine.checkpoints.errors import BadArray, Corrupt, too_many
from engine.checkpoints.metadata import METADATA
from engine.checkpoints.node import Node
from engine.checkpoints.views import array_view, is_possible_shape
from engine.checkpoints.wording import quoted

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


def is_safetensors(data: bytes) -> bool:
    """Whether a file begins with a length that fits into it, and an object of JSON."""
    return len(data) > 8 and data[8:9] == b"{" and _header_length(data) <= len(data) - 8


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
    try:
        tensors: list[tuple[str, dict[str, Any]]] = deserialize(data)  # type: ignore[no-untyped-call]  # the library has no types
    except SafetensorError as error:
        raise Corrupt(f"The safetensors file is damaged: {quoted(str(error))}.") from error
    entries = {name: _array(name, tensor) for name, tensor in sorted(tensors)}
    keys, items = list(entries), list(entries.values())
    metadata = json.loads(data[8 : 8 + length]).get(METADATA)
    if metadata:
        texts: tuple[Plain, ...] = tuple(str(text) for text in metadata.values())
        keys.append(METADATA)
        items.append(Node("dict", keys=tuple(metadata), items=texts))
    return Node("dict", keys=tuple(keys), items=tuple(items))


def _array(name: str, tensor: dict[str, Any]) -> Node:
    dtype, shape, raw = tensor["dtype"], tuple(tensor["shape"]), bytes(tensor["data"])
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


def _header_length(data: bytes) -> int:
    return int.from_bytes(data[:8], "little")
