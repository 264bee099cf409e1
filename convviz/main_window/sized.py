"""Waits for the size of a window that is shown maximised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QMainWindow


class WhenSized(QObject):
    """Acts once a window that is shown maximised has that size, and its docks have theirs.

    Every platform shows it in its normal size first and resizes it a moment later. A
    layout that was saved in the large size and restored in the small one is not the same.

    Parameters
    ----------
    window : QMainWindow
    act : callable
    """

    def __init__(self, window: QMainWindow, act: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(act)
        self._soon.timeout.connect(self.deleteLater)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take the first size that comes."""
        if event is not None and event.type() is QEvent.Type.Resize:
            self._window.removeEventFilter(self)
            if self._window.isMaximized() or self._window.isFullScreen():
                self._soon.start()
            else:  # somebody was quicker
                self.deleteLater()
        return False
