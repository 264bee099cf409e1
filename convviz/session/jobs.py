"""Long work beside the window and the training: loading, evaluating, downloading."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from convviz.session.state import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.session.bridge import Bridge

T = TypeVar("T")
REPORT_INTERVAL_S = 0.05


class JobCancelledError(Exception):
    """The person cancelled the work; nothing is left of it."""


class JobControl:
    """What running work sees of the window: whether to go on, and where to report.

    Parameters
    ----------
    report : callable
        Called with (done, total), from the thread of the work.

    Attributes
    ----------
    after_cancel : callable
        Called on the GUI thread when work that was cancelled has ended; may be assigned.
    """

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._last_report = 0.0
        self.after_cancel: Callable[[], object] = list

    @property
    def cancelled(self) -> bool:
        """Whether the person wants the work to end."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to end; from any thread."""
        self._cancelled.set()

    def progress(self, done: int, total: int) -> bool:
        """Report how far the work is; return False if it is to end."""
        now = time.monotonic()
        if now - self._last_report >= REPORT_INTERVAL_S:
            self._last_report = now
            self._report(done, total)
        return not self.cancelled

    def tick(self, done: int, total: int) -> None:
        """Report how far the work is; raise `JobCancelledError` if it is to end."""
        self.progress(done, total)
        self.require_wanted()

    def require_wanted(self) -> None:
        """Raise `JobCancelledError` if the work is to end."""
        if self.cancelled:
            raise JobCancelledError


WORKERS = 4
"""So that a search or a picture does not wait until networks have been tried on images."""


class Jobs:
    """Run work on a thread of its own and bring the outcome to the GUI thread.

    Parameters
    ----------
    bridge : Bridge
        Brings outcomes and progress home.
    on_progress : callable
        Told every `Progress`, on the GUI thread; the last one of a job is finished.
    """

    def __init__(self, bridge: Bridge, on_progress: Callable[[Progress], None]) -> None:
        self._bridge = bridge
        self._on_progress = on_progress
        self._executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="convviz-job")
        self._running: dict[str, JobControl] = {}

    @property
    def running(self) -> tuple[str, ...]:
        """Labels of the work under way."""
        return tuple(self._running)

    def start(
        self,
        label: str,
        work: Callable[[JobControl], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> JobControl:
        """Begin `work`; a job of the same label that still runs is cancelled first.

        `done` or `failed` is called on the GUI thread; neither, if it was cancelled.
        """
        if label in self._running:
            self._running[label].cancel()

        def report(so_far: int, total: int) -> None:
            progress = Progress(label, so_far, max(total, 1), control.cancel)
            self._bridge.post(lambda: self._tell(control, progress))

        control = JobControl(report)
        self._running[label] = control

        def run() -> None:
            try:
                control.require_wanted()  # it may have waited long for its turn
                result = work(control)
            except Exception as error:  # noqa: BLE001 - every outcome goes to whoever asked
                self._bridge.post(partial(self._end, label, control, failed, error))
            else:
                self._bridge.post(partial(self._end, label, control, done, result))

        self._executor.submit(run)
        return control

    def close(self) -> None:
        """Cancel what runs and wait for it."""
        for control in self._running.values():
            control.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _tell(self, control: JobControl, progress: Progress) -> None:
        if self._running.get(progress.label) is control:
            self._on_progress(progress)

    def _end(
        self, label: str, control: JobControl, tell: Callable[[T], None], outcome: T
    ) -> None:
        if self._running.get(label) is control:
            del self._running[label]
            self._on_progress(Progress(label, 1, 1))
        if control.cancelled:
            control.after_cancel()
        else:
            tell(outcome)
