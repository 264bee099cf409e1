from __future__ import annotations

import re

import pytest
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPalette
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.theming import Theme
from convviz.theming.icons import ICON_NAMES
from convviz.theming.tokens import tokens_of


@pytest.fixture
def undressed(qapp: QApplication) -> Theme:
    """A theme that has changed nothing of the application."""
    return Theme(qapp, "dark")


def inked(icon: QIcon, size: int, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = icon.pixmap(QSize(size, size), 1.0, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(size) for y in range(size))
    return {color.name() for color in pixels if color.alpha() == 255}


def test_a_theme_changes_once_when_another_is_chosen(qtbot: QtBot, undressed: Theme) -> None:
    with qtbot.waitSignal(undressed.changed):
        undressed.set_mode("light")
    assert (undressed.name, undressed.tokens.canvas.name()) == ("light", "#ffffff")


def test_choosing_the_same_theme_changes_nothing(qtbot: QtBot, undressed: Theme) -> None:
    with qtbot.assertNotEmitted(undressed.changed):
        undressed.set_mode("dark")


def test_system_mode_follows_what_the_platform_says(qapp: QApplication) -> None:
    hints = qapp.styleHints()
    theme = Theme(qapp, "system")
    dark = hints.colorScheme() is Qt.ColorScheme.Dark
    light = hints.colorScheme() is Qt.ColorScheme.Light
    assert theme.name == ("dark" if dark else "light" if light else theme.name)
    assert theme.mode == "system"


@pytest.mark.parametrize("name", ICON_NAMES)
def test_every_icon_is_drawn_in_the_colour_asked_for(undressed: Theme, name: str) -> None:
    colors = inked(undressed.icon(name, "accent"), 64)
    assert colors == {undressed.tokens.accent.name()}


def test_an_icon_follows_the_theme_by_itself(undressed: Theme) -> None:
    icon = undressed.icon("play")
    assert inked(icon, 64) == {tokens_of("dark").text1.name()}
    undressed.set_mode("light")
    assert inked(icon, 64) == {tokens_of("light").text1.name()}


def test_a_disabled_icon_is_paler(undressed: Theme) -> None:
    colors = inked(undressed.icon("play"), 64, QIcon.Mode.Disabled)
    assert colors == {undressed.tokens.disabled_text().name()}


def test_an_icon_has_as_many_pixels_as_the_screen(undressed: Theme) -> None:
    pixmap = undressed.icon("play").pixmap(QSize(15, 15), 2.0)
    assert pixmap.size() == QSize(30, 30)
    assert pixmap.devicePixelRatio() == 2.0


def test_an_unknown_icon_is_refused_with_the_names_there_are(undressed: Theme) -> None:
    with pytest.raises(ValueError, match=r"icon: name must be one of play, .* got rocket"):
        undressed.icon("rocket")


def test_numbers_are_equally_wide(undressed: Theme) -> None:
    assert undressed.numbers(12).pixelSize() == 12
    assert undressed.numbers(12, 500).weight() == 500
    assert undressed.numbers(12).featureTags()
    assert not undressed.text(12).featureTags()


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_the_style_sheet_has_no_hole_and_only_colours_of_the_theme(
    undressed: Theme, mode: str
) -> None:
    undressed.set_mode(mode)
    sheet = undressed.stylesheet()
    known = {*undressed.tokens.as_names().values(), undressed.tokens.disabled_text().name()}
    assert "$" not in sheet.split("*/", 1)[1]
    assert set(re.findall(r"#[0-9a-fA-F]{6}", sheet)) <= known


def test_the_palette_is_made_of_the_tokens(undressed: Theme) -> None:
    palette, tokens = undressed.palette(), undressed.tokens
    roles = QPalette.ColorRole
    assert palette.color(roles.Window) == tokens.panel
    assert palette.color(roles.Base) == tokens.canvas
    assert palette.color(roles.Highlight) == tokens.accentbg
    disabled = palette.color(QPalette.ColorGroup.Disabled, roles.Text)
    assert disabled == QColor(tokens.disabled_text())


def test_applying_dresses_the_application(qapp: QApplication, theme: Theme) -> None:
    assert qapp.styleSheet() == theme.stylesheet()
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.tokens.panel


def test_titles_are_spaced_capitals(undressed: Theme) -> None:
    font = undressed.capitals()
    assert (font.pixelSize(), font.weight(), font.letterSpacing()) == (11, 600, 104)


def test_compared_things_follow_the_theme(undressed: Theme) -> None:
    dark = undressed.categories
    undressed.set_mode("light")
    assert len(undressed.categories) == len(dark) == 7
    assert undressed.categories != dark


def test_a_dressed_application_is_dressed_anew(qapp: QApplication, theme: Theme) -> None:
    try:
        theme.set_mode("light")
        assert qapp.palette().color(QPalette.ColorRole.Window) == tokens_of("light").panel
        assert tokens_of("light").panel.name() in qapp.styleSheet()
    finally:
        theme.set_mode("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == tokens_of("dark").panel
