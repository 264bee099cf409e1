"""Every view at every size: nothing is cut off, and the words agree with the data."""

import dataclasses
import itertools
import time

import numpy as np
import pytest

from convviz.panels.operation.empty_view import EmptyView
from convviz.panels.operation.make_view import make_view
from convviz.panels.operation.numbers import signed, ulps_text
from convviz.plotting import format_count, format_percent, format_value
from convviz.session import Part, Selection
from engine.inspection import layer_names

TIMEOUT_MS = 20_000
SIZES = [(739, 336), (770, 370), (810, 370), (1440, 650)]
PRESETS = ("conv-net", "cnn-from-scratch", "two-layer", "numpy-cnn")


def _places(network, trace):
    """Return every layer, a channel of it, and a few of its cells."""
    for name in layer_names(network):
        shape = trace.activations[name].shape
        yield Selection(name)
        if len(shape) == 3:
            yield Selection(name, (shape[0] // 2,))
        yield Selection(name, tuple(0 for _ in shape))
        yield Selection(name, tuple(n // 2 for n in shape))
        yield Selection(name, tuple(n - 1 for n in shape))


@pytest.fixture
def with_gradients(qtbot, panel):
    """The session's frame, with gradients."""
    panel.session.parts = lambda: Part.GRADIENTS
    with qtbot.waitSignal(panel.session.frame_changed, timeout=TIMEOUT_MS):
        panel.session.refresh_needs()
    return panel.session.frame


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
def test_no_word_is_cut_off(panel, with_gradients, written, size, direction):
    panel.resize(*size)
    panel._direction = direction
    for place in _places(with_gradients.network, with_gradients.trace):
        panel.session.select(place)
        panel.redraw()
        panel.canvas.repaint()
        assert not isinstance(panel.view, EmptyView)
        assert written.cut == [], place
        assert panel.view.text()


@pytest.mark.parametrize("preset", PRESETS)
def test_every_place_of_every_preset_is_drawn_in_time(make_session, make_panel, qtbot, preset):
    session = make_session(preset)
    panel = make_panel(session)
    session.parts = lambda: Part.GRADIENTS
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.refresh_needs()
    frame = session.frame
    for direction, place in itertools.product(
        ("forward", "backward"), _places(frame.network, frame.trace)
    ):
        panel._direction = direction
        session.select(place)
        start = time.thread_time()
        panel.redraw()
        panel.canvas.repaint()
        assert time.thread_time() - start < 0.1, place
        assert not isinstance(panel.view, EmptyView)


def test_the_ledger_writes_bias_subtotals_running_sum_and_difference(panel, show, written):
    show("conv2", 4, 12, 8)
    terms = panel.view.sum
    written.words.clear()
    panel.canvas.repaint()
    for value in (terms.bias, *terms.subtotals, *terms.running):
        assert signed(float(value)) in written.words
    assert signed(terms.stored) in written.words
    assert "bias + 8 subtotals" in written.words
    verdicts = [word for word in written.words if word.startswith(("✓", "✗"))]
    assert verdicts == [ulps_text(terms.result)]


def test_the_expanded_channel_counts_its_products_by_sign(panel, show, written):
    show("conv2", 4, 12, 8)
    products = panel.view.sum.products[panel.view.term]
    positive, negative = products[products > 0], products[products < 0]
    written.words.clear()
    panel.canvas.repaint()
    assert any(word.startswith(f"{positive.size} positive product") for word in written.words)
    assert any(word.startswith(f"{negative.size} negative product") for word in written.words)
    assert f"{np.count_nonzero(products == 0)} zero" in written.words
    assert signed(float(positive.sum())) in written.words
    assert signed(float(negative.sum())) in written.words


def test_padding_is_counted_apart_and_not_as_a_zero(make_session, make_panel, written):
    session = make_session("cnn-from-scratch")
    panel = make_panel(session)
    session.select(Selection("conv1", (0, 0, 0)))
    panel.redraw()
    panel.canvas.repaint()
    assert panel.view.sum.padding.sum() == 5
    assert "5 in the padding" in written.words
    inside = panel.view.sum.products[0][~panel.view.sum.padding]
    assert f"{np.count_nonzero(inside == 0)} zero" in written.words


def test_the_pool_view_writes_window_margin_and_counts(panel, show, written):
    trace = panel.session.frame.trace
    x = trace.activations["relu2"][4]
    windows = x.reshape(10, 2, 10, 2).swapaxes(1, 2).reshape(10, 10, 4)
    ranked = np.sort(windows, axis=-1)
    clear = np.argwhere(ranked[..., 3] > ranked[..., 2])
    i, j = clear[len(clear) // 2]
    written.words.clear()
    show("pool1", 4, int(i), int(j))
    assert format_value(float(ranked[i, j, 3]), 7) in written.words
    assert format_value(float(ranked[i, j, 2]), 7) in written.words
    assert format_value(float(ranked[i, j, 3] - ranked[i, j, 2]), 7) in written.words
    winners = windows.argmax(axis=-1)
    won = np.take_along_axis(windows, winners[..., None], axis=-1)
    assert format_count(300) in written.words
    assert format_percent(0.75) in written.words
    assert format_count(int((won == 0).sum())) in written.words


def test_the_pool_view_reconciles_the_gradient(panel, with_gradients, show, written):
    panel._direction = "backward"
    show("pool1", 4, 6, 4)
    gradients = with_gradients.trace.gradients
    before = float(gradients["pool1"][4].sum(dtype=np.float64))
    after = float(gradients["relu2"][4].sum(dtype=np.float64))
    assert "Σ dL/d pool1" in written.words
    assert signed(before) in written.words
    assert signed(after) in written.words
    counts = panel.view.routing.counts(4)
    arrives = np.count_nonzero(gradients["conv2"][4])
    assert counts.inputs - counts.without_gradient == arrives
    assert format_count(counts.without_gradient) in written.words


@pytest.mark.parametrize(
    ("place", "equation"),
    [
        (("relu1", 4, 6, 5), "dL/d conv1[4, 6, 5] = f′(x) · dL/d relu1[4, 6, 5]"),
        (("relu3", 7), "dL/d dense1[7] = f′(x) · dL/d relu3[7]"),
        (("flatten", 464), "dL/d pool1[4, 6, 4] = dL/d flatten[464]"),
    ],
)
def test_going_back_the_equation_is_that_of_the_gradient(
    panel, with_gradients, show, place, equation
):
    panel._direction = "backward"
    show(*place)
    assert panel.crumbs.equation == equation
    assert panel.view.text().startswith(equation)


def test_going_back_through_a_pooling_the_equation_is_that_of_the_winner(
    panel, with_gradients, show
):
    panel._direction = "backward"
    show("pool1", 4, 6, 4)
    window = with_gradients.trace.activations["relu2"][4, 12:14, 8:10]
    row, column = np.argwhere(window == window.max())[0] + (12, 8)
    assert panel.crumbs.equation.startswith(
        f"dL/d relu2[4, {row}, {column}] = Σ dL/d pool1[4, i, j]"
    )


def test_going_back_through_a_mean_the_equation_is_that_of_every_share(
    make_session, make_panel, qtbot
):
    session = make_session("cnn-from-scratch")
    panel = make_panel(session)
    session.parts = lambda: Part.GRADIENTS
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.refresh_needs()
    panel._direction = "backward"
    session.select(Selection("pool2", (3, 1, 2)))
    panel.redraw()
    dy = session.frame.trace.gradients["pool2"][3, 1, 2]
    assert panel.crumbs.equation == "dL/d relu2[3, 1…3, 3…5] += dL/d pool2[3, 1, 2] / 9"
    np.testing.assert_allclose(panel.view.window.shares, dy / 9)


def test_the_rectifier_says_whether_its_gate_is_open_and_how_many_are_shut(
    panel, show, written
):
    y = panel.session.frame.trace.activations["relu1"]
    for is_open in (True, False):
        cell = tuple(int(i) for i in np.argwhere((y > 0) == is_open)[0])
        written.words.clear()
        show("relu1", *cell)
        assert ("gate open" in written.words) == is_open
        assert ("gate shut" in written.words) != is_open
        shut = int((y[cell[0]] == 0).sum())
        assert f"{shut} of {y[cell[0]].size}" in written.words


def test_a_dense_unit_lists_its_largest_contributions_and_the_rest(panel, show, written):
    show("dense1", 3)
    terms = panel.view.sum
    shown = panel.view.terms
    assert shown == terms.largest(len(shown))
    for k in shown:
        assert signed(float(terms.products[k])) in written.words
        place = np.unravel_index(k, (8, 10, 10))
        assert f"pool1[{', '.join(map(str, place))}]" in written.words
    assert f"{800 - len(shown)} other inputs" in written.words
    assert signed(terms.rest(shown)) in written.words


def test_the_softmax_view_writes_every_class_and_the_loss(panel, show, written):
    show("softmax", 2)
    trace = panel.session.frame.trace
    assert set(panel.session.run_info.classes) <= set(written.words)
    z = trace.activations["dense2"].astype(np.float64)
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    for value in p:
        assert format_value(float(value), 6) in written.words
    assert signed(float(-np.log(p[trace.label]))) in written.words
    assert signed(trace.loss) in written.words


def test_flatten_says_which_cell_stands_at_a_position(panel, show, written):
    show("flatten", 464)
    assert "(4 · 10 + 6) · 10 + 4 = 464" in written.words
    assert "pool1[4, 6, 4]" in written.words
    assert "channel 4: 400–499" in written.words


def test_a_pixel_is_shown_as_in_the_file(panel, show, written):
    session = panel.session
    image = session.dataset.split(session.pinned.split).images[session.pinned.index]
    row, column = (int(i) for i in np.argwhere(image[0] > 0)[40])
    show("input", 0, row, column)
    raw = int(image[0, row, column])
    assert panel.view.raw == raw
    assert str(raw) in written.words
    assert signed(float(np.float32(raw / 255))) in written.words
    assert panel.crumbs.equation.startswith(f"input[0, {row}, {column}] = {raw} / 255 = ")


def test_a_channel_names_its_strongest_cell(panel, show, written):
    show("conv2", 4)
    values = panel.session.frame.trace.activations["conv2"][4]
    row, column = np.unravel_index(np.abs(values).argmax(), values.shape)
    assert panel.view.strongest == Selection("conv2", (4, int(row), int(column)))
    assert signed(float(values.min()), 4) in written.words
    assert signed(float(values.max()), 4) in written.words


@pytest.mark.parametrize("factor", [1.7e19, 5.2e-8])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_no_word_is_cut_off_however_large_or_small_the_numbers(
    panel, with_gradients, written, direction, factor
):
    frame = with_gradients
    panel.resize(720, 340)
    panel._direction = direction
    trace = dataclasses.replace(
        frame.trace,
        activations={n: x * np.float32(factor) for n, x in frame.trace.activations.items()},
        gradients={n: x * np.float32(factor) for n, x in frame.trace.gradients.items()},
    )
    for place in _places(frame.network, frame.trace):
        panel.session.select(place)
        panel.canvas.show_view(make_view(dataclasses.replace(panel._subject(), trace=trace)))
        panel.canvas.repaint()
        assert written.cut == [], place
