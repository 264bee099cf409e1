"""Choosing the sample of a held batch that is looked at, and what is said of operations."""

import tomllib

import pytest
from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtWidgets import QListWidget

from convviz.panels.operation.explanations import explanations
from convviz.resources import resource_text
from convviz.session import Selection
from convviz.settings import WindowSettings
from engine.layers import LAYER_KINDS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS

TIMEOUT_MS = 20_000
SMALLEST_TEXT_PX = 715


def test_the_choice_is_there_only_while_a_batch_is_held(panel, step, show):
    show("conv1", 4, 12, 8)
    assert panel.samples.isHidden()
    step(2)
    panel.redraw()
    assert not panel.samples.isHidden()
    assert panel.samples.button.text() == "n 0 of 32"


def test_the_arrows_go_through_the_batch(qtbot, panel, step, show):
    step(2)
    show("conv1", 4, 12, 8)
    assert not panel.samples.before.isEnabled()
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(panel.samples.after, Qt.MouseButton.LeftButton)
    panel.redraw()
    held = panel.session.frame.held.batch
    assert panel.samples.button.text() == "n 1 of 32"
    assert panel.view.sum.stored == held.activations["conv1"][1, 4, 12, 8]


def test_the_menu_has_the_pinned_sample_and_a_picture_of_every_other(qtbot, panel, step, show):
    step(2)
    show("conv1", 4, 12, 8)
    panel.samples._fill()
    thumbs = panel.samples.menu.findChild(QListWidget)
    assert thumbs.count() == 32
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        thumbs.itemClicked.emit(thumbs.item(7))
    assert panel.session.frame.batch_sample == 7
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        panel.samples.menu.actions()[0].trigger()
    panel.redraw()
    assert panel.samples.button.text() == "pinned #0"
    trace = panel.session.frame.trace
    assert panel.view.sum.stored == trace.activations["conv1"][4, 12, 8]


def test_every_operation_is_explained_in_words_that_fit_into_two_lines(theme):
    metrics = QFontMetricsF(theme.text(11))
    for ways in explanations().values():
        for text in ways.values():
            assert metrics.horizontalAdvance(text) < 1.9 * SMALLEST_TEXT_PX, text


def test_every_layer_loss_and_optimizer_has_its_explanation():
    known = set(tomllib.loads(resource_text("explanations/operations.toml")))
    layers = {kind for kind in LAYER_KINDS if kind != "pool2d"}
    pools = {f"pool2d-{pooling}" for pooling in ("max", "min", "mean")}
    losses = {f"loss-{name}" for name in LOSSES}
    updates = {f"update-{name}" for name in OPTIMIZERS}
    assert known == {"input", *layers, *pools, *losses, *updates}


def test_gradients_of_a_held_batch_are_of_its_mean_loss(make_panel, session, step, written):
    panel = make_panel(session, 1400, 640)
    step(21)
    panel._direction = "both"
    session.select(Selection("pool1", (4, 6, 4)))
    panel.redraw()
    panel.canvas.repaint()
    words = "the gradient of the mean loss of the 32 samples held goes to the winners"
    assert any(word.startswith(words) for word in written.words)


@pytest.mark.parametrize(
    ("place", "operation"),
    [
        (("conv2", 4, 12, 8), "conv2d"),
        (("pool1", 4, 6, 4), "pool2d-max"),
        (("softmax", 3), "softmax"),
        (("loss",), "loss-cross-entropy"),
        (("input", 0, 3, 3), "input"),
    ],
)
def test_the_sentences_are_of_the_operation_and_the_direction(panel, show, place, operation):
    show(*place)
    assert panel.explanation.text() == explanations()[operation]["forward"]


def test_hidden_sentences_stay_hidden_in_the_next_window(qtbot, panel, show, tmp_path):
    settings = WindowSettings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    panel.explanation.remember(settings)
    show("conv2", 4, 12, 8)
    assert panel.explanation.isVisible()
    qtbot.mouseClick(panel.explanation.button, Qt.MouseButton.LeftButton)
    assert not panel.explanation.isVisible()
    assert not settings.explanations_shown
    show("pool1", 4, 6, 4)
    assert not panel.explanation.isVisible()
