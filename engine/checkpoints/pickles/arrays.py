"""Arrays and NumPy's numbers, made here from bytes of the file and a checked description."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from engine.checkpoints.pickles.dtypes import EXTENDED_BYTES, bad, text_of
from engine.checkpoints.pickles.extended import decode_extended
from engine.checkpoints.pickles.values import Array, ArrayType, Known, Name, OldText, Value
from engine.checkpoints.views import array_view, holds_characters
from engine.checkpoints.wording import dimensions, grouped

if TYPE_CHECKING:
    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.pickles.machine import Machine

_MOST_AXES = 32
_LONGEST_AXIS = 2**31


def new_array(machine: Machine, args: tuple[Value, ...]) -> Array:
    """Do what ``_reconstruct(ndarray, (0,), b"b")`` means, with exactly these arguments."""
    match args:
        case (Name(known=Known.NDARRAY), (0,), memoryview() | OldText() | "b" as code):
            raw = code.raw if isinstance(code, OldText) else code
            if raw == "b" or bytes(raw[:2]) == b"b":
                return Array()
    raise bad(machine, "An array does not begin in the way that NumPy writes")


def build_array(machine: Machine, array: Array, state: Value) -> None:
    """Fill an array from its state: (1, shape, dtype, is Fortran order, bytes)."""
    if array.built:
        raise bad(machine, "An array is filled twice")
    if type(state) is not tuple or len(state) not in {4, 5}:
        raise bad(machine, "The state of an array has not the form that NumPy writes")
    shape, dtype, fortran, content = state[-4:]
    if len(state) == 5 and not (type(state[0]) is int and state[0] == 1):
        raise bad(machine, "The state of an array is of an unknown version")
    if type(fortran) not in {bool, int} or fortran not in {0, 1}:
        raise bad(machine, "The state of an array has not the form that NumPy writes")
    _fill(machine, array, (shape, dtype, content), "F" if fortran else "C")


def array_from_buffer(machine: Machine, args: tuple[Value, ...]) -> Array:
    """Do what ``_frombuffer(bytes, dtype, shape, order)`` means, as in protocol 5."""
    if len(args) != 4 or (order := text_of(args[3])) not in {"C", "F"}:
        raise bad(machine, "An array does not begin in the way that NumPy writes")
    array = Array()
    _fill(machine, array, (args[2], args[1], args[0]), order)
    if array.objects is not None:
        raise bad(machine, "An array of objects is made from bytes")
    return array


def scalar(machine: Machine, args: tuple[Value, ...]) -> Value:
    """Do what ``scalar(dtype, bytes)`` means: a number of NumPy, or text."""
    if len(args) != 2:
        raise bad(machine, "A number of NumPy has not the form that it writes")
    values = _numbers(machine, _checked_dtype(machine, args[0]), (), args[1], "C")
    item: Any = values[()]
    if values.dtype.kind not in "SU":
        return item
    machine.count_encoded(values.dtype.itemsize)
    return str(item) if values.dtype.kind == "U" else memoryview(bytes(item))


def _fill(
    machine: Machine, array: Array, parts: tuple[Value, Value, Value], order: str
) -> None:
    shape, dtype = _checked_shape(machine, parts[0]), _checked_dtype(machine, parts[1])
    array.built, array.shape = True, shape
    if dtype.is_object:
        array.objects = _objects(machine, shape, parts[2])
        array.note = f"an array of objects, shape {dimensions(shape)}"
        return
    array.numbers = _numbers(machine, dtype, shape, parts[2], order)
    if dtype.is_extended:
        array.note = "float128 in the file"
    machine.count_array(array.numbers.nbytes)


def _checked_shape(machine: Machine, shape: Value) -> tuple[int, ...]:
    if type(shape) is not tuple or not all(type(n) is int for n in shape):
        raise bad(machine, "The shape of an array is no tuple of whole numbers")
    if len(shape) > _MOST_AXES or not all(0 <= n < _LONGEST_AXIS for n in shape):
        raise bad(machine, "The shape of an array has too many axes, or impossible ones")
    if math.prod(n for n in shape if n) >= 2**48:
        raise bad(machine, "The shape of an array is impossible")
    return shape


def _checked_dtype(machine: Machine, dtype: Value) -> ArrayType:
    if not isinstance(dtype, ArrayType) or not dtype.built:
        raise bad(machine, "An array has no dtype")
    return dtype


def _numbers(
    machine: Machine, dtype: ArrayType, shape: tuple[int, ...], content: Value, order: str
) -> AnyArray:
    raw = content.raw if isinstance(content, OldText) else content
    if type(raw) is not memoryview:
        raise bad(machine, "The numbers of an array are no bytes")
    count = math.prod(shape)
    size = EXTENDED_BYTES if dtype.dtype is None else dtype.dtype.itemsize
    if dtype.is_object or len(raw) != count * size:
        raise bad(
            machine,
            f"Array data is {grouped(len(raw))} bytes but its shape {dimensions(shape)} "
            f"needs {grouped(count * size)}",
        )
    values = _viewed(dtype, raw, shape, "F" if order == "F" else "C")
    if not holds_characters(values):
        raise bad(machine, "An array of text holds what is no character")
    return values


def _viewed(
    dtype: ArrayType, raw: memoryview, shape: tuple[int, ...], order: Literal["C", "F"]
) -> AnyArray:
    if dtype.dtype is not None:
        return array_view(raw, dtype.dtype, shape, order)
    numbers = decode_extended(raw, big_endian=dtype.big_endian)
    return array_view(numbers.tobytes(), numbers.dtype, shape, order)


def _objects(machine: Machine, shape: tuple[int, ...], content: Value) -> list[Value]:
    """Return an array of objects as lists in lists; NumPy writes them in C order always."""
    count = math.prod(shape)
    if type(content) is not list or len(content) != count:
        raise bad(machine, f"An array of {grouped(count)} objects does not hold as many")
    machine.count_copied(count)
    rows: list[Value] = list(content)
    if not count:
        return rows
    for length in reversed(shape[1:]):
        rows = [rows[i : i + length] for i in range(0, len(rows), length)]
    return rows
