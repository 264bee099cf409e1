"""Exceptions that nobody expected: logged, shown, and the window lives on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from typing import IO, TYPE_CHECKING

from PyQt6.QtCore import QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from PyQt6.QtCore import QMessageLogContext

logger = logging.getLogger("convviz.crash")
QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashGuard:
    """Catch what escapes slots, threads and Qt itself.

    An exception that escapes a slot would abort a PyQt6 process; here it is logged with
    its traceback and shown once per distinct error. A crash of the interpreter leaves
    its stacks in `crash_file`.

    Parameters
    ----------
    show : callable
        Told the title, the message and the traceback; called on any thread.
    crash_file : Path
        Emptied at the start; what the last run left there is `last_crash`.
    """

    def __init__(self, show: Callable[[str, str, str], None], crash_file: Path) -> None:
        self._show = show
        self._seen: set[str] = set()
        self._crash_file = crash_file
        self._stream: IO[str] | None = None
        self.last_crash = ""

    def install(self) -> None:
        """Take over the hooks. After pyqtgraph was imported: it sets its own."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_on_qt_message)
        try:
            if self._crash_file.exists():
                self.last_crash = self._crash_file.read_text("utf-8", errors="replace")
            self._crash_file.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._crash_file.open("w", encoding="utf-8")
        except OSError as error:
            logger.warning("no crash file: %s", error)
        else:
            faulthandler.enable(self._stream)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._stream is not None:
            faulthandler.disable()
            self._stream.close()
            self._stream = None

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        logger.error("unexpected %s: %s\n%s", kind.__name__, error, text)
        place = text.splitlines()[-3:]
        if "".join(place) not in self._seen:
            self._seen.add("".join(place))
            self._show("Something unexpected happened", f"{kind.__name__}: {error}", text)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    logging.getLogger("qt").log(QT_LEVELS.get(kind, logging.WARNING), "%s", message)
