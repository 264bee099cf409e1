"""Which dtypes are understood, and how a pickle describes them.

NumPy writes ``dtype("f4", False, True)`` and then the state ``(3, "<", None, None, None,
-1, -1, 0)``: version, byte order, three fields for structures, item size, alignment and
flags. A state that says "these are no objects" about a dtype that holds objects makes
NumPy itself take bytes of the file for addresses; so the dtype used here is made from the
code alone, and the state must say the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.errors import BadArray
from engine.checkpoints.pickles.values import ArrayType, OldText, Value
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from engine.checkpoints.pickles.machine import Machine

_CODE = re.compile(
    r"(?P<order>[<>|=]?)(?P<kind>b1|i[1248]|u[1248]|f2|f4|f8|f16|c8|c16|[SU][0-9]{1,8}|O[48])"
)
_ORDERS = frozenset("<>|=")
_FLAGS_OBJECT = 63
_FLAGS_UNICODE = 8
_VERSIONS = frozenset({1, 2, 3, 4})
_ALIGNMENTS = frozenset({-1, 1, 2, 4, 8, 16})
EXTENDED_BYTES = 16
"""Bytes of a float128, as NumPy on x86 writes an 80-bit number."""


def new_dtype(machine: Machine, args: tuple[Value, ...]) -> ArrayType:
    """Do what ``dtype(code, align, copy)`` means."""
    code = text_of(args[0]) if args else None
    flags = args[1:]
    if code is None or len(flags) > 2 or any(type(flag) not in {bool, int} for flag in flags):
        raise bad(machine, "A dtype is not described by its code")
    match = _CODE.fullmatch(code)
    if match is None:
        raise bad(machine, f"An array has the dtype {quoted(code, 40)}: no numbers and no text")
    kind = match["kind"]
    if kind in {"S0", "U0"}:
        raise bad(machine, "A dtype has items of no bytes")
    return ArrayType(kind, is_object=kind.startswith("O"), is_extended=kind == "f16")


def build_dtype(machine: Machine, dtype: ArrayType, state: Value) -> None:
    """Give a dtype its byte order, after checking the rest of its state."""
    if dtype.built:
        raise bad(machine, "A dtype is described twice")
    if type(state) is not tuple or len(state) not in {7, 8}:
        raise bad(machine, "The state of a dtype has not the form that NumPy writes")
    version, order, *structure = state[:5]
    size, alignment, flags = (*state[5:], 0)[:3]
    order = text_of(order)
    if not _is_int(version, _VERSIONS) or order not in _ORDERS:
        raise bad(machine, "The state of a dtype has not the form that NumPy writes")
    if any(part is not None for part in structure):
        raise bad(machine, "An array holds structures, not numbers")
    ours = None if dtype.is_object or dtype.is_extended else np.dtype(f"{order}{dtype.code}")
    sizes = {-1, _item_size(dtype, ours)}
    if not (_is_int(size, sizes) and _is_int(alignment, _ALIGNMENTS)):
        raise bad(machine, "The state of a dtype states a size that is not its own")
    if not _is_int(flags, {_flags(dtype)}) and not (len(state) == 7 and flags == 0):
        raise bad(machine, "The state of a dtype states flags that are not its own")
    dtype.dtype, dtype.built = ours, True
    dtype.big_endian = order == ">"


def text_of(value: Value) -> str | None:
    """Return text of Python 3 or 2, or None for anything else."""
    if type(value) is str:
        return value
    return value.decoded() if isinstance(value, OldText) and len(value.raw) < 64 else None


def bad(machine: Machine, cause: str) -> BadArray:
    """Return an error about an array; `cause` has no full stop."""
    return BadArray(f"{cause} ({machine.place()}).", offset=machine.cursor.instruction)


def _item_size(dtype: ArrayType, ours: np.dtype[np.generic] | None) -> int:
    if ours is not None:
        return ours.itemsize
    return EXTENDED_BYTES if dtype.is_extended else int(dtype.code[1:])


def _flags(dtype: ArrayType) -> int:
    if dtype.is_object:
        return _FLAGS_OBJECT
    return _FLAGS_UNICODE if dtype.code.startswith("U") else 0


def _is_int(value: Value, allowed: frozenset[int] | set[int]) -> bool:
    return type(value) is int and value in allowed
