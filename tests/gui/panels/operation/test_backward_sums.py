"""Where the gradients of weights, biases and inputs come from, on the panel."""

import itertools

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from convviz.panels.operation.conv_input_view import ConvInputView
from convviz.panels.operation.conv_weight_view import ConvWeightView
from convviz.panels.operation.dense_back_view import DenseBackView
from convviz.panels.operation.not_yet_view import NotYetView
from convviz.panels.operation.numbers import signed, ulps_text
from convviz.panels.operation.subject import Detail
from convviz.plotting import format_count
from convviz.session import Selection

TIMEOUT_MS = 20_000


def _batch(panel):
    return panel.session.frame.held.batch


def _summed(batch, f, c, u, v):
    """Return dw of conv2 by the definition: stride 1, no padding."""
    x = batch.activations["relu1"].astype(np.float64)[:, c, u : u + 20, v : v + 20]
    return x * batch.gradients["conv2"][:, f]


def test_a_weight_of_a_convolution_lists_its_largest_terms_over_the_batch(look, held, written):
    view = look("conv2", 4, 12, 8, detail=Detail("w", (4, 3, 1, 2)))
    assert isinstance(view, ConvWeightView)
    terms = _summed(_batch(held), 4, 3, 1, 2)
    n, i, j = np.unravel_index(np.abs(terms).argmax(), terms.shape)
    assert view.ledger.lines[0].label == f"n {n} [{i}, {j}]"
    assert view.ledger.lines[0].product == terms[n, i, j]
    shown = sum(line.product for line in view.ledger.lines)
    assert shown == pytest.approx(terms.sum(), rel=1e-12)
    rest = terms.size - len(view.ledger.lines) + 1
    assert f"{format_count(rest)} other terms" in written.words
    stored = _batch(held).parameter_gradients["conv2.w"][4, 3, 1, 2]
    assert signed(float(stored), view.ledger.digits) in written.words
    assert ulps_text(view.sum.result) in written.words
    assert view.sum.result.agrees


def test_the_pictures_of_a_weight_are_of_the_sample_of_the_chosen_term(look, held):
    view = look("conv2", 4, 12, 8, detail=Detail("w", (4, 3, 1, 2)))
    chosen, batch = view.chosen, _batch(held)
    assert np.array_equal(view._input().x[0], batch.activations["relu1"][chosen.sample, 3])
    assert np.array_equal(view._output().x[0], _summed(batch, 4, 3, 1, 2)[chosen.sample])
    marks = [mark.index for mark in view._input().marks]
    i, j = chosen.position
    assert marks == [(3, 1, 2), (3, i + 1, j + 2)]
    assert view._input().marks[0].rows == view._input().marks[0].columns == 20


def test_clicking_a_cell_of_the_kernels_looks_at_that_weight(qtbot, look, held, find):
    look("conv2", 4, 12, 8)
    wanted = Detail("w", (4, 6, 2, 2))
    spot = find(lambda target: target.detail == wanted)
    qtbot.mouseClick(held.canvas, Qt.MouseButton.LeftButton, pos=spot)
    held.redraw()
    assert held.view.detail == wanted
    assert held.view.equation.startswith("dL/d conv2.w[4, 6, 2, 2] = ")


def test_clicking_a_row_shows_its_term(qtbot, look, held, find):
    view = look("conv2", 4, 12, 8)
    second = view.terms[1]
    spot = find(lambda target: target.term == second)
    qtbot.mouseClick(held.canvas, Qt.MouseButton.LeftButton, pos=spot)
    held.redraw()
    assert held.view.term == second
    assert held.view.chosen.term == second


def test_the_bias_of_a_convolution_adds_up_all_gradients_of_its_map(look, held):
    view = look("conv2", 4, 12, 8, detail=Detail("b", (4,)))
    dy = _batch(held).gradients["conv2"][:, 4].astype(np.float64)
    assert view.ledger.result.computed == pytest.approx(dy.sum(), rel=1e-12)
    assert view.ledger.result.stored == _batch(held).parameter_gradients["conv2.b"][4]


def test_an_input_of_a_convolution_lists_the_outputs_it_fed(look, held):
    cell = (3, 14, 9)
    view = look("conv2", 4, 12, 8, detail=Detail("x", cell))
    assert isinstance(view, ConvInputView)
    w = held.session.frame.held.batch.network.parameters["conv2.w"].astype(np.float64)
    dy = held.session.frame.trace.gradients["conv2"]
    taps = itertools.product(range(8), range(5), range(5))
    total = sum(w[f, 3, u, v] * dy[f, 14 - u, 9 - v] for f, u, v in taps)
    assert view.ledger.result.computed == pytest.approx(total, rel=1e-9)
    assert view.ledger.result.stored == held.session.frame.trace.gradients["relu1"][cell]
    first = view.sum.largest(1)[0]
    assert view.ledger.lines[0].label == (
        f"[{first.f}, {first.i}, {first.j}] w[{first.u}, {first.v}]"
    )
    assert (first.i + first.u, first.j + first.v) == (14, 9)


def test_an_image_of_a_batch_has_no_stored_gradient_and_it_says_so(look, written):
    view = look("conv1", 4, 12, 8, detail=Detail("x", (0, 14, 9)))
    assert view.ledger.result is None
    assert "in training the engine keeps no gradient of the image" in written.words


