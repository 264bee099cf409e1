from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from PyQt6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from convviz.log import LogBuffer, log_dir
from convviz.panels.log import LogPanel
from convviz.session import Session


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """A logger of the program's own, with a buffer that a panel can show."""
    logger = logging.getLogger("convviz.tests.log")
    parent = logging.getLogger("convviz")
    level, buffer = parent.level, LogBuffer()
    parent.setLevel(logging.INFO)
    parent.addHandler(buffer)
    yield logger
    parent.removeHandler(buffer)
    parent.setLevel(level)


@pytest.fixture
def panel(
    logger: logging.Logger, show_panel: Callable[..., LogPanel], session: Session
) -> Iterator[LogPanel]:
    """LOG with two records: an info and a warning."""
    logger.info("learning rate: 0.001 → 0.0005")
    logger.warning("weights.pkl was refused")
    panel = show_panel(LogPanel, session)
    panel.clear()
    logger.info("learning rate: 0.001 → 0.0005")
    logger.warning("weights.pkl was refused")
    panel.redraw()
    yield panel
    panel.detach()


def messages(panel: LogPanel) -> list[str]:
    return [panel.table.record(row).getMessage() for row in range(panel.table.rowCount())]


def click(qtbot: QtBot, panel: LogPanel, text: str) -> None:
    buttons = panel.findChildren(QPushButton) + panel.levels.findChildren(QToolButton)
    target = next(button for button in buttons if button.text() == text)
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)


def test_records_are_shown_in_order(panel: LogPanel) -> None:
    assert messages(panel)[-2:] == ["learning rate: 0.001 → 0.0005", "weights.pkl was refused"]


def test_a_record_of_another_thread_arrives(
    qtbot: QtBot, panel: LogPanel, logger: logging.Logger
) -> None:
    thread = threading.Thread(target=logger.info, args=("from far away",))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: messages(panel)[-1] == "from far away")


def test_levels_leave_out_the_less_severe(qtbot: QtBot, panel: LogPanel) -> None:
    click(qtbot, panel, "Warnings")
    assert messages(panel) == ["weights.pkl was refused"]
    click(qtbot, panel, "Errors")
    assert messages(panel) == []
    click(qtbot, panel, "All")
    assert messages(panel)[-2:] == ["learning rate: 0.001 → 0.0005", "weights.pkl was refused"]


def test_warnings_stand_out(panel: LogPanel) -> None:
    row = messages(panel).index("weights.pkl was refused")
    color = panel.table.index(row, 3).data(Qt.ItemDataRole.ForegroundRole)
    assert color == panel.theme.tokens.wrong


def test_copy_takes_what_is_selected_or_everything(qtbot: QtBot, panel: LogPanel) -> None:
    click(qtbot, panel, "Copy")
    whole = QGuiApplication.clipboard().text()
    assert whole.count("\n") == len(messages(panel)) - 1
    panel.view.selectRow(messages(panel).index("weights.pkl was refused"))
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    line = QGuiApplication.clipboard().text()
    assert line.endswith("WARNING convviz.tests.log: weights.pkl was refused")


def test_clear_keeps_only_what_comes_later(
    qtbot: QtBot, panel: LogPanel, logger: logging.Logger
) -> None:
    click(qtbot, panel, "Clear")
    assert messages(panel) == []
    logger.info("afterwards")
    qtbot.waitUntil(lambda: messages(panel) == ["afterwards"])


def test_a_traceback_is_shown_in_full_when_its_record_is_chosen(
    qtbot: QtBot, panel: LogPanel, logger: logging.Logger
) -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logger.exception("drawing failed")
    qtbot.waitUntil(lambda: messages(panel)[-1] == "drawing failed")
    panel.view.selectRow(panel.table.rowCount() - 1)
    assert panel.detail.isVisible()
    assert "ZeroDivisionError" in panel.detail.toPlainText()
    panel.view.selectRow(panel.table.rowCount() - 2)
    assert not panel.detail.isVisible()


def test_the_folder_of_the_log_is_opened(
    qtbot: QtBot, panel: LogPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not opened.append(url))
    click(qtbot, panel, "Open the log folder")
    assert [url.toLocalFile() for url in opened] == [str(log_dir())]


def test_where_no_file_manager_is_the_folder_is_told(
    qtbot: QtBot, panel: LogPanel, monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    with qtbot.waitSignal(
        session.notified, check_params_cb=lambda notice: notice.detail == str(log_dir())
    ):
        click(qtbot, panel, "Open the log folder")


def test_an_attached_buffer_replaces_the_one_before(
    qtbot: QtBot, panel: LogPanel, logger: logging.Logger
) -> None:
    other = LogBuffer()
    panel.attach(other)
    logger.info("not for this buffer")
    other.handle(logging.makeLogRecord({"msg": "for this one", "levelno": logging.INFO}))
    qtbot.waitUntil(lambda: messages(panel) == ["for this one"])
