"""The operation view by mouse and by keyboard alone."""

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QGuiApplication, QHelpEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication, QToolTip

from convviz.session import Selection

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
KEY = Qt.Key


@pytest.mark.parametrize(
    ("key", "modifier", "place"),
    [
        (KEY.Key_Right, NONE, ("conv2", (4, 12, 9))),
        (KEY.Key_Left, NONE, ("conv2", (4, 12, 7))),
        (KEY.Key_Up, NONE, ("conv2", (4, 11, 8))),
        (KEY.Key_Down, NONE, ("conv2", (4, 13, 8))),
        (KEY.Key_Home, NONE, ("conv2", (4, 12, 0))),
        (KEY.Key_End, NONE, ("conv2", (4, 12, 19))),
        (KEY.Key_PageDown, NONE, ("conv2", (5, 12, 8))),
        (KEY.Key_PageUp, NONE, ("conv2", (3, 12, 8))),
        (KEY.Key_Right, CONTROL, ("relu2", (4, 12, 8))),
        (KEY.Key_Left, CONTROL, ("relu1", (4, 14, 10))),
        (KEY.Key_Escape, NONE, ("conv2", (4,))),
    ],
)
def test_keys_move_the_selection(qtbot, panel, show, key, modifier, place):
    show("conv2", 4, 12, 8)
    qtbot.keyClick(panel, key, modifier)
    assert panel.session.selection == Selection(*place)


def test_enter_goes_to_the_strongest_cell(qtbot, panel, show):
    show("conv2", 4)
    strongest = panel.view.strongest
    qtbot.keyClick(panel, KEY.Key_Return)
    assert panel.session.selection == strongest


