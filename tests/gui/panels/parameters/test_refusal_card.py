from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.refusal_card import RefusalCard
from convviz.panels.parameters.refusal_words import EXPORT_SCRIPT

LEFT = Qt.MouseButton.LeftButton


class Call:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch canary",)


@pytest.fixture
def card(panel: ParametersPanel, open_file: Callable[..., Path]) -> RefusalCard:
    """The card of a file that asks for a function."""
    open_file({"weights": Call()}, "weights.pkl")
    return panel.refusal


def copied() -> str:
    return QGuiApplication.clipboard().text()


def test_names_are_shown_with_their_bytes(qtbot: QtBot, card: RefusalCard) -> None:
    assert not card.names.isVisible()
    qtbot.mouseClick(card.names_button, LEFT)
    assert card.names.isVisible()
    name, place = card.names.toPlainText().split(", called, ")
    assert name.endswith(".system")
    assert place.startswith("byte ")


def test_names_and_script_take_turns(qtbot: QtBot, card: RefusalCard) -> None:
    qtbot.mouseClick(card.names_button, LEFT)
    qtbot.mouseClick(card.export_button, LEFT)
    assert card.script.isVisible()
    assert not card.names.isVisible()
    qtbot.mouseClick(card.names_button, LEFT)
    assert card.names.isVisible()
    assert not card.script.isVisible()
    assert not card.copy_button.isVisible()


def test_script_can_be_copied(qtbot: QtBot, card: RefusalCard) -> None:
    qtbot.mouseClick(card.export_button, LEFT)
    qtbot.mouseClick(card.copy_button, LEFT)
    assert copied() == EXPORT_SCRIPT


def test_report_has_all_that_the_card_says(qtbot: QtBot, card: RefusalCard) -> None:
    qtbot.mouseClick(card.report_button, LEFT)
    report = copied()
    assert report.startswith("weights.pkl was refused. Nothing in it was run.\n")
    assert card.cause.text() in report
    assert "code: foreign, byte " in report
    assert ".system, called, byte " in report


def test_damaged_file_is_not_helped_by_a_script(
    panel: ParametersPanel, open_file: Callable[..., Path]
) -> None:
    open_file(b"\x80\x04\x95\x10", "cut.pkl")
    assert panel.refusal.isVisible()
    assert not panel.refusal.export_button.isVisible()
    assert not panel.refusal.names_button.isVisible()
    assert panel.refusal.report_button.isVisible()


def test_every_button_has_a_tip(card: RefusalCard) -> None:
    for button in (
        *(card.names_button, card.export_button, card.copy_button),
        *(card.report_button, card.dismiss_button),
    ):
        assert button.text()
        assert button.toolTip()


def test_script_saves_every_array_of_an_object(tmp_path: Path) -> None:
    model = (
        "import numpy as np\n"
        "class Layer:\n"
        "    def __init__(self, n):\n"
        "        self.W, self.name = np.full((n, 2), n), 'layer'\n"
        "class Model:\n"
        "    def __init__(self):\n"
        "        self.layers = [Layer(1), Layer(3)]\n"
        "        self.state = {'b': np.zeros(4)}\n"
        "model = Model()\n"
    )
    (tmp_path / "export.py").write_text(model + EXPORT_SCRIPT)
    subprocess.run([sys.executable, "export.py"], cwd=tmp_path, check=True)
    with np.load(tmp_path / "params.npz") as arrays:
        assert {name: arrays[name].shape for name in arrays} == {
            "model.layers.0.W": (1, 2),
            "model.layers.1.W": (3, 2),
            "model.state.b": (4,),
        }
