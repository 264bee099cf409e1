from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from convviz.theming import Switch


@pytest.fixture
def switch(qtbot: QtBot) -> Switch:
    """Three choices; the first is chosen."""
    widget = Switch({"all": "All", "right": "✓ 8", "wrong": "✗ 2"}, "Samples")
    qtbot.addWidget(widget)
    return widget


def button(switch: Switch, text: str) -> QToolButton:
    return next(b for b in switch.findChildren(QToolButton) if b.text() == text)


def test_the_first_is_chosen_at_first(switch: Switch) -> None:
    assert switch.choice == "all"


def test_a_click_chooses_and_tells(qtbot: QtBot, switch: Switch) -> None:
    with qtbot.waitSignal(switch.chosen, check_params_cb=lambda key: key == "right"):
        qtbot.mouseClick(button(switch, "✓ 8"), Qt.MouseButton.LeftButton)
    assert switch.choice == "right"


def test_exactly_one_is_chosen(qtbot: QtBot, switch: Switch) -> None:
    for text in ("✗ 2", "✗ 2", "All"):
        qtbot.mouseClick(button(switch, text), Qt.MouseButton.LeftButton)
    assert [b.text() for b in switch.findChildren(QToolButton) if b.isChecked()] == ["All"]


def test_choosing_in_code_tells_nobody(qtbot: QtBot, switch: Switch) -> None:
    with qtbot.assertNotEmitted(switch.chosen):
        switch.choose("wrong")
    assert switch.choice == "wrong"


def test_a_choice_can_be_closed_with_a_reason(qtbot: QtBot, switch: Switch) -> None:
    switch.set_enabled("wrong", enabled=False, reason="Nothing was evaluated yet")
    qtbot.mouseClick(button(switch, "✗ 2"), Qt.MouseButton.LeftButton)
    assert switch.choice == "all"
    assert button(switch, "✗ 2").toolTip() == "Nothing was evaluated yet"


def test_texts_can_change(switch: Switch) -> None:
    switch.set_text("right", "✓ 9")
    assert button(switch, "✓ 9").accessibleName() == "Samples: ✓ 9"
