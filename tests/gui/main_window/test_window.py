from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from PyQt6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent, QFocusEvent
from PyQt6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.session import Notice, Request, RunState, Selection
from convviz.theming import Theme
from engine.optimizers import OPTIMIZERS, optimizer_names

TIMEOUT_MS = 20_000


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *, until: RunState) -> None:
    with qtbot.waitSignal(
        window.session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is until
    ):
        qtbot.keyClick(window, key)


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_f5_runs_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F5, until=RunState.RUNNING)
    qtbot.waitUntil(lambda: len(window.session.history) > 0, timeout=TIMEOUT_MS)
    press(qtbot, window, Qt.Key.Key_F5, until=RunState.HELD)
    batches = len(window.session.history)
    press(qtbot, window, Qt.Key.Key_F11, until=RunState.HELD)
    assert len(window.session.history) == batches + 1


@pytest.mark.parametrize(
    ("key", "batches", "operation"),
    [
        pytest.param(Qt.Key.Key_F10, 0, "forward of conv1", id="operation"),
        pytest.param(Qt.Key.Key_F11, 1, "update", id="batch"),
        pytest.param(Qt.Key.Key_F12, 10, "update", id="epoch"),
    ],
)
def test_the_step_keys_run_exactly_one(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, batches: int, operation: str
) -> None:
    press(qtbot, window, key, until=RunState.HELD)
    assert len(window.session.history) == batches
    assert str(window.session.frame.operation) == operation


