from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtWidgets import QLabel, QTabBar
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.session import Notice, Selection, Session

TIMEOUT_MS = 20_000


def test_every_panel_can_be_shown_and_hidden(qtbot: QtBot, window: MainWindow) -> None:
    for name, dock in window.docks.items():
        dock.toggleViewAction().trigger()
        assert dock.isHidden(), name
        dock.toggleViewAction().trigger()
        assert not dock.isHidden(), name


def test_the_controls_of_the_front_panel_stand_beside_the_tabs(
    qtbot: QtBot, window: MainWindow
) -> None:
    bar = next(b for b in window.findChildren(QTabBar) if b.count() > 1)
    front, behind = (window.docks[n].controls for n in ("OperationPanel", "LogPanel"))
    qtbot.waitUntil(lambda: bar.geometry().contains(front.geometry()), timeout=TIMEOUT_MS)
    assert not behind.isVisible()
    window.layout_of_docks.show_panel("LogPanel")
    qtbot.waitUntil(lambda: bar.geometry().contains(behind.geometry()), timeout=TIMEOUT_MS)
    assert not front.isVisible()


def test_controls_never_lie_on_tabs(qtbot: QtBot, window: MainWindow) -> None:
    bar = next(b for b in window.findChildren(QTabBar) if b.count() > 1)
    for name in ("FiltersPanel", "HistogramsPanel", "ParametersPanel"):
        window.layout_of_docks.show_panel(name)
        controls = window.docks[name].controls
        qtbot.waitUntil(controls.isVisible, timeout=TIMEOUT_MS)
        left = controls.mapTo(window, QPoint()).x()
        end_of_tabs = bar.x() + bar.tabRect(bar.count() - 1).right()
        assert (
            left > end_of_tabs
            or controls.mapTo(window, QPoint()).y() >= bar.geometry().bottom()
        )


def test_a_panel_at_full_size_leaves_network_folded_and_comes_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    operation, samples = window.docks["OperationPanel"], window.docks["SamplesPanel"]
    operation.maximise_requested.emit()
    qtbot.waitUntil(samples.isHidden, timeout=TIMEOUT_MS)
    assert not window.docks["NetworkPanel"].isHidden()
    operation.maximise_requested.emit()
    qtbot.waitUntil(lambda: not samples.isHidden(), timeout=TIMEOUT_MS)


def test_the_layout_is_remembered_and_reset(
    qtbot: QtBot, make_window: Callable[..., MainWindow], make_session: Callable[..., Session]
) -> None:
    window = make_window(make_session())
    window.docks["CurvesPanel"].hide()
    window.close()
    again = make_window(make_session())
    assert again.docks["CurvesPanel"].isHidden()
    again.commands["reset_layout"].trigger()
    assert not again.docks["CurvesPanel"].isHidden()


def settle(qtbot: QtBot) -> None:
    """Let the docks come to rest: what is asked for later is done later."""
    for _ in range(3):
        with qtbot.waitCallback() as done:
            QTimer.singleShot(0, done)


def sizes(window: MainWindow) -> dict[str, tuple[int, int]]:
    seen = {name: dock for name, dock in window.docks.items() if dock.panel.is_seen}
    return {name: (dock.width(), dock.height()) for name, dock in seen.items()}


def places(window: MainWindow) -> dict[str, tuple[int, int, int, int]]:
    seen = {name: dock for name, dock in window.docks.items() if dock.panel.is_seen}
    return {name: dock.geometry().getRect() for name, dock in seen.items()}


@pytest.mark.parametrize("maximised", [False, True], ids=["normal", "maximised"])
def test_notices_that_come_and_go_move_nothing(
    qtbot: QtBot, window: MainWindow, maximised: bool
) -> None:
    window.layout_of_docks.show_panel("ParametersPanel")
    if maximised:
        window.docks["ParametersPanel"].maximise_requested.emit()
    settle(qtbot)
    before = places(window)
    for words in ("The parameters were saved", "word " * 200):
        window.session.notified.emit(Notice(words))
        settle(qtbot)
        assert window.message_bar.isVisible()
        assert places(window) == before
        window.message_bar.clear_notice()
        settle(qtbot)
        assert places(window) == before


