"""Play slides the cell over its map until anything is touched."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication, QWidget

from convviz.session import Granularity, RunState, Selection
from engine.data import SampleRef

TIMEOUT_MS = 20_000
FAST_MS = 5


@pytest.fixture
def play(panel):
    """A player that does not keep the tests waiting."""
    panel.play._timer.setInterval(FAST_MS)
    return panel.play


@pytest.fixture
def places(panel):
    """All that is selected from now on."""
    seen = []
    panel.session.selection_changed.connect(seen.append)
    return seen


@pytest.fixture
def playing(qtbot, play, show, places):
    """A player on its way, after its second step."""
    show("conv2", 4, 12, 8)
    play.toggle()
    qtbot.waitUntil(lambda: len(places) >= 3, timeout=TIMEOUT_MS)
    assert play.is_playing
    return play


def test_it_moves_four_times_a_second(panel):
    assert panel.play._timer.interval() == 250


def test_it_goes_through_the_rest_of_the_channel_and_stops_at_its_end(
    qtbot, panel, play, show, places
):
    show("pool1", 4, 8, 6)
    qtbot.mouseClick(play.button, Qt.MouseButton.LeftButton)
    assert play.button.text() == "Stop"
    qtbot.waitUntil(lambda: not play.is_playing, timeout=TIMEOUT_MS)
    rest = [(4, 8, k) for k in range(6, 10)] + [(4, 9, k) for k in range(10)]
    assert places == [Selection("pool1", index) for index in rest]
    assert play.button.text() == "Play"


@pytest.mark.parametrize(
    ("place", "first"),
    [
        (("pool1",), (0, 0, 0)),
        (("pool1", 4), (4, 0, 0)),
        (("pool1", 4, 9, 9), (4, 0, 0)),
        (("dense2",), (0,)),
        (("dense2", 9), (0,)),
    ],
)
def test_it_begins_with_the_first_cell_if_none_is_left(play, show, places, place, first):
    show(*place)
    play.toggle()
    assert places[-1] == Selection(place[0], first)
    assert play.is_playing
    play.stop()


def test_it_goes_through_the_units_of_a_vector(qtbot, play, show, places):
    show("dense2", 6)
    play.toggle()
    qtbot.waitUntil(lambda: not play.is_playing, timeout=TIMEOUT_MS)
    assert [place.index for place in places] == [(6,), (7,), (8,), (9,)]


@pytest.mark.parametrize("place", [(), ("loss",)], ids=str)
def test_where_there_is_no_cell_it_cannot_begin(play, panel, place):
    panel.session.select(Selection(*place))
    assert not play.button.isEnabled()
    assert play.button.toolTip() == "Select a layer to slide over"
    play.toggle()
    assert not play.is_playing


def test_where_there_is_little_room_its_button_has_no_word(panel):
    styles = Qt.ToolButtonStyle
    for width, style in (
        (720, styles.ToolButtonIconOnly),
        (810, styles.ToolButtonTextBesideIcon),
    ):
        panel.resize(width, 370)
        assert panel.play.button.toolButtonStyle() is style
        assert panel.play.button.accessibleName() == "Slide over the map"


def test_space_starts_and_stops_it(qtbot, panel, play, show):
    show("conv2", 4, 12, 8)
    qtbot.keyClick(panel, Qt.Key.Key_Space)
    assert play.is_playing
    qtbot.keyClick(panel, Qt.Key.Key_Space)
    assert not play.is_playing


def test_its_button_stops_it(qtbot, playing):
    qtbot.mouseClick(playing.button, Qt.MouseButton.LeftButton)
    assert not playing.is_playing


def press_key(qtbot, panel):
    qtbot.keyClick(panel, Qt.Key.Key_A)


def press_key_elsewhere(qtbot, panel):
    other = QWidget()
    qtbot.addWidget(other)
    qtbot.keyClick(other, Qt.Key.Key_Space)


def press_mouse(qtbot, panel):
    qtbot.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def turn_wheel(qtbot, panel):
    none = Qt.KeyboardModifier.NoModifier
    point, turn = QPointF(1, 1), QPoint(0, 120)
    where, phase = panel.canvas.mapToGlobal(point), Qt.ScrollPhase.NoScrollPhase
    button = Qt.MouseButton.NoButton
    event = QWheelEvent(point, where, QPoint(), turn, button, none, phase, False)
    QApplication.sendEvent(panel.canvas, event)


def select_elsewhere(qtbot, panel):
    panel.session.select(Selection("conv1", (0, 3, 3)))


def pin_another(qtbot, panel):
    panel.session.pin(SampleRef("validation", 3))


def step(qtbot, panel):
    with qtbot.waitSignal(
        panel.session.state_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda state: state is RunState.HELD,
    ):
        panel.session.step(Granularity.OPERATION)


@pytest.mark.parametrize(
    "touch",
    [
        press_key,
        press_key_elsewhere,
        press_mouse,
        turn_wheel,
        select_elsewhere,
        pin_another,
        step,
    ],
)
def test_it_stops_when_anything_is_touched(qtbot, panel, playing, places, touch):
    touch(qtbot, panel)
    assert not playing.is_playing
    assert playing.button.text() == "Play"


def test_pointing_at_something_does_not_stop_it(qtbot, panel, playing):
    panel.session.hover_at(Selection("relu1", (0, 3, 3)))
    qtbot.mouseMove(panel.canvas, QPoint(40, 40))
    assert playing.is_playing
    playing.stop()


def test_it_stops_when_the_panel_is_hidden(qtbot, panel, playing, places):
    panel.hide()
    count = len(places)
    qtbot.waitUntil(lambda: not playing.is_playing, timeout=TIMEOUT_MS)
    assert len(places) == count


def test_after_it_keys_are_heard_as_before(qtbot, panel, playing):
    playing.stop()
    panel.session.select(Selection("conv2", (4, 12, 8)))
    qtbot.keyClick(panel, Qt.Key.Key_Right)
    assert panel.session.selection == Selection("conv2", (4, 12, 9))


def test_closing_what_the_panel_is_in_stops_at_once(panel):
    panel.session.select(Selection("conv1", (0, 3, 3)))
    panel.play.toggle()
    assert panel.play.is_playing
    panel.window().close()
    assert not panel.play.is_playing
