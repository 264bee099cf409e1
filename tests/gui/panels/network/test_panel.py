"""The panel NETWORK with a real session."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, Qt
from PyQt6.QtGui import QColor, QFocusEvent
from PyQt6.QtWidgets import QApplication

from convviz.panels.network import NetworkPanel
from convviz.panels.network.scaling import Scope
from convviz.plotting import color_table
from convviz.session import Granularity, RunState, Selection, Session
from engine.data import SampleRef

CELL = Selection("conv2", (4, 12, 8))
TIMEOUT_MS = 20_000


def place_of(panel, layer, index):
    return panel.canvas._scene.layout.column(layer).grid.cell_rect(index).center()


@pytest.mark.parametrize(
    ("layer", "index"),
    [("conv1", (3, 10, 7)), ("pool1", (7, 9, 0)), ("flatten", (799,)), ("dense1", (127,))],
)
def test_a_cell_has_the_colour_of_its_value(panel, session, theme, layer, index):
    scene = panel.canvas._scene
    scale = scene.scale_of(layer)
    value = session.frame.trace.activations[layer][index]
    expected = QColor.fromRgb(color_table(scale.kind, theme)[int(scale.to_index([value])[0])])
    image = panel.canvas.grab().toImage()
    ratio = image.devicePixelRatio()
    point = place_of(panel, layer, index) * ratio
    assert image.pixelColor(point) == expected


def test_before_the_first_batch_the_header_says_that_the_weights_are_random(panel):
    text = panel.header.text
    assert text.title == "conv-net · 105\u202f634 parameters"
    assert text.pill == "untrained"
    assert text.sentence.startswith("random weights of seed 9, and what they make of one ")


def test_the_header_says_what_an_operation_gave_and_what_comes_next(
    panel, session, step, settle
):
    step(11 + 8)
    settle(panel)
    text = panel.header.text
    assert text.pill == "backward of conv2"
    assert text.sentence == (
        "has just run on batch 1: dL/dw 8×8×5×5, dL/db 8, dL/dx 32×8×24×24"
    )
    assert text.upcoming == "next: backward of relu1"


def test_the_operation_that_ran_last_is_lit(panel, step, settle):
    step(3)
    settle(panel)
    scene = panel.canvas._scene
    assert (scene.lit.phase, scene.lit.layer) == ("forward", "conv2")
    assert scene.upcoming.layer == "relu2"


def test_while_training_runs_nothing_is_lit_and_the_maps_follow(panel, session, qtbot):
    with qtbot.waitSignals([session.frame_changed] * 3, timeout=TIMEOUT_MS):
        session.run()
    qtbot.waitUntil(lambda: panel.canvas._scene.frame.position.step > 0, timeout=TIMEOUT_MS)
    assert session.state is not RunState.RUNNING or panel.canvas._scene.lit is None
    with qtbot.waitSignal(session.state_changed, timeout=TIMEOUT_MS):
        session.pause()


def test_the_header_says_what_was_put_into_the_network_until_a_batch_has_run(
    panel, other_file, step_batch, settle, qtbot
):
    session = panel.session
    step_batch(session)
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(other_file)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.load()
    words = f"{other_file.name} loaded; no batch has run since"
    qtbot.waitUntil(lambda: panel.header.text.sentence == words, timeout=TIMEOUT_MS)
    step_batch(session)
    settle(panel)
    assert panel.header.text.sentence.startswith("has just run on batch 2")


def test_the_header_says_whose_maps_are_seen_while_a_batch_is_stepped(panel, step, settle):
    step(3)
    settle(panel)
    index = panel.session.frame.held.batch.indices[0]
    assert panel.header.text.maps == (
        f"maps (pale: not yet run): sample n 0 of the 32 in the batch, #{index}"
    )
    panel.session.looking.at(None)
    step()
    settle(panel)
    assert panel.header.text.maps == "maps: pinned sample #0 with the parameters of now"


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, ("conv2", (4, 12, 9))),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, ("conv2", (4, 11, 8))),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, ("conv2", (5, 12, 8))),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, ("conv2", (4, 12, 0))),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, ("relu2", (4, 12, 8))),
    ],
)
def test_keys_move_the_selection(panel, session, qtbot, key, modifier, expected):
    session.select(CELL)
    qtbot.keyClick(panel.canvas, key, modifier)
    assert session.selection == Selection(*expected)


def test_the_selection_is_described_with_its_value(panel, session):
    session.select(CELL)
    value = session.frame.trace.activations["conv2"][CELL.index]
    words = panel.canvas.accessibleDescription()
    assert words.startswith("Selected: conv2, channel 4, row 12, column 8: conv2[4, 12, 8] = ")
    assert f"{abs(value):.7f}" in words


@pytest.mark.parametrize(
    ("keys", "layer"),
    [
        ((Qt.Key.Key_Left, Qt.Key.Key_Up), "relu1"),
        ((Qt.Key.Key_Right, Qt.Key.Key_Down), "relu2"),
    ],
)
def test_control_with_either_arrow_changes_the_layer(panel, session, qtbot, keys, layer):
    for key in keys:
        session.select(CELL)
        qtbot.keyClick(panel.canvas, key, Qt.KeyboardModifier.ControlModifier)
        assert session.selection.layer == layer


def test_after_a_relu_the_share_of_zeros_is_told(panel, session):
    zeros = np.count_nonzero(session.frame.trace.activations["relu1"] == 0) / (8 * 24 * 24)
    assert panel.canvas._scene.remarks["relu1"].text == f"{100 * zeros:.0f}\u202f% are 0"


@pytest.mark.parametrize(
    ("reason", "outlined"),
    [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)],
)
def test_the_focus_is_outlined_if_the_keyboard_brought_it(panel, theme, reason, outlined):
    QApplication.sendEvent(panel.canvas, QFocusEvent(QEvent.Type.FocusIn, reason))
    corner = panel.canvas.grab().toImage().pixelColor(0, 0)
    assert (corner == theme.tokens.accent) is outlined


def test_before_a_network_is_there_the_canvas_says_when_it_comes(qtbot, theme, show_panel):
    session = Session()
    panel = show_panel(NetworkPanel, session, 800, 300)
    image = panel.canvas.grab().toImage()
    colors = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert len(colors) > 1
    session.shutdown()


def test_a_locked_scale_counts_what_it_clips(panel, session, step, settle):
    panel.scale_controls._lock.click()
    step(5, Granularity.BATCH)
    settle(panel)
    scene = panel.canvas._scene
    assert {scale.scope for scale in scene.scales.values()} == {"locked"}
    values = session.frame.trace.activations["dense2"]
    clipped = int(np.count_nonzero(np.abs(values) > scene.scale_of("dense2").limit))
    assert clipped
    assert scene.remarks["dense2"].text == f"{clipped} of 10 clipped"
    assert scene.remarks["dense2"].warns


def test_the_scope_of_the_scales_can_be_chosen(panel):
    box = panel.scale_controls._scope
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert panel._composer.scales.scope is Scope.LAYER
    assert panel.canvas._scene.scale_of("relu1").kind == "positive"


def test_in_little_height_one_channel_per_layer_is_shown(panel, session, qtbot):
    session.select(Selection("pool1", (4, 6, 4)))
    panel.resize(1440, 104)
    layout = panel.canvas._scene.layout
    assert layout.folded
    assert list(layout.column("conv2").grid.channels) == [4]
    followed = panel._flow.followed["conv1"]
    assert list(layout.column("conv1").grid.channels) == [followed]
    assert list(layout.column("flatten").grid.channels) == [4]
    panel.resize(1440, 400)
    assert not panel.canvas._scene.layout.folded


def test_a_narrow_window_is_scrolled_to_what_is_selected(panel, session):
    panel.resize(700, 400)
    bar = panel._area.horizontalScrollBar()
    assert panel.canvas.width() > 700
    assert bar.value() == 0
    session.select(Selection("softmax", (3,)))
    assert bar.value() > 0


def test_the_page_with_the_selected_channel_is_opened(make_session, show_panel):
    session = make_session("two-layer")
    panel = show_panel(NetworkPanel, session, 1440, 400)
    assert panel.canvas._scene.layout.column("conv2").page == 0
    session.select(Selection("conv2", (31, 3, 3)))
    column = panel.canvas._scene.layout.column("conv2")
    assert 31 in column.grid.channels


def test_a_selection_made_while_hidden_has_its_page_open_when_shown(
    make_session, show_panel, settle
):
    session = make_session("two-layer")
    panel = show_panel(NetworkPanel, session, 1440, 400)
    panel.hide()
    session.select(Selection("conv2", (31, 3, 3)))
    panel.show()
    settle(panel)
    assert 31 in panel.canvas._scene.layout.column("conv2").grid.channels


def test_pages_are_turned_with_the_mouse(make_session, show_panel, qtbot):
    panel = show_panel(NetworkPanel, make_session("two-layer"), 1440, 400)
    layout = panel.canvas._scene.layout
    pager = layout.pager_rect(layout.column("conv2"))
    point = QPoint(pager.right() - 5, pager.center().y())
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert panel.canvas._scene.layout.column("conv2").page == 1


def test_another_pinned_sample_is_shown_as_soon_as_its_frame_is_there(panel, session, qtbot):
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.pin(SampleRef("test", 7))
    qtbot.waitUntil(
        lambda: panel.canvas._scene.frame.sample == SampleRef("test", 7), timeout=TIMEOUT_MS
    )
    assert not panel._stale_timer.isActive()


def test_a_picture_that_is_long_in_coming_is_dimmed(panel):
    bright = panel.canvas.grab().toImage()
    panel._stale_timer.timeout.emit()
    dimmed = panel.canvas.grab().toImage()
    point = place_of(panel, "input", (0, 14, 14))
    ratio = bright.devicePixelRatio()
    assert dimmed.pixelColor(point * ratio) != bright.pixelColor(point * ratio)


def test_a_hidden_panel_draws_nothing_until_shown(session, theme, qtbot, step):
    panel = NetworkPanel(session, theme)
    qtbot.addWidget(panel)
    for widget in panel.header_widgets():
        qtbot.addWidget(widget)
    step()
    assert panel.canvas._scene is None
    with qtbot.waitExposed(panel):
        panel.show()
    assert panel.canvas._scene is not None


def test_another_network_starts_afresh(panel, session, qtbot):
    session.select(CELL)
    panel.scale_controls._lock.click()
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    assert not panel.scale_controls.locked
    assert not panel._composer.scales.locked
    assert panel._flow is None


@pytest.mark.parametrize("preset", ["two-layer", "numpy-cnn", "cnn-from-scratch"])
def test_every_preset_is_drawn(make_session, show_panel, preset):
    session = make_session(preset)
    panel = show_panel(NetworkPanel, session, 1440, 400)
    scene = panel.canvas._scene
    names = [column.station.name for column in scene.layout.columns]
    assert names == ["input", *(layer.name for layer in session.frame.network.layers), "loss"]
    assert set(scene.images) == set(names) - {"loss"}
    assert not panel.canvas.grab().isNull()
