"""Pointing at the picture of the network, and clicking on it."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QHelpEvent, QMouseEvent
from PyQt6.QtWidgets import QApplication, QToolTip

from convviz.session import RunState, Selection

CELL = Selection("conv2", (4, 12, 8))
TIMEOUT_MS = 20_000


def place_of(panel, layer, index):
    return panel.canvas._scene.layout.column(layer).grid.cell_rect(index).center()


def move_mouse(widget, point):
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        widget.mapToGlobal(QPointF(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def test_a_click_on_a_cell_selects_it(panel, session, qtbot):
    point = place_of(panel, CELL.layer, CELL.index)
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert session.selection == CELL


def test_a_click_on_a_name_selects_the_layer(panel, session, qtbot):
    column = panel.canvas._scene.layout.column("conv2")
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(column.x + 5, 8))
    assert session.selection == Selection("conv2")


def test_a_click_where_nothing_is_goes_one_level_up(panel, session, qtbot):
    session.select(CELL)
    left = panel.canvas._scene.layout.column("dense1")
    for expected in (Selection("conv2", (4,)), Selection("conv2"), Selection()):
        qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(left.x + 3, 60))
        assert session.selection == expected


@pytest.mark.parametrize("y", [8, 60, 200])
def test_a_click_on_the_loss_selects_it(panel, session, qtbot, y):
    column = panel.canvas._scene.layout.column("loss")
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(column.x + 5, y))
    assert session.selection == Selection("loss")
    assert len(panel.canvas._selected.frames) == 1


def test_a_click_in_the_gap_between_two_maps_changes_nothing(panel, session, qtbot):
    session.select(CELL)
    grid = panel.canvas._scene.layout.column("conv1").grid
    gap = grid.plate(0).topRight() + QPoint(2, 10)
    assert grid.hit(gap) is None
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=gap)
    assert session.selection == CELL


def test_pointing_at_a_cell_tells_the_session_and_leaving_takes_it_back(panel, session):
    move_mouse(panel.canvas, place_of(panel, CELL.layer, CELL.index))
    assert session.hover == CELL
    QApplication.sendEvent(panel.canvas, QEvent(QEvent.Type.Leave))
    assert session.hover == Selection()


def test_what_another_panel_points_at_is_framed_here_too(panel, session):
    session.hover_at(CELL)
    kinds = {mark.kind for mark in panel.canvas._hovered.frames}
    assert kinds == {"hovered"}
    session.hover_at(Selection())
    assert not panel.canvas._hovered.frames


def test_hovering_paints_no_picture_anew(panel, session, qtbot):
    panel.canvas.repaint()
    painted = panel.canvas._sheets.whole(panel.canvas._scene)
    session.hover_at(CELL)
    panel.canvas.repaint()
    assert panel.canvas._sheets.whole(panel.canvas._scene) is painted


def test_a_cell_has_a_tooltip_with_its_place_and_value(panel, monkeypatch):
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda *args: shown.append(args[1]))
    point = place_of(panel, "softmax", (6,))
    event = QHelpEvent(QEvent.Type.ToolTip, point, panel.canvas.mapToGlobal(point))
    QApplication.sendEvent(panel.canvas, event)
    assert shown[0].startswith("softmax, unit 6, Shirt\nsoftmax[6] = +0.")


def test_while_training_runs_a_tooltip_has_no_value_that_would_grow_old(panel, session, qtbot):
    place = Selection("softmax", (6,))
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.run()
    assert session.state is RunState.RUNNING
    assert panel.canvas._tip(place) == "softmax, unit 6, Shirt"
    session.pause()
    qtbot.waitUntil(lambda: session.state is RunState.HELD, timeout=TIMEOUT_MS)
    assert panel.canvas._tip(place).startswith("softmax, unit 6, Shirt\nsoftmax[6] = +")


def test_a_caption_has_a_tooltip_with_all_of_it(panel):
    assert panel.canvas._tip(Selection("pool1")) == (
        "pool1 8×10×10\n2×2, stride 2\nlargest of 4, no padding"
    )
