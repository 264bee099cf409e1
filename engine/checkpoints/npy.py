"""The ``.npy`` format, read without NumPy's reader, which evaluates what a file says.

A file is a magic number of six bytes, two bytes of version, the length of a header (2 bytes
in version 1, 4 from version 2 on), the header, and the numbers. The header is the text of
a dictionary of Python: ``{'descr': '<f4', 'fortran_order': False, 'shape': (8, 1, 5, 5), }``
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.checkpoints.errors import BadArray, Corrupt, too_many
from engine.checkpoints.extended import EXTENDED_BYTES, EXTENDED_NOTE, extended_view
from engine.checkpoints.node import Node
from engine.checkpoints.views import array_view, holds_characters, is_possible_shape
from engine.checkpoints.wording import dimensions, grouped, quoted

if TYPE_CHECKING:
    from engine.checkpoints.errors import ParamsFileError
    from engine.checkpoints.limits import Limits

MAGIC = b"\x93NUMPY"

_PAIR = (
    r"""["'](descr)["'] *: *["']([^'"\\]{1,40})["']|["'](fortran_order)["'] *: *(True|False)"""
    r"""|["'](shape)["'] *: *\(([0-9L, ]*)\)"""
)
_HEADER = re.compile(rf" *\{{ *(?:{_PAIR}) *, *(?:{_PAIR}) *, *(?:{_PAIR}) *,? *\}} *\n?")
_FIELD = re.compile(_PAIR)
_SHAPE = re.compile(r" *(?:[0-9]{1,18}L?(?: *, *[0-9]{1,18}L?)* *,? *)?")
_ONE = re.compile(r" *[0-9]+L? *")
_NUMBER = re.compile(r"[0-9]+")
_DESCR = re.compile(r"[<>|=]?(?:b1|i[1248]|u[1248]|f2|f4|f8|f16|c8|c16|[SU][1-9][0-9]{0,7})")


def read_npy(data: memoryview, limits: Limits, name: str = "The array") -> Node:
    """Read one array; it is a view of `data`, but for float128, which is narrowed.

    Parameters
    ----------
    data : memoryview
        All of the file.
    limits : Limits
    name : str
        What to call it in an error, fit to be shown.

    Raises
    ------
    Corrupt, BadArray, LimitExceeded
    """
    start, header = _header(data, limits, name)
    fields = _fields(header, name)
    descr, shape = fields["descr"], _shape(fields["shape"], name)
    if not _DESCR.fullmatch(descr):
        raise _bad_dtype(descr, name)
    dtype = None if descr.endswith("f16") else np.dtype(descr)
    raw = data[start:]
    needed = math.prod(shape) * (EXTENDED_BYTES if dtype is None else dtype.itemsize)
    if len(raw) != needed:
        raise _wrong_size(name, len(raw), needed, shape, limits)
    order: Literal["C", "F"] = "F" if fields["fortran_order"] == "True" else "C"
    if dtype is None:
        array = extended_view(raw, shape, order, big_endian=descr.startswith(">"))
        return Node("array", array=array, note=EXTENDED_NOTE)
    array = array_view(raw, dtype, shape, order)
    if not holds_characters(array):
        raise BadArray(f"{name} holds text of what are no characters.")
    return Node("array", array=array)


def _header(data: memoryview, limits: Limits, name: str) -> tuple[int, str]:
    """Return where the numbers begin, and the text before them."""
    if bytes(data[:6]) != MAGIC or len(data) < 12:
        raise Corrupt(f"{name} is cut short or is no .npy file.")
    version = data[6]
    if version not in {1, 2, 3}:
        raise Corrupt(f"{name} has version {version} of the .npy format, which does not exist.")
    start = 10 if version == 1 else 12
    length = int.from_bytes(data[8:start], "little")
    if length > limits.npy_header_bytes:
        raise too_many(
            "bytes of .npy header", "npy_header_bytes", limits.npy_header_bytes, length
        )
    if length > len(data) - start:
        raise Corrupt(f"{name} is cut short: its header has {grouped(length)} bytes.")
    return start + length, str(data[start : start + length], "latin-1")


def _fields(header: str, name: str) -> dict[str, str]:
    if not _HEADER.fullmatch(header):
        raise BadArray(f"{name} has a header that describes no plain array: {quoted(header)}.")
    matches = (match for match in _FIELD.finditer(header))
    fields = {match[i]: match[i + 1] for match in matches for i in (1, 3, 5) if match[i]}
    if len(fields) != 3:
        raise BadArray(f"{name} has a header that says a thing twice.")
    return fields


def _shape(text: str, name: str) -> tuple[int, ...]:
    if not _SHAPE.fullmatch(text) or _ONE.fullmatch(text):
        raise BadArray(f"{name} has no proper shape: {quoted(text)}.")
    shape = tuple(int(n) for n in _NUMBER.findall(text))
    if not is_possible_shape(shape):
        raise BadArray(f"{name} has an impossible shape.")
    return shape


def _wrong_size(
    name: str, size: int, needed: int, shape: tuple[int, ...], limits: Limits
) -> ParamsFileError:
    """Tell an array that lost its end from one that never could have been so large."""
    sizes = f"{grouped(size)} bytes but its shape {dimensions(shape)} needs {grouped(needed)}."
    if size < needed <= limits.array_bytes:
        return Corrupt(f"{name} is cut short: it has {sizes}")
    return BadArray(f"{name} has {sizes}")


def _bad_dtype(descr: str, name: str) -> BadArray:
    if "O" in descr:
        return BadArray(
            f"{name} holds Python objects, as a pickle inside the file.",
            remedy="Ask the author for arrays of numbers.",
        )
    return BadArray(f"{name} has the dtype {quoted(descr, 40)}: no numbers and no text.")
