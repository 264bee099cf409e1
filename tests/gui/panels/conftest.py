"""Shown panels and steps of a real session."""

from __future__ import annotations

import pytest

from convviz.session import Granularity, RunState

TIMEOUT_MS = 20_000


@pytest.fixture
def show_panel(qtbot, theme):
    """Make a panel of a kind, shown at a size, its header's widgets with it."""

    def make(kind, session, width, height):
        panel = kind(session, theme)
        qtbot.addWidget(panel)
        for widget in panel.header_widgets():
            qtbot.addWidget(widget)
        panel.resize(width, height)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return make


@pytest.fixture
def settle(qtbot):
    """Wait until a panel has drawn all that it knows."""

    def wait(panel):
        qtbot.waitUntil(lambda: not panel._stale, timeout=TIMEOUT_MS)

    return wait


@pytest.fixture
def step(qtbot, session):
    """Run one operation, batch or epoch, or as many as asked."""

    def run(times=1, granularity=Granularity.OPERATION):
        for _ in range(times):
            with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
                session.step(granularity)
            qtbot.waitUntil(lambda: session.state is RunState.HELD, timeout=TIMEOUT_MS)

    return run
