from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from convviz.panels.histograms import HistogramsPanel
from convviz.plotting import EmptyNote
from convviz.session import Part, Selection, Session


@pytest.fixture
def panel(
    qtbot: QtBot, show_panel: Callable[..., HistogramsPanel], session: Session
) -> HistogramsPanel:
    """HISTOGRAMS of the preset conv-net, before the first batch."""
    panel = show_panel(HistogramsPanel, session)
    qtbot.waitUntil(lambda: bool(panel.cells))
    return panel


def choose(qtbot: QtBot, panel: HistogramsPanel, text: str) -> None:
    buttons = panel.contents.findChildren(QToolButton)
    qtbot.mouseClick(next(b for b in buttons if b.text() == text), Qt.MouseButton.LeftButton)


def test_every_layer_has_a_histogram_of_its_activations(
    panel: HistogramsPanel, session: Session
) -> None:
    layers = [layer.name for layer in session.run_info.network.layers]
    assert list(panel.cells) == ["input", *layers]
    for name, x in session.frame.trace.activations.items():
        distribution = panel.cells[name].view.distribution
        assert distribution.size == x.size
        assert distribution.zeros == np.count_nonzero(x == 0)


def test_what_is_never_negative_starts_at_zero(panel: HistogramsPanel) -> None:
    assert panel.cells["relu1"].view.distribution.low == 0
    conv1 = panel.cells["conv1"].view.distribution
    assert conv1.low == -conv1.high


def test_one_scale_makes_all_axes_equal(qtbot: QtBot, panel: HistogramsPanel) -> None:
    own = {cell.view.distribution.high for cell in panel.cells.values()}
    assert len(own) > 1
    qtbot.keyClick(panel.ranges, Qt.Key.Key_Down)
    panel.redraw()
    assert len({cell.view.distribution.high for cell in panel.cells.values()}) == 1


def test_weights_are_those_of_this_moment(
    qtbot: QtBot, panel: HistogramsPanel, session: Session
) -> None:
    choose(qtbot, panel, "Weights")
    qtbot.waitUntil(lambda: "conv1.w" in panel.cells)
    assert list(panel.cells) == list(session.frame.network.parameters)
    largest = panel.cells["dense1.w"].view.distribution.largest
    assert largest == session.frame.network.parameters["dense1.w"].max()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("Gradients", Part.BATCH_GRADIENTS, id="gradients"),
        pytest.param("Updates", Part.UPDATE, id="updates"),
    ],
)
def test_gradients_and_updates_come_with_a_batch(
    qtbot: QtBot,
    panel: HistogramsPanel,
    session: Session,
    step_batch: Callable[[Session], None],
    text: str,
    part: Part,
) -> None:
    choose(qtbot, panel, text)
    assert panel.needs is part
    note = panel.findChild(EmptyNote)
    qtbot.waitUntil(note.isVisible)
    assert note.text == f"{text} come with the first batch: F11 runs one."
    step_batch(session)
    qtbot.waitUntil(lambda: "dense2.b" in panel.cells and panel.cells["dense2.b"].isVisible())


def test_gradients_of_activations_need_no_batch(
    qtbot: QtBot, panel: HistogramsPanel, session: Session
) -> None:
    choose(qtbot, panel, "Their gradients")
    assert panel.needs is Part.GRADIENTS
    qtbot.waitUntil(lambda: bool(session.frame.trace.gradients))
    qtbot.waitUntil(lambda: list(panel.cells) == list(session.frame.trace.gradients))


def test_a_click_selects_the_layer_and_its_name_is_marked(
    qtbot: QtBot, panel: HistogramsPanel, session: Session
) -> None:
    qtbot.mouseClick(panel.cells["conv2"], Qt.MouseButton.LeftButton)
    assert session.selection == Selection("conv2")
    panel.redraw()
    title = panel.cells["conv2"]._title
    assert title.palette().color(title.foregroundRole()) == panel.theme.tokens.link


@pytest.mark.parametrize(("width", "columns"), [(440, 1), (500, 2), (900, 4)])
def test_as_many_stand_beside_each_other_as_have_room(
    panel: HistogramsPanel, width: int, columns: int
) -> None:
    panel.resize(width, 300)
    first_row = {panel._grid.getItemPosition(i)[0] for i in range(columns)}
    assert first_row == {0}
    assert panel._grid.getItemPosition(columns)[0] == 1
