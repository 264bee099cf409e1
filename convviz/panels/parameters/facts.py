"""Statistics of arrays, worked out when they are first looked at."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal, pyqtSlot

from engine.checkpoints import Statistics, statistics_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convviz.session import Session
    from convviz.session.jobs import JobControl
    from engine.checkpoints.node import AnyArray

_AT_ONCE = 1 << 19
"""Numbers that are described on the spot in one turn of the event loop, in about 10 ms."""
_PER_ARRAY = 1 << 10
"""What an array costs whatever its size, in numbers."""
_BATCH = 1 << 23
"""Numbers described beside the window before they are told: about 100 ms."""


class StatisticsStore(QObject):
    """Describe arrays: small ones at once, large or many ones beside the window.

    Parameters
    ----------
    session : Session
        Runs the long work.

    Signals
    -------
    arrived
        Statistics that were asked for are there.
    settled
        All that were asked for are there.
    """

    arrived = pyqtSignal()
    settled = pyqtSignal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # The arrays are kept, for an id means nothing once its object is gone.
        self._known: dict[int, tuple[AnyArray, Statistics | None]] = {}
        self._waiting: deque[AnyArray] = deque()
        self._asked: set[int] = set()
        self._job: JobControl | None = None
        self._left = _AT_ONCE
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._on_turn_over)

    def get(self, array: AnyArray) -> Statistics | None:
        """Return the statistics of an array, or None if they are not there (yet)."""
        known = self._known.get(id(array))
        if known is not None:
            return known[1]
        if array.size + _PER_ARRAY <= self._left:
            return self._describe_now(array)
        if id(array) not in self._asked:
            self._asked.add(id(array))
            self._waiting.appendleft(array)  # it is in sight: before what is not
            self._begin_next()
        return None

    def known(self, array: AnyArray) -> Statistics | None:
        """Return the statistics of an array if they are there; nothing is worked out."""
        known = self._known.get(id(array))
        return None if known is None else known[1]

    def ask(self, arrays: Iterable[AnyArray]) -> bool:
        """Have arrays described beside the window; return whether all of them are already."""
        new = {id(array): array for array in arrays if id(array) not in self._known}
        for key, array in new.items():
            if key not in self._asked:
                self._asked.add(key)
                self._waiting.append(array)
        self._begin_next()
        return not new

    def forget(self) -> None:
        """Drop everything, also what is being worked out."""
        self._known = {}
        self._waiting.clear()
        self._asked.clear()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _describe_now(self, array: AnyArray) -> Statistics | None:
        self._left -= array.size + _PER_ARRAY
        if not self._turn.isActive():
            self._turn.start()
        statistics = statistics_of(array)
        self._known[id(array)] = array, statistics
        return statistics

    def _begin_next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        batch: list[AnyArray] = []
        size = 0
        while self._waiting and size < _BATCH:
            batch.append(self._waiting.popleft())
            size += batch[-1].size + _PER_ARRAY
        known = self._known  # `forget` makes another one

        def work(control: JobControl) -> list[Statistics | None]:
            return [
                statistics_of(array, go_on=lambda: not control.cancelled) for array in batch
            ]

        def done(found: list[Statistics | None]) -> None:
            if known is self._known:
                self._end(batch, found)

        def failed(error: Exception) -> None:
            done([None] * len(batch))

        self._job = self._session.start_job("Statistics", work, done, failed)

    def _end(self, batch: list[AnyArray], found: list[Statistics | None]) -> None:
        self._job = None
        for array, statistics in zip(batch, found, strict=True):
            self._known[id(array)] = array, statistics
            self._asked.discard(id(array))
        self._begin_next()
        self.arrived.emit()
        if self._job is None:
            self.settled.emit()

    @pyqtSlot()
    def _on_turn_over(self) -> None:
        self._left = _AT_ONCE
