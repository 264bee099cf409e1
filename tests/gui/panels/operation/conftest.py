"""The panel OPERATION on a real session, and what it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PyQt6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from convviz.panels.operation import OperationPanel
from convviz.panels.operation.areas import Target
from convviz.panels.operation.ink import Ink, text_width
from convviz.session import Selection, Session
from convviz.theming import Theme

UP_TO_CONV1 = 21
"""Operations of conv-net until every gradient of the batch is there."""


@dataclass
class Written:
    """The words that were drawn, and those that did not fit into their place."""

    words: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Note every line of text that is drawn."""
    seen = Written()
    draw = Ink.text

    def note(self, rect, text, style, side="left"):
        seen.words.append(text)
        if text_width(text, style) > rect.width() + 0.5:
            seen.cut.append(text)
        return draw(self, rect, text, style, side)

    monkeypatch.setattr(Ink, "text", note)
    return seen


@pytest.fixture
def make_panel(qtbot: QtBot, theme: Theme) -> Callable[..., OperationPanel]:
    """Show panels on a session; frames then have what the panel needs."""

    def make(session: Session, width: int = 810, height: int = 370) -> OperationPanel:
        panel = OperationPanel(session, theme)
        session.parts = lambda: panel.needs
        qtbot.addWidget(panel)
        for widget in panel.header_widgets():
            qtbot.addWidget(widget)
        panel.resize(width, height)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return make


@pytest.fixture
def panel(make_panel: Callable[..., OperationPanel], session: Session) -> OperationPanel:
    """The panel before anything is selected."""
    return make_panel(session)


@pytest.fixture
def show(panel: OperationPanel) -> Callable[..., None]:
    """Select a place and draw it at once."""

    def select(layer: str, *index: int) -> None:
        panel.session.select(Selection(layer, index))
        panel.redraw()
        panel.canvas.repaint()

    return select


@pytest.fixture
def find(panel: OperationPanel) -> Callable[[Callable[[Target], bool]], QPoint]:
    """Find a point of the picture whose target is as wanted."""

    def search(wanted: Callable[[Target], bool]) -> QPoint:
        for y in range(2, panel.canvas.height(), 4):
            for x in range(2, panel.canvas.width(), 4):
                target = panel.canvas.areas.at(QPointF(x, y))
                if target is not None and wanted(target):
                    return QPoint(x, y)
        raise AssertionError("the picture has no such place")

    return search


@pytest.fixture
def held(panel, step):
    """The panel on a batch that has gone all the way back, in the backward direction."""
    step(UP_TO_CONV1)
    panel._direction = "backward"
    return panel


@pytest.fixture
def look(held, written):
    """Select a place, look at a detail of it, draw, and return the view."""

    def at(layer, *index, detail=None):
        held.session.select(Selection(layer, index))
        held._detail = detail
        written.words.clear()
        held.redraw()
        held.canvas.repaint()
        return held.view

    return at
