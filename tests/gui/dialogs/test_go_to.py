from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convviz.dialogs import GoToDialog
from convviz.session import Selection, Session
from engine.data import SampleRef


@pytest.fixture
def make_dialog(qtbot: QtBot, session: Session) -> Callable[[], GoToDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def make() -> GoToDialog:
        dialog = GoToDialog(session, [], parent)
        dialog.show()
        return dialog

    return make


def enter(qtbot: QtBot, dialog: GoToDialog, text: str) -> None:
    qtbot.keyClicks(dialog.field, text)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("conv2[4, 12, 8]", Selection("conv2", (4, 12, 8))),
        ("conv2[4]", Selection("conv2", (4,))),
        ("dense1[17]", Selection("dense1", (17,))),
        ("input[0,27,27]", Selection("input", (0, 27, 27))),
        ("pool1", Selection("pool1")),
    ],
)
def test_a_place_by_its_name(
    qtbot: QtBot,
    session: Session,
    make_dialog: Callable[[], GoToDialog],
    text: str,
    place: Selection,
) -> None:
    enter(qtbot, make_dialog(), text)
    assert session.selection == place


@pytest.mark.parametrize(
    "text", ["conv2[8, 0, 0]", "conv2[0, 0]", "nowhere[1]", "zzz", "#999999"]
)
def test_what_is_not_there_is_not_offered(
    qtbot: QtBot, session: Session, make_dialog: Callable[[], GoToDialog], text: str
) -> None:
    dialog = make_dialog()
    enter(qtbot, dialog, text)
    assert dialog.list.count() == 0
    assert session.selection == Selection()
    dialog.close()


def test_a_sample_by_its_number(
    qtbot: QtBot, session: Session, make_dialog: Callable[[], GoToDialog]
) -> None:
    enter(qtbot, make_dialog(), "test #12")
    assert session.pinned == SampleRef("test", 12)


def test_the_arrow_keys_choose(
    qtbot: QtBot, session: Session, make_dialog: Callable[[], GoToDialog]
) -> None:
    dialog = make_dialog()
    qtbot.keyClicks(dialog.field, "relu")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert session.selection == Selection("relu2")
