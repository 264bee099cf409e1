"""The panel follows the selection, the frames and the choice of direction."""

import dataclasses

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication

from convviz.panels.operation.conv_view import ConvView
from convviz.panels.operation.empty_view import EmptyView
from convviz.panels.operation.overview_view import OverviewView
from convviz.panels.operation.pool_view import PoolView
from convviz.panels.operation.softmax_view import SoftmaxView
from convviz.session import Part, Request, RunState, Selection
from engine.inspection import trace

TIMEOUT_MS = 20_000


def _choose(qtbot, panel, direction):
    buttons = {b.text(): b for b in panel.switch.findChildren(type(panel.copy_button))}
    qtbot.mouseClick(buttons[direction], Qt.MouseButton.LeftButton)


def test_without_a_selection_it_says_what_will_come_and_which_keys_help(panel, written):
    panel.canvas.repaint()
    assert isinstance(panel.view, EmptyView)
    assert "No cell selected yet" in written.words
    assert {"F10", "F5", "F1"} <= set(written.words)
    assert panel.crumbs.equation == ""


def test_a_cell_of_a_convolution_reconciles_with_the_stored_value(panel, show):
    show("conv2", 4, 12, 8)
    seen = panel.session.frame.trace
    assert isinstance(panel.view, ConvView)
    assert panel.view.sum.stored == seen.activations["conv2"][4, 12, 8]
    assert panel.view.sum.result.agrees
    assert panel.crumbs.equation == (
        "conv2[4, 12, 8] = b[4] + Σ w[4, c, u, v] · relu1[c, 12+u, 8+v]"
    )


def test_the_path_names_layer_channel_and_cell(panel, show):
    show("conv2", 4, 12, 8)
    shown = [button.text() for button in panel.crumbs.buttons if button.isVisible()]
    assert shown == ["conv2", "channel 4", "row 12, column 8"]
    show("relu1", 4)
    shown = [button.text() for button in panel.crumbs.buttons if button.isVisible()]
    assert shown == ["relu1", "channel 4"]
    show("relu3", 4)
    shown = [button.text() for button in panel.crumbs.buttons if button.isVisible()]
    assert shown == ["relu3", "unit 4"]
    show("softmax", 6)
    shown = [button.text() for button in panel.crumbs.buttons if button.isVisible()]
    assert shown == ["softmax", f"class 6, {panel.session.run_info.classes[6]}"]


@pytest.mark.parametrize(
    ("step", "place"),
    [(0, Selection("conv2")), (1, Selection("conv2", (4,)))],
)
def test_a_step_of_the_path_selects_it(qtbot, panel, show, step, place):
    show("conv2", 4, 12, 8)
    qtbot.mouseClick(panel.crumbs.buttons[step], Qt.MouseButton.LeftButton)
    assert panel.session.selection == place
    panel.redraw()
    assert isinstance(panel.view, OverviewView)


def test_the_loss_is_explained_with_the_softmax_at_the_true_class(panel, show):
    show("loss")
    assert isinstance(panel.view, SoftmaxView)
    seen = panel.session.frame.trace
    assert panel.view.explanation.index == (seen.label,)
    assert panel.view.explanation.loss.stored == seen.loss


def test_gradients_are_asked_for_only_while_they_are_shown(qtbot, panel, show):
    show("pool1", 4, 6, 4)
    assert panel.needs == Part.NONE
    assert not panel.session.frame.trace.gradients
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        _choose(qtbot, panel, "Backward")
        panel.redraw()
    assert panel.needs == Part.GRADIENTS
    panel.redraw()
    assert panel.view.pairs[0].gradient
    np.testing.assert_array_equal(
        panel.view.pairs[0].before, panel.session.frame.trace.gradients["relu2"][4]
    )
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        _choose(qtbot, panel, "Forward")
        panel.redraw()
    assert panel.needs == Part.NONE
    assert not panel.session.frame.trace.gradients


def test_until_gradients_are_there_it_says_when_they_come(qtbot, panel, show):
    show("pool1", 4, 6, 4)
    panel._direction = "backward"
    panel.session.refresh_needs = lambda: None
    panel.redraw()
    panel.canvas.repaint()
    assert panel.view.waits
    assert panel.view.pairs == ()


def test_the_update_is_offered_where_there_are_weights(panel, show):
    for place, offered in (
        ("pool1", False),
        ("conv2", True),
        ("relu3", False),
        ("dense1", True),
    ):
        show(place)
        assert panel.switch._button(1).isEnabled()
        assert panel.switch._button(2).isEnabled() == offered
        assert panel.switch.choice == "forward"


def test_both_directions_are_offered_where_there_is_room(make_panel, session, qtbot):
    panel = make_panel(session, 1400, 640)
    session.select(Selection("pool1", (4, 6, 4)))
    panel.redraw()
    assert not panel.switch._button(3).isHidden()
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        _choose(qtbot, panel, "Both")
        panel.redraw()
    panel.redraw()
    assert [pair.gradient for pair in panel.view.pairs] == [False, True]
    panel.resize(800, 640)
    panel.redraw()
    assert panel.switch._button(3).isHidden()
    assert [pair.gradient for pair in panel.view.pairs] == [True]


