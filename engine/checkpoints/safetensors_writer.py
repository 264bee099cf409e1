"""Writing arrays and texts by name as a safetensors file, by the library of that format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save

from engine.checkpoints.atomic import write_atomically

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import numpy.typing as npt

_METADATA = "__metadata__"
_ALIGNMENT = 8


def write_safetensors(
    path: str | os.PathLike[str],
    arrays: Mapping[str, npt.NDArray[Any]],
    metadata: Mapping[str, str],
) -> None:
    """Write a safetensors file whole or not at all; equal content gives equal bytes.

    Parameters
    ----------
    path : path-like
    arrays : mapping of str to array
        Of any shape and memory order; bool, integers of 8 to 64 bits, float16 to float64 or
        complex64. They are written in C order, little endian.
    metadata : mapping of str to str
        Texts that go with them; none are written if it is empty.

    Raises
    ------
    SaveError
        If the file cannot be written; an older one stays as it was.
    ValueError
        If an array is named "__metadata__", which is where the format keeps the texts.
    """
    parts = safetensors_parts(arrays, metadata)
    write_atomically(path, lambda file: file.writelines(parts))


def safetensors_parts(
    arrays: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]
) -> tuple[bytes, memoryview]:
    """Return what `write_safetensors` writes: the header, and the data."""
    if _METADATA in arrays:
        raise ValueError(f'arrays: no name may be "{_METADATA}"')
    # ascontiguousarray would make a vector of a single number.
    plain = {name: np.require(array, requirements="C") for name, array in arrays.items()}
    return _with_ordered_metadata(save(plain, metadata=dict(metadata) or None))


def _with_ordered_metadata(content: bytes) -> tuple[bytes, memoryview]:
    """Return the header, and the data; the library lets chance order the metadata."""
    end = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:end])
    if _METADATA in header:
        header[_METADATA] = dict(sorted(header[_METADATA].items()))
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text, memoryview(content)[end:]
