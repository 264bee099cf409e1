"""The real window on an invisible screen, moved by a script instead of a person."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from PyQt6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

from convviz.app import make_application
from convviz.cli.display import missing_display
from convviz.log import start_logging, stop_logging
from convviz.main_window import MainWindow
from convviz.session import RunState, Session
from convviz.settings import WindowSettings
from convviz.theming import Theme
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from PyQt6.QtCore import QSize

    from convviz.session import Failure, Notice, Request
    from convviz.theming.tokens import ThemeName

LOOK_INTERVAL_MS = 5
OF_NO_CONSEQUENCE = "This plugin does not support"
PATIENCE_S = 120.0


class StageError(EngineError):
    """The window did not come to what the script waits for."""


class Stage:
    """A window with a session, settings and log of its own, for as long as it is entered.

    Parameters
    ----------
    size : QSize
        Of the window.
    theme : {"dark", "light"}
    data_dir : Path, optional
        Where data sets are looked for.
    visible : bool, default=False
        Use the display, if there is one.

    Attributes
    ----------
    session : Session
    window : MainWindow
    theme : Theme
    """

    def __init__(
        self,
        size: QSize,
        *,
        theme: ThemeName = "dark",
        data_dir: Path | None = None,
        visible: bool = False,
    ) -> None:
        if not visible or missing_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        self._error: BaseException | None = None
        self._closing = ExitStack()
        qInstallMessageHandler(_log_message)
        self._closing.callback(qInstallMessageHandler, None)
        folder = Path(self._closing.enter_context(tempfile.TemporaryDirectory()))
        self.app = make_application(sys.argv[:1])
        self.theme = Theme(self.app, theme)
        self.theme.apply(self.app)
        log = start_logging(folder)
        self._closing.callback(stop_logging)
        self.session = Session()
        self._closing.callback(self.session.shutdown)
        self.session.runs.data_dir = data_dir
        self.session.notified.connect(self._on_notified)
        self.session.failed.connect(self._on_failed)
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.session, self.theme, WindowSettings(store), log)
        self.window.resize(size)

    def __enter__(self) -> Self:
        # An exception in a slot would abort the process; here it ends the script.
        sys.excepthook = lambda kind, error, trace: self._remember(error)
        self._closing.callback(setattr, sys, "excepthook", sys.__excepthook__)
        self.window.show()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.window.close()
        self._closing.close()

    def begin(self, request: Request) -> None:
        """Load what `request` names and wait until it stands before its first batch."""
        self.session.runs.begin(request)
        self.until(
            lambda: self.session.state is RunState.READY and self.session.frame is not None,
            "the network",
        )

    def until(
        self, reached: Callable[[], bool], what: str, patience_s: float = PATIENCE_S
    ) -> None:
        """Let the window live until `reached()`.

        Raises
        ------
        StageError
            If something in the window failed, or it takes longer than `patience_s`.
        """
        loop, timer = QEventLoop(), QTimer()
        end = time.monotonic() + patience_s

        def look() -> None:
            if self._error is not None or reached() or time.monotonic() > end:
                loop.quit()

        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(look)
        timer.start(LOOK_INTERVAL_MS)
        loop.exec()
        timer.stop()
        if self._error is not None:
            raise self._error
        if not reached():
            raise StageError(f"the window did not come to {what} in {patience_s:.0f} s")

    def settle(self) -> None:
        """Wait until everything that was asked for is drawn.

        The training thread answers in turn: when the last question is answered, so are
        the ones before, and two turns of the event loop draw what they brought.
        """
        answers: list[None] = []
        self.session.submit(lambda _: None, answers.append)
        self.until(lambda: bool(answers), "an answer of the training thread")
        for _ in range(2):
            self._turn()

    def _turn(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

    def _remember(self, error: BaseException) -> None:
        self._error = self._error or error

    def _on_notified(self, notice: Notice) -> None:
        if notice.kind == "error":
            self._remember(StageError(notice.text))

    def _on_failed(self, failure: Failure) -> None:
        self._remember(StageError(failure.message))


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Send what Qt says to the log, but not what the invisible screen cannot do."""
    if message and not message.startswith(OF_NO_CONSEQUENCE):
        logging.getLogger("qt").warning("%s", message)
