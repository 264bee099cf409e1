"""How often to draw while training runs: as often as leaves the training its cores."""

from __future__ import annotations

import math
import time

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

FRAME_INTERVAL_MS = 33
DRAWING_SHARE = 0.1
"""Share of one core that drawing may take while training runs."""


class FramePacer:
    """Ask for the next frame once the last one has been paid for.

    Drawing and training share the machine's cores. After a frame that cost the GUI thread
    c seconds of CPU, the next is due c / `DRAWING_SHARE` seconds after it: a light window
    is drawn at every tick of the timer, a heavy one less often, and the training hardly
    notices either.
    """

    def __init__(self) -> None:
        self._taken_at = -math.inf
        self._cpu_at = 0.0

    def restart(self) -> None:
        """Owe nothing: what was drawn while training was held cost it nothing."""
        self._taken_at = -math.inf
        self._cpu_at = time.thread_time()

    @property
    def is_due(self) -> bool:
        """Whether the last frame has been paid for."""
        spent = time.thread_time() - self._cpu_at
        return time.perf_counter() - self._taken_at >= spent / DRAWING_SHARE

    def take(self) -> None:
        """Note that a frame is taken now; what the GUI thread does next is its price."""
        self._taken_at = time.perf_counter()
        self._cpu_at = time.thread_time()


class FrameTimer(QTimer):
    """Tick thirty times a second at most, and less often where drawing is dear.

    Signals
    -------
    due
        It is time for the next frame.
    """

    due = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pacer = FramePacer()
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.setInterval(FRAME_INTERVAL_MS)
        self.timeout.connect(self._on_timeout)

    def begin(self) -> None:
        """Tick from now on; the first frame is due at the first tick."""
        self._pacer.restart()
        self.start()

    def _on_timeout(self) -> None:
        if self._pacer.is_due:
            self._pacer.take()
            self.due.emit()
