from __future__ import annotations

import numpy as np
import pytest

from convviz.session import Granularity, RunState, Selection


@pytest.fixture
def stepped(session, qtbot):
    """Return a function that runs one operation, and what it was."""

    def step(count: int = 1):
        for _ in range(count):
            with qtbot.waitSignal(session.stepped) as told:
                session.step(Granularity.OPERATION)
        return told.args[0]

    return step


def test_step_of_an_operation_selects_what_it_has_computed(session, stepped):
    operation = stepped()
    frame, selection = session.frame, session.selection
    assert session.state is RunState.HELD
    assert selection.layer == operation.layer == frame.network.layers[0].name
    values = frame.trace.activations[operation.layer]
    assert abs(values[selection.index]) == np.abs(values).max()


def test_place_goes_along_from_layer_to_layer(session, stepped):
    first, second, *_ = [layer.name for layer in session.run_info.network.layers]
    stepped()
    session.select(Selection(first, (1, 2, 3)))
    assert stepped().layer == second
    assert session.selection == Selection(second, (1, 2, 3))


def test_loss_is_selected_and_the_update_leaves_the_place(session, stepped):
    layers = len(session.run_info.network.layers)
    assert stepped(layers + 1).phase == "loss"
    assert session.selection == Selection("loss")
    assert stepped(layers).phase == "backward"
    place = session.selection
    assert place.layer == session.run_info.network.layers[0].name
    assert stepped().phase == "update"
    assert session.selection == place


@pytest.mark.parametrize("granularity", [Granularity.BATCH, Granularity.EPOCH])
def test_longer_steps_leave_the_selection_alone(session, qtbot, granularity):
    place = Selection(session.run_info.network.layers[0].name, (0, 1, 1))
    session.select(place)
    session.step(granularity)
    qtbot.waitUntil(lambda: not session.state.is_moving, timeout=60_000)
    assert session.selection == place
