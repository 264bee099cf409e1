from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from engine.training.checkpoint import load_checkpoint

TIMEOUT_MS = 20_000


def test_ctrl_shift_s_asks_where_to_save_the_training(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_S, both)
    dialog = window.findChild(QFileDialog)
    assert dialog.windowTitle() == "Save checkpoint"
    assert Path(dialog.selectedFiles()[0]).name == "conv-net.safetensors"
    path = tmp_path / "mine.safetensors"
    with qtbot.waitSignal(window.session.notified, timeout=TIMEOUT_MS) as told:
        dialog.fileSelected.emit(str(path))
    dialog.close()
    assert told.args[0].text == "Saved mine.safetensors."
    assert load_checkpoint(path).position.step == 0
    assert window.settings.recent_files == [path]
