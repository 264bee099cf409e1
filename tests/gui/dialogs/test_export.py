"""The dialog that asks for a format, and the way from the menu to the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from convviz.dialogs import ExportDialog
from convviz.main_window import MainWindow
from engine.checkpoints.exports import FORMATS

TIMEOUT_MS = 20_000


def dialog_of(window: MainWindow) -> ExportDialog:
    window.commands["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    return dialog


def test_every_format_is_named_and_explained(qtbot: QtBot, window: MainWindow) -> None:
    dialog = dialog_of(window)
    assert list(dialog.choices) == [form.key for form in FORMATS]
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert said == [form.says for form in FORMATS]
    assert dialog.choices["pickle"].isChecked()
    assert all(choice.isEnabled() for choice in dialog.choices.values())
    dialog.reject()


def test_where_onnx_is_missing_the_choice_says_how_to_get_it(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convviz.dialogs.export.has_onnx", lambda: False)
    dialog = dialog_of(window)
    assert not dialog.choices["onnx"].isEnabled()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Needs a package that is not here: pip install 'convviz[onnx]'" in said
    dialog.reject()


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.key)
def test_from_the_menu_to_the_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, form
) -> None:
    dialog = dialog_of(window)
    dialog.choices[form.key].click()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    asked = window.findChild(QFileDialog)
    assert asked is not None
    assert asked.windowTitle() == f"Export: {form.title}"
    assert asked.defaultSuffix() == form.suffixes[0][1:]
    assert Path(asked.selectedFiles()[0]).name == f"conv-net{form.suffixes[0]}"
    path = tmp_path / f"mine{form.suffixes[0]}"
    with qtbot.waitSignal(window.session.notified, timeout=TIMEOUT_MS):
        asked.fileSelected.emit(str(path))
    assert all(file.is_file() for file in form.files(path))
    asked.close()


def test_the_key_opens_it_and_escape_writes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_E, modifiers)
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    chosen = []
    dialog.chosen.connect(chosen.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert chosen == []
