"""Numbers in cells lose decimals, then a zero, then size, and then they are not there."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QSizeF
from PyQt6.QtGui import QFontMetricsF

from convviz.plotting import NUMBERS_FROM_PX
from convviz.plotting.cell_numbers import fitting_numbers
from convviz.theming import Theme

X = np.array([[-0.1234, 0.9], [1.25, 0.0]], np.float32)
FULL = (("−0.12", "0.90"), ("1.25", "0"))
SHORT = (("−.12", ".90"), ("1.2", "0"))


def cell_for(theme: Theme, text: str, px: int) -> QSizeF:
    """Return the narrowest cell in which `text` fits."""
    return QSizeF(QFontMetricsF(theme.numbers(px)).horizontalAdvance(text) + 2, 30)


@pytest.mark.parametrize("px", [10, 9, 8])
def test_what_does_not_fit_is_written_shorter_then_smaller(theme: Theme, px: int) -> None:
    cell = cell_for(theme, "−.00", px)
    fits = fitting_numbers(X, cell, 2, theme, least=2)
    assert (fits.texts, fits.px) == (SHORT, px)
    narrower = fitting_numbers(X, cell - QSizeF(0.1, 0), 2, theme, least=2)
    assert narrower.px < px or not narrower.texts


def test_where_there_is_room_they_are_whole(theme: Theme) -> None:
    fits = fitting_numbers(X, cell_for(theme, "−0.00", 10), 3, theme)
    assert (fits.texts, fits.px) == (FULL, 10)
    assert fitting_numbers(X, QSizeF(90, 30), 3, theme).texts[0] == ("−0.123", "0.900")


def test_the_widest_counts_and_not_the_longest(theme: Theme) -> None:
    x = np.array([[0.12, -12.0]], np.float32)
    for px in (10, 9, 8):
        cell = cell_for(theme, "−00", px) - QSizeF(0.1, 0)
        assert fitting_numbers(x, cell, 2, theme).px < px or px == 8


def test_nothing_is_written_in_cells_that_are_too_small(theme: Theme) -> None:
    zeros = np.zeros((2, 2), np.float32)
    assert fitting_numbers(zeros, QSizeF(NUMBERS_FROM_PX, NUMBERS_FROM_PX), 2, theme).texts
    for cell in (QSizeF(17, 30), QSizeF(30, 17)):
        assert not fitting_numbers(zeros, cell, 2, theme).texts


@pytest.mark.parametrize(
    ("digits", "least", "limit"),
    [
        pytest.param(3, 3, 1.0, id="three-decimals-are-needed"),
        pytest.param(2, 2, 0.01, id="two-figures-would-be-zero"),
        pytest.param(0, 0, 255.0, id="whole-numbers-stay-whole"),
    ],
)
def test_they_are_not_shortened_to_what_says_nothing(
    theme: Theme, digits: int, least: int, limit: float
) -> None:
    x = np.array([[255.0 if digits == 0 else -0.1234]], np.float32)
    narrow = QSizeF(NUMBERS_FROM_PX, NUMBERS_FROM_PX)
    assert not fitting_numbers(x, narrow, digits, theme, least, limit).texts
