"""What the optimizer made of a weight, on the panel."""

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from convviz.panels.operation.not_yet_view import NotYetView
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.subject import Detail
from convviz.panels.operation.update_view import UpdateView
from convviz.plotting import format_percent

TIMEOUT_MS = 20_000
WHOLE_BATCH = 22


@pytest.fixture
def updated(panel, step, show):
    """The panel on the update of a weight of conv2, after a batch of operations."""
    step(WHOLE_BATCH)
    panel._direction = "update"
    show("conv2", 4, 12, 8)
    panel.look_at(Detail("w", (4, 3, 1, 2)))
    panel.redraw()
    panel.canvas.repaint()
    return panel


def test_it_writes_the_old_value_the_new_one_and_what_adam_did(updated, written):
    made = updated.session.frame.held.update
    at = (4, 3, 1, 2)
    old, new = (float(p["conv2.w"][at]) for p in (made.before, made.after))
    written.words.clear()
    updated.canvas.repaint()
    assert isinstance(updated.view, UpdateView)
    for value in (old, new):
        assert signed(value) in written.words
    g = float(made.gradients["conv2.w"][at])
    m, v = 0.1 * g, 0.001 * g * g
    step = made.alpha * (m / 0.1) / (np.sqrt(v / 0.001) + 1e-8)
    lines = {line.letter: line.value for line in updated.view.terms_of_update.lines}
    assert lines["m"] == pytest.approx(m, rel=1e-6)
    assert lines["θ"] == pytest.approx(old - step, rel=1e-6)
    assert updated.view.terms_of_update.result.agrees
    assert "Step 1 of Adam" in written.words


def test_it_writes_how_far_the_layer_has_moved(updated, written):
    made = updated.session.frame.held.update
    written.words.clear()
    updated.canvas.repaint()
    for name in ("conv2.w", "conv2.b"):
        w = made.before[name].astype(np.float64)
        moved = np.linalg.norm(made.after[name] - w)
        size = np.linalg.norm(w)
        assert (format_percent(moved / size, 3) if size else "from 0") in written.words


def test_it_writes_the_predicted_and_the_measured_change_of_the_loss(qtbot, updated, written):
    qtbot.waitUntil(
        lambda: updated.view.change is not None,
        timeout=TIMEOUT_MS,
    )
    held = updated.session.frame.held
    made, batch = held.update, held.batch
    predicted = sum(
        float(np.vdot(g, made.after[name].astype(np.float64) - made.before[name]))
        for name, g in batch.parameter_gradients.items()
    )
    network = batch.network.replica(freeze=False)
    network.load(made.after)
    p = network.forward(batch.activations["input"])
    after = float(-np.log(p[np.arange(len(p)), batch.labels]).mean())
    written.words.clear()
    updated.canvas.repaint()
    change = updated.view.change
    assert change.predicted == pytest.approx(predicted, rel=1e-6)
    assert change.measured == pytest.approx(after - batch.loss, abs=1e-5)
    assert updated.view._loss_words() in written.words


def test_clicking_a_cell_of_the_changes_looks_at_that_weight(qtbot, updated, find):
    wanted = Detail("w", (4, 0, 0, 0))
    spot = find(lambda target: target.detail == wanted)
    qtbot.mouseClick(updated.canvas, Qt.MouseButton.LeftButton, pos=spot)
    updated.redraw()
    assert updated.view.detail == wanted


def test_the_changes_of_a_dense_unit_are_folded_back_into_maps(updated, show):
    show("dense1", 3)
    made = updated.session.frame.held.update
    maps = updated.view._change_maps()
    change = made.after["dense1.w"][3] - made.before["dense1.w"][3]
    assert np.array_equal(maps.x, change.reshape(8, 10, 10))


@pytest.mark.parametrize("size", [(739, 336), (1440, 650)], ids=str)
@pytest.mark.parametrize("place", [("conv1", 0, 3, 3), ("conv2", 4, 12, 8), ("dense1", 3)])
def test_no_word_of_an_update_is_cut_off(qtbot, updated, show, written, size, place):
    updated.resize(*size)
    show(*place)
    qtbot.waitUntil(lambda: updated.view.change is not None, timeout=TIMEOUT_MS)
    written.cut.clear()
    updated.canvas.repaint()
    assert written.cut == []


def test_before_the_update_it_says_when_it_comes(panel, step, show):
    panel._direction = "update"
    show("conv2", 4, 12, 8)
    assert isinstance(panel.view, NotYetView)
    assert "F10" in panel.view.words
    step(5)
    panel._direction = "update"
    show("conv2", 4, 12, 8)
    assert panel.view.words == (
        "The update comes after the backward pass: step on by operations (F10)."
    )


def test_after_an_input_was_looked_at_it_is_of_a_weight(updated, show):
    for place, cell in ((("conv2", 4, 12, 8), (3, 14, 9)), (("dense1", 3), (464,))):
        updated._direction = "backward"
        show(*place)
        updated.look_at(Detail("x", cell))
        updated.redraw()
        assert updated.view.detail == Detail("x", cell)
        updated._direction = "update"
        updated.redraw()
        assert updated.view.detail.letter == "w"
