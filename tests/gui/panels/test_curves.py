from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from convviz.panels.curves import CurvesPanel
from convviz.plotting import EmptyNote
from convviz.session import Granularity, Notice, RunState, Session

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(show_panel: Callable[..., CurvesPanel], session: Session) -> CurvesPanel:
    """CURVES, before the first batch."""
    return show_panel(CurvesPanel, session, 416, 220)


def run_epoch(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(
        session.state_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda s: s in {RunState.HELD, RunState.FINISHED},
    ):
        session.step(Granularity.EPOCH)


def test_before_training_it_says_with_which_keys_the_first_point_comes(
    qtbot: QtBot, panel: CurvesPanel
) -> None:
    qtbot.waitUntil(lambda: panel.findChild(EmptyNote).isVisible())
    assert "F5 runs, F11 runs one batch" in panel.findChild(EmptyNote).text


def test_every_batch_of_an_epoch_is_drawn_in_order(
    qtbot: QtBot, panel: CurvesPanel, session: Session
) -> None:
    run_epoch(qtbot, session)
    qtbot.waitUntil(lambda: panel.view.last_step == 10)
    loss = panel.view.tracks["loss"].series
    assert loss.x.tolist() == list(range(1, 11))
    assert loss.y.tolist() == session.history.losses.tolist()
    accuracy = panel.view.tracks["accuracy"].series
    assert accuracy.y.tolist() == session.history.accuracies.tolist()


def test_validation_points_are_those_of_the_session(
    qtbot: QtBot, panel: CurvesPanel, session: Session
) -> None:
    run_epoch(qtbot, session)
    points = [e for e in session.history.evaluations if e.split == "validation"]
    assert points
    qtbot.waitUntil(lambda: len(panel.view.tracks["loss"].validation[0]) == len(points))
    x, y = panel.view.tracks["accuracy"].validation
    assert x.tolist() == [e.position.step for e in points]
    assert y.tolist() == pytest.approx([e.accuracy for e in points])


def test_a_changed_setting_is_marked_at_its_step(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
) -> None:
    step_batch(session)
    with qtbot.waitSignal(session.settings_changed, timeout=TIMEOUT_MS):
        session.tuning.set_learning_rate(0.0005)
    with qtbot.waitSignal(session.settings_changed, timeout=TIMEOUT_MS):
        session.tuning.set_batch_size(64)
    old = session.history.settings_changes[0][1]
    expected = f"lr {old.learning_rate} → 0.0005, batch size 32 → 64"
    qtbot.waitUntil(lambda: panel.view._changes == ((1, expected),))


def test_other_parameters_are_marked_at_their_step(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    other_file: Path,
    step_batch: Callable[[Session], None],
) -> None:
    step_batch(session)
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(other_file)
    session.files.load()
    expected = ((1, f"{other_file.name} loaded"),)
    qtbot.waitUntil(lambda: panel.view._changes == expected, timeout=TIMEOUT_MS)


def test_a_hidden_panel_draws_nothing_until_it_is_shown(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
) -> None:
    panel.hide()
    step_batch(session)
    assert panel.view.last_step == 0
    panel.show()
    qtbot.waitUntil(lambda: panel.view.last_step == 1)


def test_a_new_run_begins_an_empty_curve(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
) -> None:
    step_batch(session)
    qtbot.waitUntil(lambda: panel.view.last_step == 1)
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    qtbot.waitUntil(lambda: panel.view.last_step == 0)


def test_smoothing_can_be_chosen(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
) -> None:
    for _ in range(3):
        step_batch(session)
    qtbot.waitUntil(lambda: panel.view.last_step == 3)
    loss = panel.view.tracks["loss"].series
    assert panel.smoothing.currentText() == "smoothed 0.95"
    qtbot.keyClick(panel.smoothing, Qt.Key.Key_Home)
    assert panel.smoothing.currentText() == "not smoothed"
    assert loss.smoothed.tolist() == loss.y.tolist()


def test_the_menu_saves_numbers_where_the_person_says(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
    tmp_path: Path,
) -> None:
    step_batch(session)
    qtbot.waitUntil(lambda: panel.view.last_step == 1)
    menu = panel.make_menu()
    next(a for a in menu.actions() if "CSV" in a.text()).trigger()
    dialog = panel.findChild(QFileDialog)
    with qtbot.waitSignal(
        session.notified, check_params_cb=lambda n: n.text == "Saved curves.csv"
    ):
        dialog.fileSelected.emit(str(tmp_path / "curves.csv"))
    dialog.reject()
    assert len((tmp_path / "curves.csv").read_text().splitlines()) == 2


def test_a_picture_that_cannot_be_saved_is_told_in_words(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
    tmp_path: Path,
) -> None:
    step_batch(session)
    qtbot.waitUntil(lambda: panel.view.last_step == 1)
    next(a for a in panel.make_menu().actions() if "picture" in a.text()).trigger()
    notices: list[Notice] = []
    session.notified.connect(notices.append)
    dialog = panel.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "none" / "curves.svg"))
    dialog.reject()
    assert notices[0].kind == "error"
    assert notices[0].text.startswith("Cannot write curves.svg: ")


def test_before_the_first_batch_there_is_nothing_to_save(panel: CurvesPanel) -> None:
    assert not any(action.isEnabled() for action in panel.make_menu().actions())


def test_a_person_can_zoom_and_the_panel_keeps_the_view(
    qtbot: QtBot,
    panel: CurvesPanel,
    session: Session,
    step_batch: Callable[[Session], None],
) -> None:
    step_batch(session)
    qtbot.waitUntil(lambda: panel.view.last_step == 1)
    panel.view._stack.zoomed.emit()
    step_batch(session)
    qtbot.waitUntil(lambda: panel.view.last_step == 2)
    assert not panel.view.following
    next(a for a in panel.make_menu().actions() if "whole" in a.text()).trigger()
    assert panel.view.following
