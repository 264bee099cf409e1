from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint
from PyQt6.QtGui import QColor, QHelpEvent, QImage
from PyQt6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from convviz.plotting import HistogramView, Scale
from convviz.theming import Theme


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> HistogramView:
    """Forty bars of a thousand numbers, two hundred of them zero."""
    widget = HistogramView(theme)
    qtbot.addWidget(widget)
    widget.resize(200, 120)
    x = np.random.default_rng(5).standard_normal(1000).astype(np.float32)
    x[:200] = 0
    widget.set_values(x, Scale("signed", 4.0))
    widget.show()
    return widget


def test_the_number_of_bars_follows_the_width(view: HistogramView) -> None:
    assert len(view.distribution.counts) == 40
    view.resize(100, 120)
    assert len(view.distribution.counts) == 20


def test_what_bars_cannot_show_is_written(view: HistogramView) -> None:
    view.grab()
    assert view.accessibleDescription() == "1\u202f000 values, 20\u202f% are 0"


def test_a_tooltip_tells_the_bar_under_the_pointer(view: HistogramView) -> None:
    place = QPoint(101, 40)
    QApplication.sendEvent(
        view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place))
    )
    count = view.distribution.counts[20]
    assert QToolTip.text() == f"0 to 0.20: {count} values"
    QToolTip.hideText()


def test_zero_is_marked(
    view: HistogramView, theme: Theme, color_at: Callable[[QImage, float, float], QColor]
) -> None:
    assert color_at(view.grab().toImage(), 100, 2) == theme.tokens.text3


def test_logarithmic_bars_show_small_counts_larger(view: HistogramView, theme: Theme) -> None:
    def inked() -> int:
        picture, color = view.grab().toImage(), theme.tokens.line3.rgb()
        return sum(picture.pixel(x, y) == color for x in range(200) for y in range(90))

    linear = inked()
    view.set_logarithmic(on=True)
    assert inked() > 1.2 * linear


def test_without_numbers_it_says_when_they_come(view: HistogramView) -> None:
    view.set_empty("The first gradient comes with the first batch")
    assert view.distribution is None
    assert view.describe(50) == ""
    assert view.accessibleDescription() == "The first gradient comes with the first batch"
