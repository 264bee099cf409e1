"""Instructions that push a number, a truth value or None."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.checkpoints.pickles.machine import Machine

# Stricter than the pickle module: the readers in C and in Python disagree about bases,
# spaces and underscores, and no pickle was ever written with them.
_WHOLE = re.compile(rb"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(
    rb"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf|nan|infinity)",
    re.IGNORECASE,
)
_TRUTH: Final = {b"00": False, b"01": True}


def _int(machine: Machine) -> None:
    line = _line(machine)
    truth = _TRUTH.get(line)
    machine.push(_whole(machine, line) if truth is None else truth)


def _long(machine: Machine) -> None:
    line = _line(machine)
    machine.push(_whole(machine, line.removesuffix(b"L")))


def read_whole(machine: Machine) -> int:
    """Read a line that is a whole number without a sign, as memo places are."""
    number = _whole(machine, _line(machine))
    if number < 0:
        raise machine.corrupt("A place in the memo is negative")
    return number


def _whole(machine: Machine, digits: bytes) -> int:
    if not _WHOLE.fullmatch(digits):
        raise machine.corrupt("A whole number is not written in digits")
    count = len(digits.removeprefix(b"-"))
    if count > machine.limits.digits:
        raise machine.too_many("digits in a number", "digits", count)
    return int(digits)


def _line(machine: Machine) -> bytes:
    # A sign and an "L" may stand about the digits.
    return machine.cursor.line(machine.limits.digits, "digits", beside=2)


def _float(machine: Machine) -> None:
    line = _line(machine)
    if not _DECIMAL.fullmatch(line):
        raise machine.corrupt("A number is not written in digits")
    machine.push(float(line))


def _binary_long(width: int) -> Callable[[Machine], None]:
    def push_long(machine: Machine) -> None:
        length = machine.cursor.unsigned(width)
        if length > machine.limits.number_bytes:
            raise machine.too_many("bytes in a number", "number_bytes", length)
        machine.push(machine.cursor.signed(length))

    return push_long


def _constant(value: bool | None) -> Callable[[Machine], None]:
    return lambda machine: machine.push(value)


HANDLERS: Mapping[int, Callable[[Machine], None]] = {
    ord("I"): _int,
    ord("J"): lambda machine: machine.push(machine.cursor.signed(4)),
    ord("K"): lambda machine: machine.push(machine.cursor.byte()),
    ord("M"): lambda machine: machine.push(machine.cursor.unsigned(2)),
    ord("L"): _long,
    0x8A: _binary_long(1),
    0x8B: _binary_long(4),
    ord("F"): _float,
    ord("G"): lambda machine: machine.push(struct.unpack(">d", machine.cursor.take(8))[0]),
    ord("N"): _constant(None),
    0x88: _constant(True),
    0x89: _constant(False),
}