def test_the_toolbar_button_runs(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.session.state_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(window.toolbar.run_button, Qt.MouseButton.LeftButton)
    assert window.session.state is RunState.RUNNING
    assert window.toolbar.run_button.accessibleName() == "Pause"


def test_restart_by_key_gives_the_network_of_the_seed(qtbot: QtBot, window: MainWindow) -> None:
    before = window.session.frame.network.parameters.sha256()
    press(qtbot, window, Qt.Key.Key_F11, until=RunState.HELD)
    signals = [window.session.run_changed, window.session.frame_changed]
    with qtbot.waitSignals(signals, timeout=TIMEOUT_MS):
        window.commands["restart"].trigger()
    assert window.session.frame.network.parameters.sha256() == before


def test_a_learning_rate_typed_in_the_field_is_used(qtbot: QtBot, window: MainWindow) -> None:
    field = window.toolbar.rate_field
    field.selectAll()
    qtbot.keyClicks(field, "0.0005")
    with qtbot.waitSignal(window.session.settings_changed, timeout=TIMEOUT_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.settings.learning_rate == 0.0005
    assert field.text() == "0.0005"


def test_a_change_between_batches_says_from_when_it_acts(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window(width=1440, height=900)
    press(qtbot, window, Qt.Key.Key_F10, until=RunState.HELD)
    with qtbot.waitSignal(window.session.settings_changed, timeout=TIMEOUT_MS):
        window.session.tuning.set_batch_size(64)
    assert window.toolbar.pending_label.text() == "from the next batch"
    assert window.toolbar.batch_field.property("pending") is True
    assert "batch size from the next batch" in window.status_bar.detail_label.text()
    press(qtbot, window, Qt.Key.Key_F11, until=RunState.HELD)
    press(qtbot, window, Qt.Key.Key_F11, until=RunState.HELD)
    assert window.toolbar.pending_label.text() == ""


def test_choosing_a_preset_builds_its_network(qtbot: QtBot, window: MainWindow) -> None:
    box = window.toolbar.preset_box
    box.setCurrentIndex(box.findData("numpy-cnn"))
    with qtbot.waitSignal(window.session.run_changed, timeout=TIMEOUT_MS):
        box.activated.emit(box.currentIndex())
    assert window.session.run_info.network.parameters.flat.size == 17_010


@pytest.mark.parametrize("width", [1280, 1440])
def test_a_long_name_of_a_network_pushes_no_button_out(
    qtbot: QtBot, make_window: Callable[..., MainWindow], width: int
) -> None:
    window = make_window(width=width)
    toolbar = window.toolbar
    toolbar.preset_box.addItem("a network with a name that is as long as this one", "long")
    toolbar.preset_box.setCurrentIndex(toolbar.preset_box.count() - 1)
    toolbar.dataset_box.setCurrentIndex(toolbar.dataset_box.findData("fashion-mnist"))
    last = toolbar.findChild(QToolButton, "button_keys")
    qtbot.waitUntil(lambda: toolbar.rect().contains(last.geometry()), timeout=TIMEOUT_MS)
    assert last.isVisible()


@pytest.mark.parametrize("name", [name for name in optimizer_names() if name != "adam"])
def test_choosing_an_optimizer_keeps_the_network(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    before = window.session.run_info
    box = window.toolbar.optimizer_box
    box.setCurrentIndex(box.findData(name))
    assert box.currentText() == OPTIMIZERS[name].title
    with qtbot.waitSignal(window.session.settings_changed, timeout=TIMEOUT_MS):
        box.activated.emit(box.currentIndex())
    assert window.session.settings.optimizer == name
    assert window.session.run_info is before


def test_escape_goes_one_level_up(qtbot: QtBot, window: MainWindow) -> None:
    window.session.select(Selection("conv2", (4, 12, 8)))
    for expected in (Selection("conv2", (4,)), Selection("conv2"), Selection()):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert window.session.selection == expected


def test_the_status_bar_says_where_and_what(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F10, until=RunState.HELD)
    values = window.session.frame.trace.activations["conv1"][0]
    i, j = divmod(int(abs(values).argmax()), values.shape[1])
    window.session.hover_at(Selection("conv1", (0, i, j)))
    bar = window.statusBar()
    assert bar.state_label.text() == "paused after forward of conv1"
    assert "batch 1 of 10" in bar.detail_label.text()
    shown = bar.value_label.text().replace("−", "-")
    assert f"conv1[0, {i}, {j}] = {values[i, j]:+.7f}" in shown


def test_a_dropped_file_is_opened_in_parameters(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "params.pkl"
    with qtbot.waitSignal(window.session.notified, timeout=TIMEOUT_MS):
        window.session.files.save(path)
    with qtbot.waitSignal(window.session.params_opened, timeout=TIMEOUT_MS) as opened:
        drop(window, path)
    assert opened.args[0].match.fits
    qtbot.waitUntil(window.panels["ParametersPanel"].isVisible, timeout=TIMEOUT_MS)
    assert window.settings.recent_files == [path]


def test_a_dropped_preset_builds_its_network(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((files("resources") / "presets" / "numpy-cnn.toml").read_text())
    with qtbot.waitSignal(window.session.run_changed, timeout=TIMEOUT_MS):
        drop(window, path)
    assert window.session.run_info.network.parameters.flat.size == 17_010


def test_a_wrong_preset_is_a_sentence_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("layers = 3")
    before = window.session.run_info
    with qtbot.waitSignal(window.session.notified, timeout=TIMEOUT_MS) as notice:
        drop(window, path)
    assert notice.args[0].kind == "error"
    assert window.session.run_info is before


def test_a_notice_is_shown_as_plain_text_and_dismissed(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.notified.emit(Notice("<b>bold</b> was refused", kind="error"))
    bar = window.message_bar
    assert bar.isVisible()
    assert bar.notice.text == "<b>bold</b> was refused"
    shown = bar.findChild(QLabel, "MessageText")
    assert shown.text() == "<b>bold</b> was refused"
    assert shown.textFormat() is Qt.TextFormat.PlainText
    bar.clear_notice()
    assert not bar.isVisible()


def test_an_unexpected_exception_is_shown(window: MainWindow) -> None:
    window.show_failure("Something unexpected happened", "KeyError: 'conv9'")
    assert "conv9" in window.message_bar.notice.text


def test_closing_in_full_run_ends_every_thread(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F5, until=RunState.RUNNING)
    window.close()
    assert window.session.frame is not None


def test_the_theme_changes_by_key(qtbot: QtBot, window: MainWindow, theme: Theme) -> None:
    assert theme.name == "dark"
    window.commands["toggle_theme"].trigger()
    assert theme.name == "light"
    assert window.settings.theme == "light"
    window.commands["toggle_theme"].trigger()
    assert theme.name == "dark"


def test_every_action_says_what_it_does(window: MainWindow) -> None:
    for action in window.commands:
        assert action.statusTip(), action.objectName()
        assert action.toolTip(), action.objectName()
        assert action.objectName().startswith("action_")


def test_no_key_is_given_twice(window: MainWindow) -> None:
    keys = [a.shortcut().toString() for a in window.commands if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_every_control_has_a_name_for_those_who_do_not_see(window: MainWindow) -> None:
    for name in ("preset", "dataset", "learning_rate", "batch_size", "optimizer"):
        control = window.toolbar.findChild(object, name)
        assert control.accessibleName()
        assert control.toolTip()


@pytest.mark.parametrize("command", ["keys", "about", "summary", "go_to"])
def test_dialogs_open_and_close(qtbot: QtBot, window: MainWindow, command: str) -> None:
    window.commands[command].trigger()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()


def test_nothing_was_left_unsaid_when_data_are_drawn(
    qtbot: QtBot, make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convviz.main_window.window.is_available", lambda *_: False)
    window = make_window()
    window.session.run_changed.emit(window.session.run_info)
    assert "drawn garments" in window.message_bar.notice.text
    window.message_bar.dismissed.emit(window.message_bar.notice)
    assert window.settings.offer_declined


@pytest.mark.parametrize("text", ["1e10", "0", "-1", "1e", ""])
def test_a_refused_learning_rate_is_not_kept_in_the_field(
    qtbot: QtBot, window: MainWindow, text: str
) -> None:
    field = window.toolbar.rate_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    field.setText(text)
    field.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
    assert float(field.text()) == window.session.settings.learning_rate


def test_a_preset_file_can_be_chosen_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((files("resources") / "presets" / "numpy-cnn.toml").read_text())
    box = window.toolbar.preset_box
    for choose in (
        lambda: drop(window, path),
        lambda: box.activated.emit(box.findData("conv-net")),
        lambda: window.session.runs.begin(Request(preset=str(path))),
        window.session.runs.restart,
    ):
        with qtbot.waitSignal(window.session.run_changed, timeout=TIMEOUT_MS):
            box.setCurrentIndex(box.findData("conv-net"))
            choose()
    assert window.session.run_info.preset.name == "mine"
    assert box.currentText() == "mine"


def test_a_preset_that_does_not_fit_the_data_is_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "three.toml"
    text = (files("resources") / "presets" / "numpy-cnn.toml").read_text()
    path.write_text(
        text.replace("classes = 10", "classes = 3").replace("units = 10", "units = 3")
    )
    before = window.session.run_info
    with qtbot.waitSignal(window.session.notified, timeout=TIMEOUT_MS) as notice:
        drop(window, path)
    assert notice.args[0].kind == "error"
    assert window.session.run_info is before
