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
from engine.checkpoints.extended import EXTENDED_BYTES
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
# Length of the state by its version: first there were no names of fields, then no flags.
_VERSIONS = {6: {1}, 7: {2}, 8: {3, 4}}
_ALIGNMENTS = frozenset({-1, 1, 2, 4, 8, 16})
_KINDS = {
    "V": "it holds structures or raw bytes",
    "M": "it holds dates",
    "m": "it holds durations",
}


def new_dtype(machine: Machine, args: tuple[Value, ...]) -> ArrayType:
    """Do what ``dtype(code, align, copy)`` means."""
    code = text_of(args[0]) if args else None
    flags = args[1:]
    if code is None or len(flags) > 2 or any(type(flag) not in {bool, int} for flag in flags):
        raise bad(machine, "A dtype is not described by its code")
    match = _CODE.fullmatch(code)
    if match is None:
        why = _KINDS.get(code.lstrip("<>|=")[:1], "these are no numbers and no text")
        raise bad(machine, f"An array has the dtype {quoted(code, 40)}: {why}")
    kind = match["kind"]
    return ArrayType(kind, is_object=kind.startswith("O"), is_extended=kind == "f16")


def build_dtype(machine: Machine, dtype: ArrayType, state: Value) -> None:
    """Give a dtype its byte order, after checking the rest of its state."""
    if dtype.built:
        raise bad(machine, "A dtype is described twice")
    if type(state) is not tuple or not _is_int(state[0] if state else None, _version(state)):
        raise bad(machine, "The state of a dtype has not the form that NumPy writes")
    order = text_of(state[1])
    if order not in _ORDERS:
        raise bad(machine, "The state of a dtype has not the form that NumPy writes")
    end = min(len(state), 7)
    structure, (size, alignment), flags = state[2 : end - 2], state[end - 2 : end], state[end:]
    if any(part is not None for part in structure):
        raise bad(machine, "An array holds structures, not numbers")
    if not (_is_int(size, {-1, item_size(dtype)}) and _is_int(alignment, _ALIGNMENTS)):
        raise bad(machine, "The state of a dtype states a size that is not its own")
    if flags and not _is_int(flags[0], {_flags(dtype)}):
        raise bad(machine, "The state of a dtype states flags that are not its own")
    dtype.built, dtype.big_endian = True, order == ">"
    if not dtype.is_object and not dtype.is_extended:
        dtype.dtype = np.dtype(f"{order}{dtype.code}")


def text_of(value: Value) -> str | None:
    """Return text of Python 3 or 2, or None for anything else."""
    if type(value) is str:
        return value
    return value.decoded() if isinstance(value, OldText) and len(value.raw) < 64 else None


def bad(machine: Machine, cause: str) -> BadArray:
    """Return an error about an array; `cause` has no full stop."""
    return BadArray(f"{cause} ({machine.place()}).", offset=machine.cursor.instruction)


def item_size(dtype: ArrayType) -> int:
    """Return the bytes of an item, as its code states them."""
    if dtype.is_extended:
        return EXTENDED_BYTES
    size = int(dtype.code[1:])
    return 4 * size if dtype.code.startswith("U") else size


def _version(state: tuple[Value, ...]) -> set[int]:
    return _VERSIONS.get(len(state), set())


def _flags(dtype: ArrayType) -> int:
    if dtype.is_object:
        return _FLAGS_OBJECT
    return _FLAGS_UNICODE if dtype.code.startswith("U") else 0


def _is_int(value: Value, allowed: frozenset[int] | set[int]) -> bool:
    return type(value) is int and value in allowed
