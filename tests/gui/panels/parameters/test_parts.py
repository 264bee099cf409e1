"""The three parts of PARAMETERS side by side, as narrow as a person may make them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtWidgets import QPushButton, QSplitter

from convviz.main_window import MainWindow


@pytest.mark.parametrize("dragged", [(2_000, 1, 1), (1, 2_000, 1), (1, 1, 2_000)])
def test_no_button_is_cut_however_the_parts_are_dragged(
    make_window: Callable[..., MainWindow], dragged: tuple[int, int, int]
) -> None:
    window = make_window()
    window.layout_of_docks.show_panel("ParametersPanel")
    window.docks["ParametersPanel"].maximise_requested.emit()
    splitter = window.findChild(QSplitter, "ParametersSplitter")
    splitter.setSizes(list(dragged))
    meaning = splitter.widget(2)
    for button in meaning.findChildren(QPushButton):
        assert button.width() >= button.minimumSizeHint().width(), button.text()
    window.docks["ParametersPanel"].maximise_requested.emit()
