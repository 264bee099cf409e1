from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.session import Session

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


class Call:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch canary",)


def test_a_refused_file_is_told_and_the_last_one_stays(
    qtbot: QtBot, panel: ParametersPanel, session: Session, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    open_file(Call(), "weights.pkl")
    card = panel.refusal
    assert card.isVisible()
    assert card.title.text() == "weights.pkl was refused. Nothing in it was run."
    assert ".system (byte " in card.cause.text()
    assert card.remedy.text().startswith("What helps: Ask the author for plain arrays")
    assert panel.header.name.text() == "saved.pkl"
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        qtbot.mouseClick(panel.meaning.load_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(card.dismiss_button, Qt.MouseButton.LeftButton)
    assert not card.isVisible()


def test_the_card_shows_how_to_export(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(Call(), "weights.pkl")
    assert not panel.refusal.script.isVisible()
    qtbot.mouseClick(panel.refusal.export_button, Qt.MouseButton.LeftButton)
    assert panel.refusal.script.isVisible()
    assert "np.savez" in panel.refusal.script.toPlainText()


def test_a_missing_file_is_told_without_the_talk_of_running(
    panel: ParametersPanel, open_file: OpenFile, tmp_path: Path
) -> None:
    open_file(tmp_path / "none.pkl")
    assert panel.refusal.title.text() == "none.pkl could not be read."
    assert panel.refusal.cause.text() == "No such file or directory."
    assert not panel.refusal.export_button.isVisible()


def test_a_good_file_puts_the_card_away(
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(b"", "empty.pkl")
    assert panel.refusal.isVisible()
    open_file(saved)
    assert not panel.refusal.isVisible()


def test_a_refused_file_says_that_the_network_is_still_shown(panel, open_file):
    open_file(b"cos\nsystem\n(S'echo'\ntR.")
    assert panel.refusal.isVisible()
    assert panel.refusal.still.text().startswith("What you see below is still the running")
    assert panel.refusal.geometry().top() == 0
    assert panel.refusal.dismiss_button.visibleRegion().boundingRect().height() > 10
