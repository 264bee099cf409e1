"""The desktop application: one session, one window, and what guards them."""

from __future__ import annotations

import logging
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

import platformdirs
from PyQt6.QtCore import QCoreApplication, QSize, QTimer
from PyQt6.QtWidgets import QApplication

from convviz import __version__
from convviz.crash import CrashGuard
from convviz.log import log_dir, start_logging, stop_logging
from convviz.main_window import MainWindow
from convviz.session import Request, Session
from convviz.settings import WindowSettings
from convviz.theming import Theme

SWITCH_INTERVAL_S = 0.001
SIGNAL_CHECK_MS = 200
FRAME = QSize(16, 40)
"""What a window manager puts around a window, about."""
logger = logging.getLogger(__name__)


def make_application(argv: list[str]) -> QApplication:
    """Return the application object, named so that settings and window managers know it."""
    QCoreApplication.setOrganizationName("convviz")
    QCoreApplication.setApplicationName("convviz")
    QCoreApplication.setApplicationVersion(__version__)
    app = QApplication(argv)
    app.setDesktopFileName("convviz")
    return app


def data_folder() -> Path:
    """Return where params.pkl is written after every epoch, and autosaves are."""
    return Path(platformdirs.user_data_dir("convviz", appauthor=False))


def run_app(
    file: Path | None = None,
    *,
    data_dir: Path | None = None,
    preset: str | None = None,
    dataset: str | None = None,
    seed: int | None = None,
    reset_settings: bool = False,
    theme: str | None = None,
) -> int:
    """Open the window and return its exit code when it is closed.

    Parameters
    ----------
    file : Path, optional
        Opened at the start: parameters, or a preset (.toml).
    data_dir, preset, dataset, seed
        As in `Request`; None is the default.
    reset_settings : bool
        Forget layout, theme and recent files first.
    theme : {"system", "light", "dark"}, optional
        For this run; None is what was chosen last.
    """
    # The window's turn comes soon, however busy the training thread is.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app = make_application(sys.argv[:1])
    settings = WindowSettings()
    if reset_settings:
        settings.clear()
    log = start_logging()
    looks = Theme(app, cast("Literal['system', 'light', 'dark']", theme or settings.theme))
    looks.apply(app)
    session = Session()
    session.runs.data_dir = data_dir
    session.files.autosave = data_folder() / "params.pkl"
    window = MainWindow(session, looks, settings, log)
    guard = CrashGuard(
        lambda *words: session.call_soon(lambda: _survive(window, *words[:2])),
        log_dir() / "crash.txt",
    )
    guard.install()
    try:
        _keep_training(session, settings, offers=file is None)
        _begin(window, Request(preset, dataset, seed), file)
        _offer_last_crash(window, guard.last_crash)
        _let_signals_through(app, window)
        return app.exec()
    finally:
        session.shutdown()
        guard.uninstall()
        stop_logging()


def _begin(window: MainWindow, request: Request, file: Path | None) -> None:
    geometry = window.settings.geometry
    if geometry is not None:
        window.restoreGeometry(geometry)
        window.show()
    elif _fits_screen(window):
        window.show()
    else:
        window.showMaximized()
    logger.info("convviz %s", __version__)
    if file is not None and file.suffix == ".toml":
        request, file = replace(request, preset=file), None
    window.session.runs.begin(request)
    if file is not None:
        window.open_file(file)


def _keep_training(session: Session, settings: WindowSettings, *, offers: bool) -> None:
    """Begin with autosaves; when there is a run, offer what the last session left."""
    if minutes := settings.autosave_minutes:
        session.keeping.begin(data_folder() / "autosave", minutes * 60)
    if minutes and offers:
        connection = session.run_changed.connect(lambda _: offer())

    def offer() -> None:
        session.run_changed.disconnect(connection)
        session.keeping.offering.offer_last()


def _survive(window: MainWindow, title: str, message: str) -> None:
    """Show an unexpected exception, and keep what was trained before it can do harm."""
    window.show_failure(title, message)
    window.session.keeping.keep()


def _fits_screen(window: MainWindow) -> bool:
    screen = window.screen()
    if screen is None:
        return True
    room = screen.availableGeometry().size() - FRAME
    return window.width() <= room.width() and window.height() <= room.height()


def _offer_last_crash(window: MainWindow, report: str) -> None:
    if report.strip():
        logger.error("the last run ended in a crash:\n%s", report)
        window.show_failure("The last run ended in a crash", "its stacks are in the log")


def _let_signals_through(app: QApplication, window: MainWindow) -> None:
    """Close the window on Ctrl-C and when the system ends: Qt's loop would not notice."""
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: window.close())
    ticking = QTimer(app)
    ticking.timeout.connect(lambda: None)
    ticking.start(SIGNAL_CHECK_MS)
