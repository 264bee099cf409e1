"""Arrays and NumPy's numbers, made here from bytes of the file and a checked description."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from engine.checkpoints.extended import EXTENDED_NOTE, extended_number, extended_view
from engine.checkpoints.pickles.dtypes import bad, item_size, text_of
from engine.checkpoints.pickles.values import Array, ArrayType, Known, Name, OldText, Value
from engine.checkpoints.views import array_view, holds_characters
from engine.checkpoints.wording import dimensions, grouped

if TYPE_CHECKING:
    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.pickles.machine import Machine

_MOST_AXES = 32
_LONGEST_AXIS = 2**31
_NOTHING = memoryview(b"")


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
    """Do what ``_frombuffer(bytes, dtype, shape, order)`` means, as in protocol 5.

    From NumPy 2.3 on the order may be "K", followed by the order of the axes: those of an
    array in which they were exchanged.
    """
    content, dtype, shape, order, *axes = args if len(args) in {4, 5} else (None,) * 4
    order = text_of(order)
    if order not in ({"K"} if axes else {"C", "F"}):
        raise bad(machine, "An array does not begin in the way that NumPy writes")
    array = Array()
    _fill(machine, array, (shape, dtype, content), "C" if axes else order)
    if array.numbers is None:
        raise bad(machine, "An array of objects is made from bytes")
    if axes:
        _exchange(machine, array, axes[0])
    return array


def _exchange(machine: Machine, array: Array, axes: Value) -> None:
    """Put the axes of an array into another order."""
    numbers = array.numbers
    if type(axes) is not tuple or any(type(axis) is not int for axis in axes[: _MOST_AXES + 1]):
        raise bad(machine, "The order of the axes of an array is no tuple of whole numbers")
    if numbers is None or sorted(axes[: _MOST_AXES + 1]) != list(range(numbers.ndim)):
        raise bad(machine, "The order of the axes of an array does not name each of them once")
    array.numbers = numbers.transpose(axes)
    array.shape = array.numbers.shape


def scalar(machine: Machine, args: tuple[Value, ...]) -> Value:
    """Do what ``scalar(dtype, bytes)`` means: a number of NumPy, or text."""
    if len(args) != 2:
        raise bad(machine, "A number of NumPy has not the form that it writes")
    dtype = _checked_dtype(machine, args[0])
    if dtype.code in {"S0", "U0"}:
        _content(machine, dtype, (), args[1])
        return "" if dtype.code == "U0" else _NOTHING
    if dtype.is_extended:
        return extended_number(_content(machine, dtype, (), args[1]), dtype.big_endian)
    item: Any = _numbers(machine, dtype, (), args[1], "C")[()]
    if dtype.code[0] not in "SU":
        return item
    machine.count("unpacked_bytes", item_size(dtype))
    return str(item) if dtype.code[0] == "U" else memoryview(bytes(item))


def _fill(
    machine: Machine, array: Array, parts: tuple[Value, Value, Value], order: str
) -> None:
    shape, dtype = _checked_shape(machine, parts[0]), _checked_dtype(machine, parts[1])
    array.built, array.shape = True, shape
    if dtype.is_object:
        array.objects = _objects(machine, shape, parts[2])
        array.note = f"an array of objects, shape {dimensions(shape)}"
        return
    if dtype.code in {"S0", "U0"}:
        raise bad(machine, "An array has items of no bytes")
    array.numbers = _numbers(machine, dtype, shape, parts[2], order)
    if dtype.is_extended:
        array.note = EXTENDED_NOTE
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
    raw = _content(machine, dtype, shape, content)
    values = _viewed(machine, dtype, raw, shape, "F" if order == "F" else "C")
    if not holds_characters(values):
        raise bad(machine, "An array of text holds what is no character")
    return values


def _content(
    machine: Machine, dtype: ArrayType, shape: tuple[int, ...], content: Value
) -> memoryview:
    """Return the bytes of an array, if they are as many as it needs."""
    raw = content.raw if isinstance(content, OldText) else content
    if type(raw) is not memoryview:
        raise bad(machine, "The numbers of an array are no bytes")
    count = math.prod(shape)
    size = item_size(dtype)
    if dtype.is_object or len(raw) != count * size:
        raise bad(
            machine,
            f"Array data is {grouped(len(raw))} bytes but its shape {dimensions(shape)} "
            f"needs {grouped(count * size)}",
        )
    return raw


def _viewed(
    machine: Machine,
    dtype: ArrayType,
    raw: memoryview,
    shape: tuple[int, ...],
    order: Literal["C", "F"],
) -> AnyArray:
    if dtype.dtype is not None:
        return array_view(raw, dtype.dtype, shape, order)
    machine.count("unpacked_bytes", len(raw) // 2)
    return extended_view(raw, shape, order, big_endian=dtype.big_endian)


def _objects(machine: Machine, shape: tuple[int, ...], content: Value) -> list[Value]:
    """Return an array of objects as lists in lists; NumPy writes them in C order always."""
    count = math.prod(shape)
    if type(content) is not list or len(content) != count:
        raise bad(machine, f"An array of {grouped(count)} objects does not hold as many")
    machine.count("items", count)
    rows: list[Value] = list(content)
    if not count:
        return rows
    for length in reversed(shape[1:]):
        rows = [rows[i : i + length] for i in range(0, len(rows), length)]
    return rows
