"""The calls that are understood: what each name means for arguments of the right form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.pickles.arrays import array_from_buffer, new_array, scalar
from engine.checkpoints.pickles.dtypes import bad, new_dtype, text_of
from engine.checkpoints.pickles.text import decode
from engine.checkpoints.pickles.values import Known, LongText, Members, OldText, Pairs, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.checkpoints.pickles.machine import Machine

    Args = tuple[Value, ...]

_EMPTY = memoryview(b"")
_LATIN1 = frozenset({"latin1", "latin-1"})


def perform(machine: Machine, known: Known, args: Args) -> Value:
    """Do here what a known name means, if the arguments have the form NumPy gives them."""
    return _CALLS[known](machine, args)


def _encode(machine: Machine, args: Args) -> memoryview:
    if len(args) != 2 or text_of(args[1]) not in _LATIN1:
        raise bad(machine, "Bytes are written as text in an unknown way")
    text = args[0]
    if isinstance(text, LongText):
        if text.encoded is None:
            text.encoded = _latin1(machine, _decoded(machine, text))
        return text.encoded
    if type(text) is not str:
        raise bad(machine, "Bytes are written as text in an unknown way")
    return _latin1(machine, text)


def _decoded(machine: Machine, text: LongText) -> str:
    try:
        return decode(text.raw, text.encoding)
    except UnicodeDecodeError:
        raise machine.corrupt("A text has bytes that are no characters") from None


def _latin1(machine: Machine, text: str) -> memoryview:
    machine.count("unpacked_bytes", len(text))
    try:
        return memoryview(text.encode("latin-1"))
    except UnicodeEncodeError:
        raise machine.corrupt("Bytes are written as text and hold a character") from None


def _bytes(machine: Machine, args: Args) -> memoryview:
    match args:
        case ():
            return _EMPTY
        case (memoryview() as raw,):
            return raw
        case (OldText(raw=raw),):
            return raw
        case (str() | LongText(), _):
            return _encode(machine, args)
    raise bad(machine, "Bytes are made in an unknown way")


def _ordered_dict(machine: Machine, args: Args) -> Pairs:
    match args:
        case ():
            return Pairs(ordered=True)
        case (list() as pairs,) if all(
            type(pair) in {list, tuple} and len(pair) == 2 for pair in pairs
        ):
            machine.count("items", len(pairs))
            return Pairs([(key, value) for key, value in pairs], ordered=True)
    raise machine.corrupt("An OrderedDict is not made from pairs")


def _complex(machine: Machine, args: Args) -> complex:
    match args:
        case (float() | int() as real, float() | int() as imaginary):
            try:
                return complex(float(real), float(imaginary))
            except OverflowError:
                raise machine.corrupt("A complex number is too large") from None
    raise machine.corrupt("A complex number is not made from two numbers")


def _set(*, frozen: bool) -> Callable[[Machine, Args], Members]:
    def make_set(machine: Machine, args: Args) -> Members:
        match args:
            case ():
                return Members(frozen=frozen)
            case (list() | tuple() as items,):
                machine.count("items", len(items))
                return Members(list(items), frozen=frozen)
        raise machine.corrupt("A set is not made from a list")

    return make_set


def _no_call(machine: Machine, _: Args) -> Value:
    raise bad(machine, "An array is made in another way than NumPy writes")


_CALLS: Mapping[Known, Callable[[Machine, Args], Value]] = {
    Known.RECONSTRUCT: new_array,
    Known.SCALAR: scalar,
    Known.FROMBUFFER: array_from_buffer,
    Known.NDARRAY: _no_call,
    Known.DTYPE: new_dtype,
    Known.ENCODE: _encode,
    Known.BYTES: _bytes,
    Known.BYTEARRAY: _bytes,
    Known.ORDERED_DICT: _ordered_dict,
    Known.COMPLEX: _complex,
    Known.SET: _set(frozen=False),
    Known.FROZENSET: _set(frozen=True),
}
