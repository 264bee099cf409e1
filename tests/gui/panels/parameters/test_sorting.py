from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.columns import AS_FITS, Column, columns_that_fit
from convviz.session import Session
from convviz.settings import WindowSettings

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


ARRAYS = {
    "w10": np.full((2, 3), 5.0, np.float32),
    "w2": np.full((4,), -1.0),
    "w1": np.full((2, 2), np.nan, np.float32),
    "lr": 0.5,
}


def keys(rows: list[list[str]]) -> list[str]:
    return [row[0] for row in rows[1:]]


def click(panel: ParametersPanel, column: Column) -> None:
    header = panel.tree.columns
    at = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


@pytest.mark.parametrize(
    ("column", "upwards", "downwards"),
    [
        (Column.KEY, ["lr", "w1", "w2", "w10"], ["w10", "w2", "w1", "lr"]),
        (Column.SHAPE, ["w1", "w2", "w10", "lr"], ["w10", "w2", "w1", "lr"]),
        (Column.TYPE, ["w10", "w1", "w2", "lr"], ["w2", "w10", "w1", "lr"]),
        (Column.MAX, ["w2", "w10", "w1", "lr"], ["w10", "w2", "w1", "lr"]),
        (Column.VALUES, ["w2", "lr", "w10", "w1"], ["w10", "lr", "w2", "w1"]),
    ],
)
def test_clicks_sort_up_down_and_as_in_the_file(
    qtbot: QtBot,
    panel: ParametersPanel,
    open_file: OpenFile,
    rows: Rows,
    column: Column,
    upwards: list[str],
    downwards: list[str],
) -> None:
    open_file(ARRAYS)
    rows()  # asks for the statistics
    click(panel, column)
    qtbot.waitUntil(lambda: keys(rows()) == upwards, timeout=TIMEOUT_MS)
    assert panel.tree.columns.isSortIndicatorShown()
    click(panel, column)
    qtbot.waitUntil(lambda: keys(rows()) == downwards, timeout=TIMEOUT_MS)
    click(panel, column)
    assert keys(rows()) == list(ARRAYS)
    assert not panel.tree.columns.isSortIndicatorShown()


def test_statistics_that_come_later_sort_once_they_are_there(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    rng = np.random.default_rng(4)
    arrays = [rng.standard_normal(2000) + i % 7 for i in range(900)]
    open_file(arrays)
    click(panel, Column.MAX)
    wanted = sorted(range(900), key=lambda i: arrays[i].max())
    qtbot.waitUntil(lambda: panel.model.root.order == wanted, timeout=TIMEOUT_MS)


def test_what_is_selected_and_unfolded_stays_so(
    panel: ParametersPanel, open_file: OpenFile, choose: Choose
) -> None:
    open_file({f"k{i}": [float(i), 2.0] for i in range(900)} | {"a": np.ones(2)})
    choose(899)
    panel.tree.expand(panel.tree.currentIndex())
    click(panel, Column.KEY)
    click(panel, Column.KEY)
    assert panel.tree.current_row.label == "k899"
    assert panel.tree.isExpanded(panel.tree.currentIndex())
    assert panel.tree.currentIndex().row() == 0


def test_columns_give_way_by_their_importance() -> None:
    shown = [columns_that_fit(width, {}) for width in (700, 500, 400, 300, 100)]
    assert shown[0] == set(AS_FITS)
    for more, less in itertools.pairwise(shown):
        assert less < more
    assert shown[-1] == {Column.KEY}
    assert Column.ODD in columns_that_fit(100, {Column.ODD: True})
    assert Column.SHAPE not in columns_that_fit(700, {Column.SHAPE: False})


def test_the_columns_fill_the_tree(panel: ParametersPanel) -> None:
    header = panel.tree.columns
    room = header.viewport().width()
    assert room - 40 <= header.length() <= room


def test_the_menu_of_the_header_shows_more_columns(panel: ParametersPanel) -> None:
    columns = panel.tree.columns
    assert columns.isSectionHidden(Column.ZEROS)
    actions = {action.text(): action for action in columns.make_menu().actions()}
    actions["zeros"].trigger()
    actions["shape"].trigger()
    assert not columns.isSectionHidden(Column.ZEROS)
    assert columns.isSectionHidden(Column.SHAPE)
    actions["What there is room for"].trigger()
    assert columns.isSectionHidden(Column.ZEROS)


def test_columns_are_remembered(qtbot: QtBot, session: Session, panel: ParametersPanel) -> None:
    panel.remember(WindowSettings())
    panel.tree.columns.choose(Column.ODD, shown=True)
    other = ParametersPanel(session, panel.theme)
    qtbot.addWidget(other)
    other.remember(WindowSettings())
    assert not other.tree.isColumnHidden(Column.ODD)
