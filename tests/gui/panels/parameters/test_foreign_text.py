from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


MARKUP = "<b>x</b><img src='file:///etc/passwd'>"


@pytest.mark.parametrize(
    "value",
    [
        {MARKUP: np.ones((2, 2)), "\u202eabc\n": [MARKUP, 10**150, b"\xff\0", None, True]},
        {"\ud800": np.full((2, 1, 3, 3), np.nan), "x": np.array([np.inf, -np.inf, 0])},
        [np.zeros((0, 3)), np.zeros((3, 0, 2)), np.array(1.5), np.array(["a", MARKUP])],
        [np.ones((1, 2, 1, 2, 1, 2)), np.ones(3, complex), np.ones((4, 4), bool)],
        {"w": np.ones((70, 2, 3, 3)), "v": np.zeros((3000, 5)), "s": {1, 2}},
        [],
        3.5,
    ],
    ids=["markup", "not finite", "empty arrays", "odd shapes", "large", "nothing", "a number"],
)
def test_odd_contents_are_shown_as_what_they_are(
    panel: ParametersPanel, open_file: OpenFile, value: object, rows: Rows
) -> None:
    open_file(value, "<i>name.pkl")
    assert panel.header.name.text() == "<i>name.pkl"
    for row in range(len(rows())):
        assert row >= 0
    model = panel.model
    waiting = [model.index(0, 0)]
    while waiting:
        index = waiting.pop()
        panel.tree.setCurrentIndex(index)
        assert not panel.grab().isNull()
        panel.array.switch.choose("numbers")
        waiting += [model.index(r, 0, index) for r in range(model.rowCount(index))]
    for label in panel.findChildren(QLabel):
        assert label.pixmap() or label.textFormat() is Qt.TextFormat.PlainText


HOSTILE = {
    MARKUP: np.ones((2, 2)),
    "\u202eevil\nline\ttab": np.full((3, 2, 5, 5), np.nan),
    "=cmd|' /C calc'!A0": np.array(["=1+1", "@x"]),
    "k" * 1_000_000: np.zeros((0, 3)),
    "int": 10**150,
}


def test_a_walk_by_keyboard_shows_no_foreign_text_as_it_is(
    panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(HOSTILE, "a\u202e<b>\nname.pkl")
    assert panel.header.name.text() == "a\\u202e<b>\\nname.pkl"
    panel.tree.setFocus()
    for _ in HOSTILE:
        QTest.keyClick(panel.tree, Qt.Key.Key_Down)
        for text in (panel.array.title.text(), panel.array.title.toolTip()):
            assert text.isprintable()
            assert len(text) < 500
        assert not panel.grab().isNull()


def test_tooltips_are_never_markup(panel: ParametersPanel, open_file: OpenFile) -> None:
    open_file(HOSTILE)
    model = panel.model
    top = model.index(0, 0)
    for row in range(model.rowCount(top)):
        for column in range(model.columnCount()):
            tip = model.index(row, column, top).data(Qt.ItemDataRole.ToolTipRole)
            assert tip.removeprefix("<qt>").removesuffix("</qt>").count("<") == 0
            assert len(tip) < 3000


def test_what_is_copied_is_no_formula_and_makes_no_lines(
    panel: ParametersPanel, open_file: OpenFile, choose: Choose
) -> None:
    open_file(HOSTILE)
    clipboard = QGuiApplication.clipboard()
    panel.tree.setFocus()
    for row in range(len(HOSTILE)):
        choose(row)
        QTest.keyClick(panel.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        text = clipboard.text()
        assert text
        assert "\n" not in text
        assert not text.startswith(("=", "+", "-", "@"))
        assert len(text) < 1000


def test_the_search_takes_any_text(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(HOSTILE)
    for text in ("<b>", "(((", "\\", "\u202e", "9" * 200, "8x" * 90 + "8", "[" * 100):
        panel.search.line.setText(text)
        QTest.keyClick(panel.search.line, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: "found" in panel.search.told.text() or "of" in panel.search.told.text()
        )
        panel.search.line.clear()