@pytest.mark.parametrize("letter", ["w", "b", "x"])
def test_what_comes_back_through_a_dense_layer_adds_up(look, held, letter):
    index = {"w": (3, 464), "b": (3,), "x": (464,)}[letter]
    view = look("dense1", 3, detail=Detail(letter, index))
    assert isinstance(view, DenseBackView)
    batch, trace = _batch(held), held.session.frame.trace
    dy = batch.gradients["dense1"].astype(np.float64)
    if letter == "w":
        terms = dy[:, 3] * batch.activations["flatten"][:, 464]
    elif letter == "b":
        terms = dy[:, 3]
    else:
        terms = trace.gradients["dense1"] * batch.network.parameters["dense1.w"][:, 464].astype(
            np.float64
        )
    assert sum(line.product for line in view.ledger.lines) == pytest.approx(
        terms.sum(), rel=1e-9
    )
    assert view.ledger.lines[0].product == terms[np.abs(terms).argmax()]
    assert view.ledger.result.agrees


def test_clicking_a_folded_weight_of_a_dense_unit_looks_at_it(qtbot, look, held, find):
    look("dense1", 3, detail=Detail("w", (3, 0)))
    wanted = Detail("w", (3, int(np.ravel_multi_index((4, 6, 4), (8, 10, 10)))))
    spot = find(lambda target: target.detail == wanted)
    qtbot.mouseClick(held.canvas, Qt.MouseButton.LeftButton, pos=spot)
    held.redraw()
    assert held.view.detail == wanted
    assert ("Input pool1[4, 6, 4]", Detail("x", (wanted.index[1],))) in held.view.details


@pytest.mark.parametrize("size", [(739, 336), (810, 370), (1440, 650)], ids=str)
@pytest.mark.parametrize(
    "layer", [("conv1", 4, 12, 8), ("conv2", 4, 12, 8), ("dense1", 3), ("dense2", 3)]
)
@pytest.mark.parametrize("letter", "wbx")
def test_no_word_of_a_sum_is_cut_off(look, held, written, size, layer, letter):
    held.resize(*size)
    view = look(*layer)
    detail = next(detail for _, detail in view.details if detail.letter == letter)
    written.cut.clear()
    view = look(*layer, detail=detail)
    # The equation has one line beside the choice of the sample, and is whole in its tooltip.
    assert [word for word in written.cut if word != view.equation] == []


def test_before_its_backward_has_run_a_layer_says_when_its_gradient_comes(panel, step, show):
    step(14)
    panel._direction = "backward"
    show("conv2", 4, 12, 8)
    assert isinstance(panel.view, NotYetView)
    assert panel.view.words == (
        "No gradient has come back to conv2 yet. It comes with backward of conv2."
    )
    show("dense2", 4)
    assert isinstance(panel.view, DenseBackView)


def test_before_its_forward_has_run_a_layer_says_when_its_numbers_come(panel, step, show):
    step(2)
    show("conv2", 4, 12, 8)
    assert panel.view.words == (
        "conv2 has not run on this batch yet. Its numbers come with forward of conv2."
    )
    show("relu1", 4, 12, 8)
    held = panel.session.frame.held.batch
    assert panel.view.value.stored == held.activations["relu1"][0, 4, 12, 8]


def test_the_pinned_sample_has_the_same_views_by_itself(qtbot, panel, show):
    panel._direction = "backward"
    show("conv2", 4, 12, 8)
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        panel.session.refresh_needs()
    show("conv2", 4, 12, 8)
    trace = panel.session.frame.trace
    assert isinstance(panel.view, ConvWeightView)
    assert (
        panel.view.ledger.result.stored
        == (trace.parameter_gradients["conv2.w"][panel.view.detail.index])
    )
    assert "of this sample" in panel.view.ledger.words.sum


def test_a_check_says_how_far_finite_differences_are_off(qtbot, look, held, written):
    view = look("dense2", 3)
    assert view.parameter is not None
    with qtbot.waitSignal(held.checker.answered, timeout=TIMEOUT_MS):
        held.check()
    qtbot.waitUntil(lambda: held.checker.checked.found is not None, timeout=TIMEOUT_MS)
    found = held.checker.checked.found
    stored = _batch(held).parameter_gradients["dense2.w"][view.detail.index]
    assert found.backprop == pytest.approx(float(stored), rel=1e-3)
    held.redraw()
    held.canvas.repaint()
    assert held.checker.checked.words in written.words
    assert held.checker.checked.words in held.view.text()
    look("dense2", 4)
    assert held.view.checked is None


def test_a_check_that_cannot_be_made_is_told_and_can_be_asked_for_again(qtbot, panel):
    session = panel.session

    def break_weight(trainer):
        trainer.network.parameters["dense2.b"][3] = -np.inf

    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.submit(break_weight, lambda _: None, begin_again=True)
    session.select(Selection("dense2", (3,)))
    panel._direction, panel._detail = "backward", Detail("b", (3,))
    panel.redraw()
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.refresh_needs()
    panel.redraw()
    for _ in range(2):
        with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
            panel.check()
        assert "eps must be above 0" in told.args[0].text
        assert panel.checker.checked is None


def test_the_button_in_the_picture_begins_the_check(qtbot, look, held, find):
    look("conv2", 4, 12, 8)
    spot = find(lambda target: target.checks)
    with qtbot.waitSignal(held.checker.answered, timeout=TIMEOUT_MS):
        qtbot.mouseClick(held.canvas, Qt.MouseButton.LeftButton, pos=spot)
    assert held.checker.checked.detail == held.view.detail
    qtbot.waitUntil(lambda: held.checker.checked.found is not None, timeout=TIMEOUT_MS)