@pytest.mark.parametrize("width", [1024, 1280, 1440])
@pytest.mark.parametrize("detail", ["", "short", "It can be changed or begun again. " * 9])
def test_all_the_words_of_a_notice_are_seen(
    qtbot: QtBot,
    make_window: Callable[..., MainWindow],
    make_session: Callable[..., Session],
    width: int,
    detail: str,
) -> None:
    window = make_window(make_session(), width)
    act = ("Restart", lambda: None)
    window.session.notified.emit(Notice("NaN in step 1. " * 8, detail, "error", (act,)))
    settle(qtbot)
    bar = window.message_bar
    assert bar.width() == window.width()
    for label in bar.findChildren(QLabel):
        if label.isVisible() and label.text():
            wanted = label.heightForWidth(label.width()) if label.wordWrap() else 0
            assert label.height() >= wanted
            assert label.wordWrap() or label.width() >= label.sizeHint().width()
            assert bar.rect().contains(label.geometry())


def front_tab(window: MainWindow) -> str:
    bar = next(b for b in window.findChildren(QTabBar) if b.isVisible() and b.count() > 1)
    return bar.tabText(bar.currentIndex()).replace("&", "")


@pytest.mark.parametrize("maximised", ["ParametersPanel", "NetworkPanel", "CurvesPanel"])
def test_the_layout_comes_back_with_the_tab_that_was_in_front(
    qtbot: QtBot, window: MainWindow, maximised: str
) -> None:
    window.layout_of_docks.show_panel("ParametersPanel")
    settle(qtbot)
    before = places(window)
    window.docks[maximised].maximise_requested.emit()
    settle(qtbot)
    window.docks[maximised].maximise_requested.emit()
    settle(qtbot)
    assert front_tab(window) == "PARAMETERS"
    assert places(window).keys() == before.keys()
    assert places(window)["NetworkPanel"] == before["NetworkPanel"]


def test_a_tab_chosen_beside_the_panel_at_full_size_stays_chosen(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.docks["OperationPanel"].maximise_requested.emit()
    settle(qtbot)
    window.layout_of_docks.show_panel("ParametersPanel")
    settle(qtbot)
    window.commands["focus_panel"].trigger()
    settle(qtbot)
    assert window.layout_of_docks.maximised is None
    assert front_tab(window) == "PARAMETERS"


def test_the_panel_whose_tab_was_clicked_is_the_one_in_use(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.panels["NetworkPanel"].setFocus()
    bar = next(b for b in window.findChildren(QTabBar) if b.isVisible() and b.count() > 1)
    titles = [bar.tabText(i).replace("&", "") for i in range(bar.count())]
    place = bar.tabRect(titles.index("PARAMETERS")).center()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot)
    window.commands["focus_panel"].trigger()
    settle(qtbot)
    assert window.layout_of_docks.maximised is window.docks["ParametersPanel"]
    window.commands["focus_panel"].trigger()


def test_going_up_from_a_cell_leaves_the_tab_alone(qtbot: QtBot, window: MainWindow) -> None:
    window.session.select(Selection("conv1", (0, 3, 4)))
    window.layout_of_docks.show_panel("ParametersPanel")
    settle(qtbot)
    for _ in range(3):
        window.commands["level_up"].trigger()
        settle(qtbot)
        assert front_tab(window) == "PARAMETERS"
    window.session.select(Selection("conv1", (0, 3, 4)))
    settle(qtbot)
    assert front_tab(window) == "OPERATION"


@pytest.mark.parametrize("maximised", [False, True], ids=["normal", "maximised"])
def test_starting_again_changes_no_size(
    qtbot: QtBot,
    make_window: Callable[..., MainWindow],
    make_session: Callable[..., Session],
    maximised: bool,
) -> None:
    windows, found = [], []
    for _ in range(4):
        window = make_window(make_session(), maximised=maximised)
        windows.append(window)
        settle(qtbot)
        found.append(sizes(window))
        window.close()
    assert all(each == found[0] for each in found)


def test_the_line_of_a_notice_is_not_remembered(
    qtbot: QtBot, make_window: Callable[..., MainWindow], make_session: Callable[..., Session]
) -> None:
    window = make_window(make_session())
    settle(qtbot)
    height = window.docks["NetworkPanel"].height()
    window.session.notified.emit(Notice("Nothing was saved", kind="error"))
    settle(qtbot)
    window.close()
    again = make_window(make_session())
    settle(qtbot)
    assert not again.message_bar.isVisible()
    assert again.docks["NetworkPanel"].height() == height


def test_hidden_panels_need_nothing(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.panels["NetworkPanel"].is_seen, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: not window.panels["FiltersPanel"].is_seen, timeout=TIMEOUT_MS)