def test_the_usual_key_copies(qtbot, panel, show):
    show("dense2", 3)
    qtbot.keyClick(panel, KEY.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == panel.view.text()


def test_other_keys_are_left_to_the_window(qtbot, panel, show):
    show("conv2", 4, 12, 8)
    qtbot.keyClick(panel, KEY.Key_A)
    assert panel.session.selection == Selection("conv2", (4, 12, 8))


def test_keys_without_a_selection_start_at_the_image(qtbot, panel):
    qtbot.keyClick(panel, KEY.Key_Right)
    assert panel.session.selection == Selection()
    qtbot.keyClick(panel, KEY.Key_Right, CONTROL)
    assert panel.session.selection == Selection("input")


def test_keys_lead_from_the_loss_back_to_the_last_layer(qtbot, panel, show):
    show("loss")
    for key in (KEY.Key_Right, KEY.Key_PageUp, KEY.Key_End):
        qtbot.keyClick(panel, key)
    qtbot.keyClick(panel, KEY.Key_Right, CONTROL)
    assert panel.session.selection == Selection("loss")
    qtbot.keyClick(panel, KEY.Key_Left, CONTROL)
    assert panel.session.selection == Selection("softmax")


def test_shift_with_an_arrow_goes_through_the_terms(qtbot, panel, show):
    show("conv2", 4, 12, 8)
    panel.expand(3)
    panel.redraw()
    qtbot.keyClick(panel, KEY.Key_Down, SHIFT)
    panel.redraw()
    assert panel.view.term == 4
    for _ in range(10):
        qtbot.keyClick(panel, KEY.Key_Up, SHIFT)
        panel.redraw()
    assert panel.view.term == 0


def test_a_click_on_a_row_expands_it(qtbot, panel, show, find):
    show("conv2", 4, 12, 8)
    qtbot.mouseClick(
        panel.canvas, Qt.MouseButton.LeftButton, pos=find(lambda target: target.term == 6)
    )
    panel.redraw()
    assert panel.view.term == 6
    assert panel.session.selection == Selection("conv2", (4, 12, 8))


def test_the_wheel_over_the_list_goes_through_the_terms(panel, show, find):
    show("conv2", 4, 12, 8)
    panel.expand(3)
    panel.redraw()
    point = QPointF(find(lambda target: target.term is not None))
    for turn, term in ((-120, 4), (120, 3)):
        event = QWheelEvent(
            point,
            panel.canvas.mapToGlobal(point),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(panel.canvas, event)
        panel.redraw()
        assert panel.view.term == term


def test_pointing_at_a_cell_of_the_patch_points_at_it_everywhere(qtbot, panel, show, find):
    show("conv2", 4, 12, 8)
    channel = panel.view.term
    place = Selection("relu1", (channel, 13, 9))
    point = find(lambda target: target.place == place)
    qtbot.mouseMove(panel.canvas, point)
    assert panel.session.hover == place
    target = panel.canvas.areas.at(QPointF(point))
    value = panel.session.frame.trace.activations["relu1"][place.index]
    assert target.tip.startswith(f"relu1[{channel}, 13, 9] = ")
    assert float(target.tip.split(" = ")[1].replace("−", "-")) == pytest.approx(float(value))
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert panel.session.selection == place


def test_leaving_the_picture_points_at_nothing(qtbot, panel, show, find):
    show("conv2", 4, 12, 8)
    qtbot.mouseMove(panel.canvas, find(lambda target: target.place is not None))
    assert panel.session.hover != Selection()
    panel.canvas.leaveEvent(None)
    assert panel.session.hover == Selection()


def test_a_click_into_the_map_before_pooling_selects_its_window(qtbot, panel, show, find):
    show("pool1", 4, 6, 4)
    point = find(lambda target: target.place == Selection("relu2", (4, 3, 7)))
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert panel.session.selection == Selection("pool1", (4, 1, 3))


def test_a_click_into_the_pooled_map_selects_the_cell(qtbot, panel, show, find):
    show("pool1", 4)
    place = Selection("pool1", (4, 2, 9))
    qtbot.mouseClick(
        panel.canvas, Qt.MouseButton.LeftButton, pos=find(lambda target: target.place == place)
    )
    assert panel.session.selection == place


def test_a_click_on_a_class_selects_it(qtbot, panel, show, find):
    show("softmax", 2)
    place = Selection("softmax", (7,))
    qtbot.mouseClick(
        panel.canvas, Qt.MouseButton.LeftButton, pos=find(lambda target: target.place == place)
    )
    assert panel.session.selection == place


def test_a_click_beside_everything_changes_nothing(qtbot, panel, show):
    show("conv2", 4, 12, 8)
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert panel.session.selection == Selection("conv2", (4, 12, 8))


def test_what_is_pointed_at_elsewhere_is_framed_here(panel, show):
    show("conv2", 4, 12, 8)
    before = panel.canvas.grab().toImage()
    panel.session.hover_at(Selection("relu1", (panel.view.term, 13, 9)))
    assert panel.canvas.grab().toImage() != before


@pytest.mark.parametrize(
    ("shown", "pointed"),
    [
        (("pool1", 4, 6, 4), ("relu2", (4, 3, 7))),
        (("pool1", 4, 6, 4), ("pool1", (4, 1, 3))),
        (("relu2", 4, 12, 8), ("conv2", (4, 3, 7))),
        (("relu2", 4, 12, 8), ("relu2", (4, 3, 7))),
        (("flatten", 464), ("pool1", (4, 1, 1))),
        (("dense1", 3), ("pool1", (4, 1, 1))),
        (("dense2", 3), ("relu3", (60,))),
        (("input", 0, 12, 8), ("input", (0, 3, 3))),
        (("conv2", 4), ("conv2", (4, 3, 3))),
        (("conv2",), ("conv2", (7, 19, 19))),
        (("conv2", 4, 12, 8), ("pool1", (4, 6, 4))),
        (("conv2", 4, 12, 8), ("dense1", (3,))),
        (("relu1", 4, 12, 8), ("conv2", (0, 8, 8))),
        (("relu2", 4, 12, 8), ("relu1", (0, 14, 10))),
        (("dense1", 3), ("flatten", (464,))),
        (("dense1",), ("dense2", (3,))),
        (("input", 0, 12, 8), ("softmax", (3,))),
        (("conv1",), ("conv2", (1, 0, 0))),
    ],
)
def test_every_view_frames_what_belongs_to_the_place_pointed_at(panel, show, shown, pointed):
    show(*shown)
    before = panel.canvas.grab().toImage()
    panel.session.hover_at(Selection(*pointed))
    assert panel.canvas.grab().toImage() != before
    panel.session.hover_at(Selection())
    assert panel.canvas.grab().toImage() == before


@pytest.mark.parametrize(
    ("shown", "pointed"),
    [
        (("conv2", 4, 12, 8), ("relu2", (4,))),
        (("pool1", 4, 6, 4), ("relu2", (5, 3, 7))),
        (("relu2", 4, 12, 8), ("softmax",)),
        (("dense2", 3), ("input", (0, 3, 3))),
    ],
)
def test_what_does_not_belong_to_the_place_is_not_framed(panel, show, shown, pointed):
    show(*shown)
    before = panel.canvas.grab().toImage()
    panel.session.hover_at(Selection(*pointed))
    assert panel.canvas.grab().toImage() == before


def test_a_tooltip_has_all_digits(qtbot, panel, show, find):
    show("pool1", 4, 6, 4)
    point = find(lambda target: target.place == Selection("relu2", (4, 3, 7)))
    event = QHelpEvent(QEvent.Type.ToolTip, point, panel.canvas.mapToGlobal(point))
    QApplication.sendEvent(panel.canvas, event)
    text = QToolTip.text()
    QToolTip.hideText()
    value = float(panel.session.frame.trace.activations["relu2"][4, 3, 7])
    first, second = text.split("\n")
    assert float(first.removeprefix("relu2[4, 3, 7] = ")) == pytest.approx(value)
    wins = int(panel.view.routing.wins[4, 3, 7])
    assert second == f"wins {wins} of 1 window"


def test_the_keyboard_is_framed_when_it_comes_by_the_keyboard(qtbot, panel, show):
    show("conv2", 4, 12, 8)
    panel.activateWindow()
    panel.setFocus(Qt.FocusReason.MouseFocusReason)
    panel.clearFocus()
    without = panel.canvas.grab().toImage()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.canvas.grab().toImage() != without


def test_every_control_says_what_it_is_to_those_who_do_not_see_it(panel, show):
    show("conv2", 4, 12, 8)
    named = [panel, panel.canvas, panel.switch, panel.copy_button, *panel.crumbs.buttons]
    assert all(widget.accessibleName() for widget in named)
    assert panel.copy_button.toolTip()
    assert panel.copy_button.statusTip()
