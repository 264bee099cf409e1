"""A held batch of a network with every kind of layer: what is shown is what the batch has."""

import numpy as np
import pytest

from convviz.panels.operation.norm_view import NormView
from convviz.panels.operation.not_yet_view import NotYetView
from convviz.panels.operation.numbers import signed, ulps_text
from convviz.session import Granularity, RunState, Selection
from engine.inspection import explain_gradient, layer_names

TIMEOUT_MS = 20_000
NAMES = {"gamma": "Scale γ", "beta": "Shift β"}


@pytest.fixture
def held(qtbot, make_session, make_panel, every_layer):
    """Return a panel on a batch that has done some operations."""

    def stop_after(operations):
        session = make_session(every_layer)
        panel = make_panel(session)
        for _ in range(operations):
            with qtbot.waitSignal(
                session.state_changed,
                timeout=TIMEOUT_MS,
                check_params_cb=lambda state: state is RunState.HELD,
            ):
                session.step(Granularity.OPERATION)
        return panel

    return stop_after


def _cells(network):
    for name in layer_names(network)[1:]:
        yield name, tuple(n // 2 for n in network.layer(name).output_shape)


@pytest.mark.parametrize("operations", [5, 15, 18, 26, 34, 35])
@pytest.mark.parametrize("direction", ["forward", "backward", "update"])
def test_every_layer_is_shown_as_far_as_the_batch_has_come(
    held, written, operations, direction
):
    panel = held(operations)
    panel._direction = direction
    batch = panel.session.frame.held.batch
    for name, index in _cells(batch.network):
        for place in (Selection(name, index), Selection(name)):
            panel.session.select(place)
            panel.redraw()
            panel.canvas.repaint()
            has_run = name in batch.activations
            waits = isinstance(panel.view, NotYetView)
            assert panel.view.text()
            assert waits or has_run
            if direction == "forward":
                assert waits != has_run


@pytest.mark.parametrize("size", [(739, 336), (1440, 650)], ids=str)
@pytest.mark.parametrize("direction", ["forward", "backward", "update"])
def test_no_word_of_a_held_batch_is_cut_off(held, written, size, direction):
    panel = held(34)
    written.cut.clear()  # the equations seen on the way
    panel.resize(*size)
    panel._direction = direction
    for name, index in _cells(panel.session.frame.network):
        panel.session.select(Selection(name, index))
        panel.redraw()
        panel.canvas.repaint()
        assert [word for word in written.cut if word != panel.view.equation] == [], name
        written.cut.clear()


@pytest.mark.parametrize("name", ["layer1", "layer6", "layer9", "layer13"])
def test_normalisation_and_dropout_are_shown_as_in_training(held, name):
    panel = held(33)
    batch = panel.session.frame.held.batch
    trace = batch.sample(0)
    index = tuple(n // 2 for n in batch.network.layer(name).output_shape)
    panel.session.select(Selection(name, index))
    panel.redraw()
    value = panel.view.value
    assert value.stored == batch.activations[name][0][index]
    if isinstance(panel.view, NormView):
        assert value.result.agrees
    panel._direction = "backward"
    panel.redraw()
    found = explain_gradient(batch.network, trace, value.source, index)
    assert found.result.agrees
    text = panel.view.text()
    assert signed(float(batch.gradients[value.source][0][index])) in text
    if isinstance(panel.view, NormView):
        assert signed(found.computed) in text
        assert ulps_text(found.result) in text
    else:
        assert panel.view.value.slope == found.slope


def test_the_gradient_of_a_score_is_divided_by_the_samples(held, written):
    panel = held(17)
    batch = panel.session.frame.held.batch
    panel.session.select(Selection(batch.network.layers[-1].name, (3,)))
    panel._direction = "backward"
    panel.redraw()
    panel.canvas.repaint()
    assert "(p − y) / 40" in written.words
    assert panel.crumbs.equation.endswith(" / 40")
    (block,) = panel.view._blocks()
    assert block[2].stored == batch.gradients["layer14"][0, 3]
    assert block[2].agrees


@pytest.mark.parametrize("name", ["layer1", "layer9"])
@pytest.mark.parametrize("letter", ["gamma", "beta"])
def test_scale_and_shift_of_a_normalisation_add_up_over_the_batch(held, written, name, letter):
    panel = held(34)
    written.cut.clear()  # the equations seen on the way
    panel.resize(739, 336)
    batch = panel.session.frame.held.batch
    index = tuple(n // 2 for n in batch.network.layer(name).output_shape)
    panel.session.select(Selection(name, index))
    panel._direction = "backward"
    panel.redraw()
    panel.look_at(dict(panel.view.details)[f"{NAMES[letter]}[{index[0]}]"])
    panel.redraw()
    panel.canvas.repaint()
    result = panel.view.ledger.result
    assert result.stored == batch.parameter_gradients[f"{name}.{letter}"][index[0]]
    assert result.agrees
    shown = sum(line.product for line in panel.view.ledger.lines)
    assert shown == pytest.approx(result.computed, rel=1e-9, abs=1e-12)
    assert [word for word in written.cut if word != panel.view.equation] == []


def test_the_update_of_a_scale_is_shown(held):
    panel = held(34)
    panel.session.select(Selection("layer1", (2, 12, 12)))
    panel._direction = "update"
    panel.redraw()
    made = panel.session.frame.held.update
    assert panel.view.terms_of_update.result.stored == made.after["layer1.gamma"][2]
    assert panel.view.terms_of_update.result.agrees


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_curve_of_a_dropout_goes_through_what_the_batch_has(held, direction):
    panel = held(34)
    batch = panel.session.frame.held.batch
    panel._direction = direction
    arrays = batch.activations if direction == "forward" else batch.gradients
    for row in range(3):
        index = (1, row, row)
        panel.session.select(Selection("layer6", index))
        panel.redraw()
        value = panel.view.value
        (point,) = panel.view._curve()._at(np.array([value.x]))
        if direction == "forward":
            assert np.float32(point) == arrays["layer6"][0][index]
        else:
            dy, dx = arrays["layer6"][0][index], arrays["layer5"][0][index]
            assert dx == dy * np.float32(point)


def test_the_panel_looks_the_way_that_the_operation_has_gone(held):
    panel = held(1)
    assert panel.view.direction == "forward"
    layers = len(panel.session.frame.network.layers)
    for operations, direction in ((layers + 1, "forward"), (layers + 3, "backward")):
        assert held(operations)._direction == direction
    assert held(2 * layers + 2)._direction == "update"
