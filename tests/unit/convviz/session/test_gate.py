from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from queue import SimpleQueue

import pytest

from convviz.session.gate import Gate, Stopped

TIMEOUT_S = 5.0


class Passer:
    """A thread that passes events 0, 1, 2, ... through a gate and reports what happens."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.passed: list[int] = []
        self.holds: SimpleQueue[int] = SimpleQueue()
        self.thread = threading.Thread(target=self._pass)
        self.thread.start()

    def _pass(self) -> None:
        try:
            for event in range(1_000_000_000):
                self.gate.pass_through(self.holds.put)
                self.passed.append(event)
                self.gate.passed(event)
        except Stopped:
            return

    def wait_for_hold(self, command: int) -> None:
        while self.holds.get(timeout=TIMEOUT_S) != command:
            continue


@pytest.fixture
def passer() -> Iterator[Passer]:
    it = Passer(Gate())
    yield it
    it.gate.stop()
    it.thread.join(TIMEOUT_S)
    assert not it.thread.is_alive()


def until(n: int) -> Callable[[object], bool]:
    return lambda event: event == n


def test_nothing_passes_before_a_command(passer: Passer) -> None:
    passer.wait_for_hold(0)
    assert passer.passed == []


def test_a_step_lets_pass_up_to_the_event_that_ends_it(passer: Passer) -> None:
    passer.wait_for_hold(passer.gate.step(until(0)))
    assert passer.passed == [0]
    passer.wait_for_hold(passer.gate.step(until(4)))
    assert passer.passed == [0, 1, 2, 3, 4]


def test_a_pause_is_answered_with_its_own_number(passer: Passer) -> None:
    passer.gate.run()
    command = passer.gate.pause()
    passer.wait_for_hold(command)
    passed = len(passer.passed)
    assert passer.gate.submit(lambda: len(passer.passed)).result(TIMEOUT_S) == passed


def test_a_pause_while_held_is_reported_as_well(passer: Passer) -> None:
    passer.wait_for_hold(0)
    passer.wait_for_hold(passer.gate.pause())


def test_asks_are_answered_while_held(passer: Passer) -> None:
    passer.wait_for_hold(0)
    thread = passer.gate.submit(threading.get_ident).result(TIMEOUT_S)
    assert thread == passer.thread.ident
    assert passer.passed == []


def test_asks_are_answered_between_events_while_running(passer: Passer) -> None:
    passer.gate.run()
    seen = [passer.gate.submit(lambda: len(passer.passed)).result(TIMEOUT_S) for _ in range(20)]
    assert seen == sorted(seen)


def test_a_failing_ask_fails_for_whoever_asked_and_nobody_else(passer: Passer) -> None:
    def fail() -> None:
        raise ValueError("no such layer")

    with pytest.raises(ValueError, match="no such layer"):
        passer.gate.submit(fail).result(TIMEOUT_S)
    passer.wait_for_hold(passer.gate.step(until(0)))


def test_stop_ends_a_held_thread(passer: Passer) -> None:
    passer.wait_for_hold(0)
    passer.gate.stop()
    passer.thread.join(TIMEOUT_S)
    assert not passer.thread.is_alive()


def test_commands_after_stop_change_nothing(passer: Passer) -> None:
    passer.gate.stop()
    passer.gate.run()
    passer.thread.join(TIMEOUT_S)
    assert passer.passed == []


def test_an_ask_after_stop_is_cancelled(passer: Passer) -> None:
    passer.gate.stop()
    with pytest.raises(CancelledError):
        passer.gate.submit(lambda: 1).result(TIMEOUT_S)


def test_what_was_asked_before_stop_is_still_answered() -> None:
    gate = Gate()
    future = gate.submit(lambda: 7)
    gate.stop()
    with pytest.raises(Stopped):
        gate.pass_through(lambda _: None)
    assert future.result(0) == 7


def test_only_a_step_by_operation_asks_for_single_operations() -> None:
    gate = Gate()
    gate.step(until(0), by_operation=True)
    assert gate.by_operation
    gate.run()
    assert not gate.by_operation
