"""Layers beyond those of the articles are explained as well."""

import itertools

import numpy as np
import pytest

from convviz.panels.operation.empty_view import EmptyView
from convviz.panels.operation.numbers import signed
from convviz.session import Part, Selection
from engine.inspection import explain, layer_names

TIMEOUT_MS = 20_000
SIZES = [(739, 336), (1440, 650)]


@pytest.fixture
def panel(qtbot, make_session, make_panel, every_layer):
    """The panel on a network with every layer, with gradients."""
    session = make_session(every_layer)
    made = make_panel(session)
    session.parts = lambda: Part.GRADIENTS
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.refresh_needs()
    return made


def places(frame):
    """Yield every layer, a channel of it, and two of its cells."""
    for name in layer_names(frame.network):
        shape = frame.trace.activations[name].shape
        for index in {(), (0,), tuple(n // 2 for n in shape), tuple(n - 1 for n in shape)}:
            yield Selection(name, index)


def named(network, kind):
    return next(layer.name for layer in network.layers if layer.kind == kind)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_word_of_any_layer_is_cut_off(panel, written, size):
    panel.resize(*size)
    for direction, place in itertools.product(
        ("forward", "backward", "both"), places(panel.session.frame)
    ):
        panel._direction = direction
        panel.session.select(place)
        panel.redraw()
        panel.canvas.repaint()
        assert not isinstance(panel.view, EmptyView), place
        assert written.cut == [], place
        assert panel.view.text()


def select_cell(panel, kind):
    frame = panel.session.frame
    name = named(frame.network, kind)
    index = tuple(n // 2 for n in frame.trace.activations[name].shape)
    panel.session.select(Selection(name, index))
    panel.redraw()
    panel.canvas.repaint()
    return explain(frame.network, frame.trace, name, index)


def test_a_normalisation_writes_all_its_terms(panel, written):
    value = select_cell(panel, "batch-norm")
    for term in (value.x, value.mean, value.variance, value.x_hat, value.gamma, value.beta):
        assert signed(term) in written.words
    assert signed(value.stored) in written.words
    assert panel.view.equation == value.equation


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("leaky-relu", "max(0.01 · x, x)"),
        ("sigmoid", "1 / (1 + exp(−x))"),
        ("tanh", "tanh x"),
        ("dropout", "x"),
    ],
)
def test_an_activation_writes_its_own_formula_and_speaks_of_no_gate(
    panel, written, kind, formula
):
    value = select_cell(panel, kind)
    assert formula in written.words
    assert signed(value.stored) in written.words
    assert not any("gate" in word or "shut" in word for word in written.words)


def test_backward_an_activation_writes_its_slope(panel, written):
    panel._direction = "backward"
    value = select_cell(panel, "sigmoid")
    assert "y (1 − y)" in written.words
    assert f"slope {value.stored * (1 - value.stored):.4f}" in written.words


def test_numbers_that_are_none_are_drawn_too(panel):
    frame = panel.session.frame
    for kind in ("batch-norm", "tanh", "sigmoid", "leaky-relu"):
        name = named(frame.network, kind)
        activations = dict(frame.trace.activations)
        activations[name] = np.full_like(activations[name], np.nan)
        object.__setattr__(frame.trace, "activations", activations)
        select_cell(panel, kind)
        assert panel.view.text()
