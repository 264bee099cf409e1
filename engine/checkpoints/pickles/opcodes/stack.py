"""Instructions that move values about, and those that begin and end a pickle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.pickles.opcodes.numbers import read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.checkpoints.pickles.machine import Machine

_HIGHEST_PROTOCOL = 5


def _pop(machine: Machine) -> None:
    if machine.mark_is_on_top():
        machine.pop_to_mark()
    else:
        machine.pop()


def _pop_mark(machine: Machine) -> None:
    machine.pop_to_mark()


def _put(machine: Machine) -> None:
    machine.remember(machine.cursor.byte(), machine.top())


def _put_long(machine: Machine) -> None:
    machine.remember(machine.cursor.unsigned(4), machine.top())


def _put_line(machine: Machine) -> None:
    machine.remember(read_whole(machine), machine.top())


def _get(machine: Machine) -> None:
    machine.push(machine.recall(machine.cursor.byte()))


def _get_long(machine: Machine) -> None:
    machine.push(machine.recall(machine.cursor.unsigned(4)))


def _memoize(machine: Machine) -> None:
    machine.remember(len(machine.memo), machine.top())


def _protocol(machine: Machine) -> None:
    protocol = machine.cursor.byte()
    if protocol > _HIGHEST_PROTOCOL:
        raise machine.corrupt(f"Pickle protocol {protocol} does not exist")
    machine.protocol = max(protocol, machine.protocol or 0)


def _stop(machine: Machine) -> None:
    machine.cursor.finish()
    machine.stopped = True


def unknown(machine: Machine) -> None:
    """Refuse a byte that is no instruction."""
    raise machine.corrupt("A byte is no instruction of a pickle")


HANDLERS: Mapping[int, Callable[[Machine], None]] = {
    ord("("): lambda machine: machine.mark(),
    ord("0"): _pop,
    ord("1"): _pop_mark,
    ord("2"): lambda machine: machine.push(machine.top()),
    ord("p"): _put_line,
    ord("q"): _put,
    ord("r"): _put_long,
    ord("g"): lambda machine: machine.push(machine.recall(read_whole(machine))),
    ord("h"): _get,
    ord("j"): _get_long,
    0x94: _memoize,
    0x80: _protocol,
    0x95: lambda machine: machine.cursor.enter_frame(machine.cursor.unsigned(8)),
    ord("."): _stop,
}
