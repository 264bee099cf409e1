"""The way back into the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal, pyqtSlot

if TYPE_CHECKING:
    from collections.abc import Callable


class Bridge(QObject):
    """Have functions called in the thread of this object, from whatever thread.

    After `close` nothing that was posted is called any more.
    """

    _posted = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        # PyQt6's stubs know no second argument.
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def post(self, call: Callable[[], None]) -> None:
        """Call `call` in this object's thread, soon and in order."""
        if self._open:
            self._posted.emit(call)

    def close(self) -> None:
        """Forget what was posted and not yet called."""
        self._open = False

    @pyqtSlot(object)
    def _on_posted(self, call: Callable[[], None]) -> None:
        if self._open:
            call()
