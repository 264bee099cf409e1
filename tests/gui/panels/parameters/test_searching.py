from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.search import Query

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


NESTED = {
    "first": {"W1": np.ones((4, 3), np.float32), "b1": np.ones(4, np.float32)},
    "second": {"W2": np.ones((2, 4)), "b2": np.array([np.nan, 1.0])},
    **{f"k{i}": float(i) for i in range(2000)},
}


def look_for(qtbot: QtBot, panel: ParametersPanel, text: str) -> None:
    panel.search.line.clear()
    QTest.keyClicks(panel.search.line, text)
    wanted = Query.of(text)
    qtbot.waitUntil(
        lambda: panel.model.found is not None and panel.model.found.query == wanted,
        timeout=TIMEOUT_MS,
    )


def test_the_key_of_searching_leads_to_the_line(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(NESTED)
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.line.hasFocus()


def test_only_what_was_found_is_left_with_what_is_above_it(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile, rows: Rows
) -> None:
    open_file(NESTED)
    look_for(qtbot, panel, "float32")
    assert [row[0] for row in rows()] == ["params.pkl", "first", "W1", "b1"]
    assert panel.search.told.text() == "2 found"
    look_for(qtbot, panel, "nan")
    assert [row[0] for row in rows()] == ["params.pkl", "second", "b2"]


def test_what_the_tree_has_not_made_yet_is_found_too(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile, rows: Rows
) -> None:
    open_file(NESTED)
    look_for(qtbot, panel, "k1999")
    assert [row[0] for row in rows()] == ["params.pkl", "k1999"]
    QTest.keyClick(panel.search.line, Qt.Key.Key_Return)
    assert panel.tree.current_row.label == "k1999"
    QTest.keyClick(panel.search.line, Qt.Key.Key_Escape)
    assert panel.model.found is None
    assert panel.tree.current_row.label == "k1999"
    assert panel.tree.visualRect(panel.tree.currentIndex()).isValid()


def test_enter_walks_through_what_was_found_and_around(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(NESTED)
    look_for(qtbot, panel, "w")
    seen = []
    for _ in range(3):
        QTest.keyClick(panel.search.line, Qt.Key.Key_Return)
        seen.append(panel.tree.current_row.label)
    assert seen == ["W1", "W2", "W1"]
    assert panel.search.told.text() == "1 of 2"
    QTest.keyClick(panel.search.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert panel.tree.current_row.label == "W2"


def test_what_was_unfolded_before_is_unfolded_after(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(NESTED)
    second = panel.model.index_at((1,))
    panel.tree.expand(second)
    look_for(qtbot, panel, "nothing like this")
    assert panel.search.told.text() == "nothing found"
    QTest.keyClick(panel.search.line, Qt.Key.Key_Escape)
    assert panel.tree.isExpanded(panel.model.index_at((1,)))
    assert panel.tree.hasFocus()


def test_another_file_is_shown_whole(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile, rows: Rows
) -> None:
    open_file(NESTED)
    look_for(qtbot, panel, "float32")
    open_file({"a": np.ones(2)}, "other.pkl")
    assert panel.search.line.text() == ""
    assert [row[0] for row in rows()] == ["other.pkl", "a"]
