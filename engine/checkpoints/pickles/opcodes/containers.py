"""Instructions that make or fill a list, tuple, dictionary or set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.pickles.values import Members, Pairs, is_foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.checkpoints.pickles.machine import Machine
    from engine.checkpoints.pickles.values import Value


def _append(machine: Machine) -> None:
    value = machine.pop()
    _extend(machine, [value])


def _extend(machine: Machine, values: list[Value]) -> None:
    target = machine.top()
    if type(target) is list:
        target.extend(values)
    elif not is_foreign(target):
        raise machine.corrupt("Something is appended that is no list")


def _set_item(machine: Machine) -> None:
    _set_items(machine, machine.pop_many(2))


def _set_items(machine: Machine, values: list[Value]) -> None:
    target = machine.top()
    pairs = _paired(machine, values)
    if isinstance(target, Pairs):
        target.pairs.extend(pairs)
    elif not is_foreign(target):
        raise machine.corrupt("A key is set on something that is no dictionary")


def _add_items(machine: Machine) -> None:
    values = machine.pop_to_mark()
    target = machine.top()
    if isinstance(target, Members) and not target.frozen:
        target.items.extend(values)
    elif not is_foreign(target):
        raise machine.corrupt("Something is added to what is no set")


def _paired(machine: Machine, values: list[Value]) -> list[tuple[Value, Value]]:
    if len(values) % 2:
        raise machine.corrupt("A dictionary has a key without a value")
    return list(zip(values[::2], values[1::2], strict=True))


def _tuple(count: int) -> Callable[[Machine], None]:
    return lambda machine: machine.push(tuple(machine.pop_many(count)))


def _begin(make: Callable[[], Value]) -> Callable[[Machine], None]:
    def push_empty(machine: Machine) -> None:
        machine.count("containers")
        machine.push(make())

    return push_empty


def _from_mark(make: Callable[[Machine, list[Value]], Value]) -> Callable[[Machine], None]:
    def push_filled(machine: Machine) -> None:
        machine.count("containers")
        machine.push(make(machine, machine.pop_to_mark()))

    return push_filled


HANDLERS: Mapping[int, Callable[[Machine], None]] = {
    ord("]"): _begin(list),
    ord("l"): _from_mark(lambda _, values: values),
    ord("a"): _append,
    ord("e"): lambda machine: _extend(machine, machine.pop_to_mark()),
    ord(")"): lambda machine: machine.push(()),
    ord("t"): lambda machine: machine.push(tuple(machine.pop_to_mark())),
    0x85: _tuple(1),
    0x86: _tuple(2),
    0x87: _tuple(3),
    ord("}"): _begin(Pairs),
    ord("d"): _from_mark(lambda machine, values: Pairs(_paired(machine, values))),
    ord("s"): _set_item,
    ord("u"): lambda machine: _set_items(machine, machine.pop_to_mark()),
    0x8F: _begin(Members),
    0x90: _add_items,
    0x91: _from_mark(lambda _, values: Members(values, frozen=True)),
}
