from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from convviz.plotting import ColorBar, Scale, color_table, colorbar_width
from convviz.plotting.colorbar import _fitting_labels, colorbar_labels
from convviz.theming import Theme


@pytest.mark.parametrize(
    ("scale", "labels"),
    [
        pytest.param(Scale("signed", 3.234), ("−3.23", "0", "+3.23"), id="signed"),
        pytest.param(Scale("positive", 1.0), ("0", "1"), id="probability"),
        pytest.param(Scale("positive", 13.2), ("0", "13.2"), id="positive"),
        pytest.param(Scale("signed", 0.0), ("0",), id="constant-zero"),
        pytest.param(Scale("positive", 0.0), ("0",), id="all-zero"),
    ],
)
def test_a_bar_has_its_numbers(scale: Scale, labels: tuple[str, ...]) -> None:
    assert colorbar_labels(scale) == labels


@pytest.mark.parametrize("kind", ["signed", "positive", "image"])
def test_a_bar_runs_from_the_low_colour_to_the_high_one(
    qtbot: QtBot, theme: Theme, kind: str, color_at: Callable[[QImage, float, float], QColor]
) -> None:
    bar = ColorBar(theme)
    qtbot.addWidget(bar)
    bar.set_scale(Scale(kind, 2.0, "layer"))
    bar.resize(253, bar.sizeHint().height())
    picture, table = bar.grab().toImage(), color_table(kind, theme)
    for index in (0, 126, 252):
        assert color_at(picture, index, 1).rgb() == table[index]


def test_a_bar_is_never_narrower_than_its_numbers(qtbot: QtBot, theme: Theme) -> None:
    bar, scale = ColorBar(theme), Scale("signed", 0.00012)
    qtbot.addWidget(bar)
    bar.set_scale(scale)
    assert bar.minimumSizeHint().width() == colorbar_width(scale, theme) > 100


def test_scope_and_warning_are_told_to_those_who_do_not_see(qtbot: QtBot, theme: Theme) -> None:
    bar = ColorBar(theme)
    qtbot.addWidget(bar)
    bar.set_scale(Scale("signed", 2.0, "block"), warning="290 of 3 200 clipped")
    assert bar.accessibleDescription() == "−2.00 0 +2.00, block, 290 of 3 200 clipped"


def test_without_a_scale_nothing_is_drawn(qtbot: QtBot, theme: Theme) -> None:
    bar = ColorBar(theme)
    qtbot.addWidget(bar)
    bar.resize(QSize(100, 30))
    picture = bar.grab().toImage()
    assert {picture.pixel(x, y) for x in range(100) for y in range(30)} == {picture.pixel(0, 0)}


@pytest.mark.parametrize(
    ("width", "labels"),
    [
        (200, ("−9.6×10¹⁸", "0", "+9.6×10¹⁸")),
        (110, ("−9.6×10¹⁸", "+9.6×10¹⁸")),
        (84, ("±9.6×10¹⁸",)),
    ],
)
def test_a_narrow_bar_has_fewer_numbers_rather_than_more_room(
    theme: Theme, width: int, labels: tuple[str, ...]
) -> None:
    assert _fitting_labels(Scale("signed", 9.6e18, "own"), width, theme) == labels
