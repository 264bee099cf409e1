from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.columns import MOMENTS, Column
from convviz.session import Granularity, Request, RunState, Session

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


def test_without_a_file_the_running_network_is_shown(
    panel: ParametersPanel, rows: Rows
) -> None:
    assert panel.header.name.text() == "conv-net"
    assert panel.header.kind.text() == "The running network · 105\u202f634 parameters"
    assert "drop one onto the window" in panel.header.safety.text()
    table = rows()
    assert table[0][:2] == ["conv-net", "dict of 8 arrays"]
    assert [row[0] for row in table[1:3]] == ["conv1.w", "conv1.b"]
    assert table[1][1:4] == ["weights", "8×1×5×5", "float32"]
    assert not panel.meaning.load_button.isVisible()
    assert panel.array.title.text() == "conv1.w"


def test_its_statistics_are_those_of_the_arrays(
    panel: ParametersPanel, session: Session, rows: Rows
) -> None:
    conv1 = session.frame.network.parameters["conv1.w"]
    row = rows()[1]
    expected = (conv1.min(), conv1.max(), conv1.mean(), conv1.std())
    for column, value in zip(MOMENTS, expected, strict=True):
        text = row[column]
        assert float(text.replace("−", "-")) == pytest.approx(float(value), abs=5.1e-5)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([np.nan, np.nan], "all NaN"),
        ([np.inf, -np.inf], "all infinite"),
        ([np.nan, np.inf], "none finite"),
        ([np.nan, 1.0], ""),
        ([], ""),
    ],
)
def test_why_there_is_no_histogram_is_said(
    qtbot: QtBot,
    panel: ParametersPanel,
    open_file: OpenFile,
    rows: Rows,
    numbers: list[float],
    text: str,
) -> None:
    open_file([np.array(numbers), np.ones((3, 2))])
    qtbot.waitUntil(lambda: rows()[2][MOMENTS[0]] != "")
    assert rows()[1][Column.VALUES] == text


def test_new_numbers_come_with_a_step_and_the_selection_stays(
    qtbot: QtBot, panel: ParametersPanel, session: Session, rows: Rows, choose: Choose
) -> None:
    choose(2)
    panel.array.picture_view.select((3, 4))
    before = rows()[3]
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is RunState.HELD
    ):
        session.step(Granularity.BATCH)
    qtbot.waitUntil(lambda: rows()[3] != before)
    assert panel.array.title.text() == "conv2.w"
    assert panel.array.picture_view.selected == (3, 4)
    np.testing.assert_array_equal(
        panel.array.selection.matrix.matrix,
        session.frame.network.parameters["conv2.w"][3, 4],
    )


def test_the_array_is_refreshed_also_while_a_container_is_selected(
    qtbot: QtBot, panel: ParametersPanel, session: Session, choose: Choose
) -> None:
    choose(2)
    choose()
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is RunState.HELD
    ):
        session.step(Granularity.BATCH)
    part = panel.array.picture_view.selected
    qtbot.waitUntil(
        lambda: np.array_equal(
            panel.array.selection.matrix.matrix,
            session.frame.network.parameters["conv2.w"][part],
        )
    )


def test_another_network_is_shown_from_its_begin(
    qtbot: QtBot, panel: ParametersPanel, session: Session
) -> None:
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="two-layer"))
    qtbot.waitUntil(lambda: panel.header.name.text() == "two-layer")
    assert panel.array.title.text() == next(iter(session.frame.network.parameters))


def test_a_hidden_panel_draws_nothing_until_shown(
    qtbot: QtBot, panel: ParametersPanel, session: Session, saved: Path
) -> None:
    panel.hide()
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(saved)
    assert panel.header.name.text() == "conv-net"
    panel.show()
    qtbot.waitUntil(lambda: panel.header.name.text() == "saved.pkl")


def test_every_control_has_a_name_for_those_who_do_not_see_it(panel: ParametersPanel) -> None:
    for widget in (
        *(panel.tree, panel.array.picture_view, panel.array.numbers_view, panel.array.switch),
        *(panel.array.page.histogram, panel.refusal.script),
    ):
        assert widget.accessibleName()
    for button in (
        *(panel.header.open_button, panel.header.close_button, panel.meaning.load_button),
        *(panel.refusal.export_button, panel.refusal.dismiss_button),
    ):
        assert button.text()
        assert button.toolTip()
