from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.session import Session

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


def menu_of(panel: ParametersPanel, *path: int) -> QMenu:
    row = panel.model.row_at(panel.model.index_at(path))
    return panel.commands.make_menu(row)


def press(menu: QMenu, text: str) -> str:
    """Choose an action and return what is in the clipboard then."""
    next(action for action in menu.actions() if action.text() == text).trigger()
    return QGuiApplication.clipboard().text()


def test_an_array_is_copied_in_every_way(panel: ParametersPanel, open_file: OpenFile) -> None:
    array = np.array([[0.5, -2.0], [np.nan, 1e-7]], np.float32)
    open_file([{"w": array}])
    menu = menu_of(panel, 0, 0)
    assert press(menu, "Copy place") == "[0].w"
    assert press(menu, "Copy value") == "2×2 float32"
    assert press(menu, "Copy as CSV") == "0.5,-2.0\nnan,1e-07\n"
    lines = dict(line.split("\t") for line in press(menu, "Copy statistics").splitlines())
    assert lines["min"] == "-2.0"
    assert (lines["NaN"], lines["shape"], lines["dtype"]) == ("1", "2×2", "float32")


def test_a_row_is_copied_by_the_usual_key(
    panel: ParametersPanel, open_file: OpenFile, choose: Choose
) -> None:
    open_file([np.array([-3.0, 1.0])])
    choose(0)
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells[0] == "[0]"
    assert cells[2:7] == ["2", "float64", "", "-3.0", "1.0"]


def test_of_a_large_array_the_first_numbers_are_copied_and_that_is_said(
    qtbot: QtBot, session: Session, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file([np.zeros((400, 1000), np.float32)])
    with qtbot.waitSignal(session.notified) as told:
        text = press(menu_of(panel, 0), "Copy as CSV")
    assert text.count("\n") == 100
    assert told.args[0].text == (
        "Copied the first 100\u202f000 of 400\u202f000 numbers as CSV."
    )


@pytest.mark.parametrize("name", ["a.npy", "a.csv", "a"])
def test_an_array_is_exported_beside_the_window(
    qtbot: QtBot,
    session: Session,
    panel: ParametersPanel,
    open_file: OpenFile,
    tmp_path: Path,
    name: str,
) -> None:
    array = np.arange(6, dtype=">f4").reshape(2, 3)
    open_file([array])
    dialog = panel.commands.ask_where(panel.model.row_at(panel.model.index_at((0,))))
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        dialog.fileSelected.emit(str(tmp_path / name))
    dialog.close()
    written = tmp_path / (name if "." in name else "a.npy")
    assert told.args[0].text == f"Saved {written.name}."
    if written.suffix == ".csv":
        assert written.read_text().splitlines()[1:] == ["0.0,1.0,2.0", "3.0,4.0,5.0"]
    else:
        assert written.read_bytes().endswith(array.tobytes())


@pytest.mark.parametrize(
    ("content", "path", "name"),
    [
        (
            [np.ones((4, 9)), np.ones((4, 1)), np.ones((3, 4)), np.ones((3, 1))],
            3,
            "dense2.b.npy",
        ),
        ({"../a b.": np.ones((2, 2, 2, 2, 2))}, 0, "a_b.npy"),
        ([np.array(["text"])], 0, "0.npy"),
    ],
)
def test_the_name_that_is_proposed_says_the_meaning_or_else_the_place(
    panel: ParametersPanel, open_file: OpenFile, content: object, path: int, name: str
) -> None:
    open_file(content)
    dialog = panel.commands.ask_where(panel.model.row_at(panel.model.index_at((path,))))
    (proposed,) = dialog.selectedFiles()
    assert Path(proposed).name == name
    dialog.close()


def test_an_export_that_fails_is_told(
    qtbot: QtBot, session: Session, panel: ParametersPanel, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        panel.commands.export(tmp_path / "none" / "a.npy", np.ones(3))
    assert "its folder does not exist" in told.args[0].text + told.args[0].detail


def test_the_report_of_the_file_is_copied(
    qtbot: QtBot, session: Session, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file({"w": np.ones((2, 2))})
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        QTest.mouseClick(panel.header.report_button, Qt.MouseButton.LeftButton)
    assert told.args[0].text == "Copied the report of params.pkl."
    assert "w: 2×2 float64, min 1" in QGuiApplication.clipboard().text()


def test_a_container_and_a_value_offer_what_they_have(
    panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file({"lr": 0.5, "layers": [np.ones(2)]})
    texts = [[a.text() for a in menu_of(panel, i).actions() if a.text()] for i in (0, 1)]
    assert texts[0] == ["Copy place", "Copy value", "Copy report of the file"]
    assert texts[1] == ["Copy place", "Copy report of the file"]
    assert press(menu_of(panel, 0), "Copy value") == "0.5"


def test_the_menu_opens_where_one_clicks(panel: ParametersPanel, open_file: OpenFile) -> None:
    open_file([np.ones(2), np.zeros(3)])
    place = panel.tree.visualRect(panel.model.index_at((1,))).center()
    panel.tree.customContextMenuRequested.emit(place)
    menu = panel.tree.findChild(QMenu)
    assert panel.tree.current_row.label == "[1]"
    menu.close()
