"""Statistics of arrays, worked out when they are first looked at."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from engine.checkpoints import Statistics, statistics_of

if TYPE_CHECKING:
    from convviz.session import Session
    from convviz.session.jobs import JobControl
    from engine.checkpoints.node import AnyArray

_AT_ONCE = 1 << 19
"""Numbers up to which an array is described on the spot, in about 10 ms."""


class StatisticsStore(QObject):
    """Describe arrays: small ones at once, large ones beside the window, one at a time.

    Parameters
    ----------
    session : Session
        Runs the long work.

    Signals
    -------
    arrived
        Statistics that were asked for are there.
    """

    arrived = pyqtSignal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # The arrays are kept, for an id means nothing once its object is gone.
        self._known: dict[int, tuple[AnyArray, Statistics | None]] = {}
        self._waiting: deque[AnyArray] = deque()
        self._asked: set[int] = set()
        self._job: JobControl | None = None

    def get(self, array: AnyArray) -> Statistics | None:
        """Return the statistics of an array, or None if they are not there (yet)."""
        known = self._known.get(id(array))
        if known is not None:
            return known[1]
        if array.size <= _AT_ONCE:
            statistics = statistics_of(array)
            self._known[id(array)] = array, statistics
            return statistics
        if id(array) not in self._asked:
            self._asked.add(id(array))
            self._waiting.append(array)
            self._begin_next()
        return None

    def forget(self) -> None:
        """Drop everything, also what is being worked out."""
        self._known.clear()
        self._waiting.clear()
        self._asked.clear()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _begin_next(self) -> None:
        is_busy = self._job is not None and not self._job.cancelled
        if is_busy or not self._waiting:
            return
        array = self._waiting.popleft()

        def work(control: JobControl) -> Statistics | None:
            return statistics_of(array, go_on=lambda: not control.cancelled)

        def done(statistics: Statistics | None) -> None:
            self._end(array, statistics)

        def failed(error: Exception) -> None:
            self._end(array, None)

        self._job = self._session.start_job("Statistics", work, done, failed)

    def _end(self, array: AnyArray, statistics: Statistics | None) -> None:
        if id(array) not in self._asked:
            return  # another file was opened meanwhile
        self._job = None
        self._known[id(array)] = array, statistics
        self.arrived.emit()
        self._begin_next()