def test_it_follows_the_training(panel, show, step_batch):
    show("conv2", 4, 12, 8)
    before = panel.view.sum
    step_batch(panel.session)
    panel.redraw()
    after = panel.view.sum
    assert after.stored != before.stored
    assert after.stored == panel.session.frame.trace.activations["conv2"][4, 12, 8]
    assert after.result.agrees


def test_it_keeps_up_while_the_training_runs(qtbot, panel, show):
    panel._direction = "backward"
    show("pool1", 4, 6, 4)
    session, seen = panel.session, set()

    def note(frame):
        seen.add(frame.position.step)
        panel.redraw()
        panel.canvas.repaint()

    session.tuning.set_epochs(10_000)  # it must not be over before five frames were made
    session.frame_changed.connect(note)
    session.run()
    qtbot.waitUntil(lambda: len(seen) >= 5, timeout=TIMEOUT_MS)
    session.pause()
    qtbot.waitUntil(lambda: session.state is RunState.HELD, timeout=TIMEOUT_MS)
    panel.redraw()
    np.testing.assert_array_equal(
        panel.view.routing.y, session.frame.trace.activations["pool1"]
    )
    assert not panel.view.waits


def test_what_it_shows_does_not_change_behind_its_back(panel, show, step_batch):
    show("conv2", 4, 12, 8)
    kept = panel.view.sum
    products, bias = kept.products.copy(), kept.bias
    step_batch(panel.session)
    np.testing.assert_array_equal(kept.products, products)
    assert kept.bias == bias


def test_the_term_shown_in_detail_stays_while_the_training_goes_on(panel, show, step_batch):
    show("conv2", 4, 12, 8)
    term = panel.view.term
    for _ in range(2):
        step_batch(panel.session)
        panel.redraw()
        assert panel.view.term == term


def test_a_term_that_was_chosen_stays_when_the_cell_moves(panel, show):
    show("conv2", 4, 12, 8)
    weakest = int(np.abs(panel.view.sum.subtotals).argmin())
    panel.expand(weakest)
    show("conv2", 4, 12, 9)
    assert panel.view.term == weakest
    show("conv1", 4, 12, 9)
    assert panel.view.term == 0


def test_hidden_it_draws_nothing(qtbot, panel, show, step_batch):
    show("conv2", 4, 12, 8)
    panel.hide()
    before = panel.view
    panel.session.select(Selection("conv2", (1, 1, 1)))
    step_batch(panel.session)
    assert panel.view is before
    with qtbot.waitExposed(panel):
        panel.show()
    assert panel.view.sum.index == (1, 1, 1)


def test_another_network_begins_without_a_selection(qtbot, panel, show):
    show("conv2", 4, 12, 8)
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        panel.session.runs.begin(Request(preset="numpy-cnn", dataset="garments", seed=1))
    panel.redraw()
    assert isinstance(panel.view, EmptyView)


def test_a_place_that_the_network_does_not_have_is_nothing_selected(panel, show):
    for place in (("conv9", 0, 0, 0), ("conv2", 8, 0, 0), ("dense1", 128), ("conv2", 1, 1)):
        show(*place)
        assert isinstance(panel.view, EmptyView)


def test_the_copy_is_the_same_sum_in_text(qtbot, panel, show):
    show("conv2", 4, 12, 8)
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert text == panel.view.text()
    assert text.startswith("conv2[4, 12, 8] = b[4] + Σ")
    assert "channel 7" in text
    assert "difference" in text


def test_a_change_of_theme_draws_it_anew(qtbot, panel, show, theme):
    show("pool1", 4, 6, 4)
    dark = panel.grab().toImage()
    try:
        theme.set_mode("light")
        panel.redraw()
        light = panel.grab().toImage()
    finally:
        theme.set_mode("dark")
    assert dark.pixelColor(2, 2) != light.pixelColor(2, 2)


def test_pool_cells_are_those_of_the_frame(panel, show):
    show("pool1", 4, 6, 4)
    seen = panel.session.frame.trace
    assert isinstance(panel.view, PoolView)
    pair = panel.view.pairs[0]
    np.testing.assert_array_equal(pair.before, seen.activations["relu2"][4])
    np.testing.assert_array_equal(pair.after, seen.activations["pool1"][4])


@pytest.mark.parametrize("poison", [np.nan, np.inf, 1e38])
def test_a_network_that_has_diverged_is_shown_too(panel, show, poison):
    session = panel.session
    broken = session.frame.network.replica(freeze=False)
    broken.parameters["conv2.w"][3] = poison
    x = session.frame.trace.activations["input"]
    with np.errstate(all="ignore"):
        seen = trace(broken, x, 2)
    session.frame = dataclasses.replace(session.frame, network=broken.replica(), trace=seen)
    for direction in ("forward", "backward"):
        panel._direction = direction
        for name, values in seen.activations.items():
            for index in ((), (min(3, len(values) - 1),), tuple(n // 2 for n in values.shape)):
                show(name, *index)
                panel.copy()
                assert not isinstance(panel.view, EmptyView)
