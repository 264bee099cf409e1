from __future__ import annotations

from pytestqt.qtbot import QtBot

from convviz.theming import ElidedLabel

SENTENCE = "dense1.w[17, 234] × pool1[2, 3, 4] = −0.0123"


def test_a_long_text_is_cut_and_told_in_the_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel(SENTENCE)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.whole == SENTENCE


def test_a_text_with_room_is_whole_and_has_no_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel(SENTENCE)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    label.show()
    assert (label.text(), label.toolTip()) == (SENTENCE, "")


def test_a_label_never_claims_the_room_of_its_text(qtbot: QtBot) -> None:
    label = ElidedLabel(SENTENCE)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 30
