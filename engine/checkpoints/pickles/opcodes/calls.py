"""Instructions that name, call or fill things: noted always, understood for NumPy's few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.errors import ForbiddenOpcode
from engine.checkpoints.pickles.arrays import build_array
from engine.checkpoints.pickles.calls import perform
from engine.checkpoints.pickles.dtypes import build_dtype
from engine.checkpoints.pickles.names import KNOWN
from engine.checkpoints.pickles.values import (
    Array,
    ArrayType,
    Known,
    LongText,
    Name,
    Opaque,
    Pairs,
    Value,
    is_foreign,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.checkpoints.pickles.machine import Machine


def _global(machine: Machine) -> None:
    machine.push(_name(machine, _line(machine), _line(machine)))


def _stack_global(machine: Machine) -> None:
    module, name = machine.pop_many(2)
    machine.push(_name(machine, _name_in(machine, module), _name_in(machine, name)))


def _name_in(machine: Machine, value: Value) -> str:
    if type(value) is str:
        return value
    if not isinstance(value, LongText):
        raise machine.corrupt("A name is no text")
    longest = machine.limits.name_bytes
    if len(value.raw) > longest:
        raise machine.too_many("bytes in a name", "name_bytes", len(value.raw))
    return _beginning(value.raw)


def _line(machine: Machine) -> str:
    return _beginning(machine.cursor.line(machine.limits.name_bytes, "name_bytes"))


def _beginning(raw: memoryview | bytes) -> str:
    return str(raw[:_NAME_KEPT], "utf-8", "replace")


def _name(machine: Machine, module: str, name: str) -> Name:
    machine.count("calls")
    known = KNOWN.get((module, name))
    if known is not None:
        return machine.recognise(module, name, known)
    foreign = Name(module, name, machine.cursor.instruction)
    machine.note_foreign(foreign)
    return foreign


def _reduce(machine: Machine) -> None:
    machine.count("calls")
    function, args = machine.pop_many(2)
    match function:
        case Name(known=None):
            machine.note_call(function)
            machine.push(Opaque(function))
        case Opaque():
            machine.push(function)
        case Name(known=Known() as known) if type(args) is tuple:
            machine.push(perform(machine, known, args))
        case _:
            raise machine.corrupt("Something is called that is no function")


def _build(machine: Machine) -> None:
    machine.count("calls")
    state = machine.pop()
    match machine.top():
        case Array() as array:
            build_array(machine, array, state)
        case ArrayType() as dtype:
            build_dtype(machine, dtype, state)
        case Pairs(ordered=True, built=False) as pairs if _is_empty(state):
            pairs.built = True
        case other if not is_foreign(other):
            raise _forbidden(machine, "fills something that is no array")


def _is_empty(state: Value) -> bool:
    return state is None or (isinstance(state, Pairs) and not state.pairs)


def _instance(machine: Machine) -> None:
    name = _name(machine, _line(machine), _line(machine))
    machine.pop_to_mark()
    _make(machine, name)


def _object(machine: Machine) -> None:
    values = machine.pop_to_mark()
    if not values:
        raise machine.corrupt("An object has no class")
    _make(machine, values[0])


def _new_object(count: int) -> Callable[[Machine], None]:
    return lambda machine: _make(machine, machine.pop_many(count)[0])


def _make(machine: Machine, cls: Value) -> None:
    machine.count("calls")
    if isinstance(cls, Name) and cls.known is None:
        machine.note_call(cls)
        machine.push(Opaque(cls))
    elif isinstance(cls, Opaque):
        machine.push(cls)
    else:
        raise _forbidden(machine, "makes an object in a way that NumPy never does")


def _refused(what: str) -> Callable[[Machine], None]:
    def refuse(machine: Machine) -> None:
        raise _forbidden(machine, what)

    return refuse


def _forbidden(machine: Machine, what: str) -> ForbiddenOpcode:
    return ForbiddenOpcode(
        f"The file {what} ({machine.place()}).", offset=machine.cursor.instruction
    )


_NAME_KEPT = 256
"""Bytes of a name that are kept: more than any that is understood, and than is ever shown."""
_OUTSIDE = "refers to data outside itself by a persistent id"
_EXTENSION = "refers to a registry outside itself"
_BUFFER = "refers to a buffer outside itself"

HANDLERS: Mapping[int, Callable[[Machine], None]] = {
    ord("c"): _global,
    0x93: _stack_global,
    ord("R"): _reduce,
    ord("b"): _build,
    ord("i"): _instance,
    ord("o"): _object,
    0x81: _new_object(2),
    0x92: _new_object(3),
    ord("P"): _refused(_OUTSIDE),
    ord("Q"): _refused(_OUTSIDE),
    0x82: _refused(_EXTENSION),
    0x83: _refused(_EXTENSION),
    0x84: _refused(_EXTENSION),
    0x97: _refused(_BUFFER),
    0x98: _refused(_BUFFER),
}
