"""The turnstile that the training thread passes before every event."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.training import Event

T = TypeVar("T")


class Stopped(Exception):
    """The gate was stopped: the training thread is to end."""


class _Mode(Enum):
    HOLD = auto()
    RUN = auto()
    STOP = auto()


class Gate:
    """Let events pass, hold them, or let just enough pass; answer questions meanwhile.

    Commands come from any thread and return at once. `pass_through` and `passed`
    belong to the training thread. Every command has a number, so that a late report
    of a hold can be told from a report of the present one.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._mode = _Mode.HOLD
        self._until: Callable[[Event], bool] | None = None
        self._by_operation = False
        self._asks: deque[Callable[[], None]] = deque()
        self._command = 0
        self._held_command = -1

    @property
    def by_operation(self) -> bool:
        """Whether the events asked for are single operations."""
        with self._changed:
            return self._by_operation

    def run(self) -> int:
        """Let every event pass from now on."""
        return self._command_mode(_Mode.RUN)

    def pause(self) -> int:
        """Hold before the next event."""
        return self._command_mode(_Mode.HOLD)

    def step(self, until: Callable[[Event], bool], *, by_operation: bool = False) -> int:
        """Let events pass up to and including the first that `until` is true of."""
        return self._command_mode(_Mode.RUN, until, by_operation=by_operation)

    def stop(self) -> int:
        """Make the next `pass_through` raise `Stopped`, for good."""
        return self._command_mode(_Mode.STOP)

    def submit(self, ask: Callable[[], T]) -> Future[T]:
        """Have `ask` called on the training thread between two events, also while held.

        Its result or exception goes into the future; neither touches the training.
        What was asked before `stop` is still answered; afterwards the future is cancelled.
        """
        future: Future[T] = Future()

        def answer() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = ask()
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked
                future.set_exception(error)
            else:
                future.set_result(result)

        with self._changed:
            if self._mode is _Mode.STOP:
                future.cancel()
            else:
                self._asks.append(answer)
                self._changed.notify_all()
        return future

    def pass_through(self, on_hold: Callable[[int], None]) -> None:
        """Return when the next event may run; `on_hold(command)` is told once per hold.

        Raises
        ------
        Stopped
            After `stop`.
        """
        while True:
            with self._changed:
                asks = list(self._asks)
                self._asks.clear()
                held = self._mode is _Mode.HOLD
                command = self._command
                if not asks:
                    if self._mode is _Mode.STOP:
                        raise Stopped
                    if not held:
                        return
            for ask in asks:
                ask()
            if held and self._held_command != command:
                self._held_command = command
                on_hold(command)
            self._wait_while_held(command)

    def passed(self, event: Event) -> None:
        """Note that `event` has run: the step that it completes ends."""
        with self._changed:
            if self._mode is _Mode.RUN and self._until is not None and self._until(event):
                self._mode = _Mode.HOLD

    def hold(self) -> int:
        """Hold without a new command: the training itself came to an end."""
        with self._changed:
            if self._mode is _Mode.RUN:
                self._mode = _Mode.HOLD
            self._held_command = self._command
            return self._command

    def _wait_while_held(self, command: int) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._mode is not _Mode.HOLD or self._asks or self._command != command
            )

    def _command_mode(
        self,
        mode: _Mode,
        until: Callable[[Any], bool] | None = None,
        *,
        by_operation: bool = False,
    ) -> int:
        with self._changed:
            if self._mode is _Mode.STOP:
                return self._command
            self._mode, self._until = mode, until
            self._by_operation = by_operation
            self._command += 1
            self._changed.notify_all()
            return self._command
