from __future__ import annotations

import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from convviz.plotting import EmptyNote, LegendEntry, draw_empty, draw_frame
from convviz.theming import Theme

CELL = QRectF(10, 10, 20, 20)


def drawn(theme: Theme, kind: str, cell: QRectF = CELL) -> QImage:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(theme.tokens.panel)
    painter = QPainter(image)
    draw_frame(painter, cell, kind, theme)
    painter.end()
    return image


def colors(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
    }


@pytest.mark.parametrize(
    ("kind", "tokens"),
    [
        pytest.param("selected", {"mark", "casing"}, id="selected"),
        pytest.param("hovered", {"text1", "canvas"}, id="hovered"),
        pytest.param("same_sum", {"mark2"}, id="same-sum"),
        pytest.param("winner", {"winner"}, id="winner"),
        pytest.param("tie", {"winner"}, id="tie"),
    ],
)
def test_a_frame_has_its_colours_and_leaves_the_value_free(
    either_theme: Theme, kind: str, tokens: set[str]
) -> None:
    image, panel = drawn(either_theme, kind), either_theme.tokens.panel.name()
    wanted = {getattr(either_theme.tokens, token).name() for token in tokens}
    assert colors(image) == wanted | {panel}
    assert image.pixelColor(20, 20).name() == panel


def test_a_tie_is_dashed_and_a_winner_is_not(theme: Theme) -> None:
    winner, panel = theme.tokens.winner, theme.tokens.panel
    for kind, gaps in (("winner", False), ("tie", True)):
        edge = [drawn(theme, kind).pixelColor(x, 10) for x in range(10, 30)]
        assert (panel in edge) is gaps
        assert winner in edge


def test_on_a_small_cell_no_casing_hides_the_value(theme: Theme) -> None:
    image = drawn(theme, "selected", QRectF(10, 10, 5, 5))
    assert image.pixelColor(12, 12) == theme.tokens.panel
    assert image.pixelColor(11, 12) == theme.tokens.panel


@pytest.mark.parametrize("kind", ["nothing yet", "not applicable"])
def test_two_kinds_of_empty_look_different_and_have_words(theme: Theme, kind: str) -> None:
    image = QImage(200, 80, QImage.Format.Format_RGB32)
    image.fill(theme.tokens.panel)
    painter = QPainter(image)
    draw_empty(painter, QRectF(image.rect()), "pooling has no weights", theme, kind)
    painter.end()
    inside = image.pixelColor(12, 12), image.pixelColor(13, 12), image.pixelColor(14, 12)
    hatched = any(color != theme.tokens.panel for color in inside)
    assert hatched is (kind == "not applicable")
    assert theme.tokens.text3.name() in colors(image)


def test_an_empty_note_is_read_aloud(qtbot: QtBot, theme: Theme) -> None:
    note = EmptyNote(theme, "The first point comes with the first batch")
    qtbot.addWidget(note)
    assert note.accessibleName() == "The first point comes with the first batch"
    note.set_text("pooling has no weights", "not applicable")
    assert note.text == note.accessibleName() == "pooling has no weights"
    assert theme.tokens.line2.name() in colors(note.grab().toImage())


@pytest.mark.parametrize(
    ("kind", "token", "words"),
    [("train", "train", "train: solid line"), ("validation", "val", "validation: dashed line")],
)
def test_a_legend_shows_the_line_that_it_names(
    qtbot: QtBot, theme: Theme, kind: str, token: str, words: str
) -> None:
    entry = LegendEntry(theme, kind, kind)
    qtbot.addWidget(entry)
    entry.resize(entry.sizeHint())
    assert entry.accessibleName() == words
    assert getattr(theme.tokens, token).name() in colors(entry.grab().toImage())
