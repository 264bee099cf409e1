"""Panels on their own, and batches to fill them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from convviz.panels.panel import Panel
from convviz.session import Granularity, Part, RunState, Session
from convviz.theming import Theme

PanelT = TypeVar("PanelT", bound=Panel)
TIMEOUT_MS = 20_000


@pytest.fixture
def show_panel(qtbot: QtBot, theme: Theme) -> Callable[..., Panel]:
    """Show a panel of a session, with the parts of frames that it needs."""

    def show(
        kind: type[PanelT], session: Session, width: int = 800, height: int = 360
    ) -> PanelT:
        panel = kind(session, theme)
        qtbot.addWidget(panel)
        for widget in panel.header_widgets():
            qtbot.addWidget(widget)
        session.parts = lambda: panel.needs if panel.is_seen else Part.NONE
        panel.resize(width, height)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return show


@pytest.fixture
def color_at() -> Callable[[QImage, float, float], QColor]:
    """Look up a colour by widget pixels, whatever the screen's scale factor."""

    def look(image: QImage, x: float, y: float) -> QColor:
        ratio = image.devicePixelRatio()
        return image.pixelColor(int((x + 0.5) * ratio), int((y + 0.5) * ratio))

    return look


@pytest.fixture
def step(qtbot: QtBot, session: Session) -> Callable[..., None]:
    """Run one operation, batch or epoch of the session, or as many as asked."""

    def run(times: int = 1, granularity: Granularity = Granularity.OPERATION) -> None:
        for _ in range(times):
            with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
                session.step(granularity)
            qtbot.waitUntil(lambda: session.state is RunState.HELD, timeout=TIMEOUT_MS)

    return run


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[Panel], None]:
    """Wait until a panel has drawn all that it knows."""

    def wait(panel: Panel) -> None:
        qtbot.waitUntil(lambda: not panel._stale, timeout=TIMEOUT_MS)

    return wait
