from __future__ import annotations

import itertools

import pytest
from PyQt6.QtGui import QColor

from convviz.plotting.scales import luminance
from convviz.theming import mix
from convviz.theming.tokens import categories_of, tokens_of

GROUNDS = ("canvas", "panel", "raised", "hover", "accentbg")
TEXTS = ("text1", "text2", "text3", "accent", "right", "wrong", "link")


def contrast(a: QColor, b: QColor) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize(
    ("text", "ground"), list(itertools.product(TEXTS, GROUNDS)), ids=lambda t: t
)
def test_any_text_can_be_read_on_any_ground(name: str, text: str, ground: str) -> None:
    tokens = tokens_of(name)
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_primary_button_can_be_read(name: str) -> None:
    tokens = tokens_of(name)
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_curves_stand_out_from_the_canvas(name: str) -> None:
    tokens = tokens_of(name)
    assert min(contrast(c, tokens.canvas) for c in (tokens.train, tokens.val)) >= 4.5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_raw_is_a_quarter_of_train_on_canvas(name: str) -> None:
    tokens = tokens_of(name)
    wanted = mix(tokens.train, tokens.canvas, 0.25).getRgb()
    assert all(abs(a - b) <= 1 for a, b in zip(tokens.raw.getRgb(), wanted, strict=True))


@pytest.mark.parametrize("name", ["dark", "light"])
def test_compared_things_have_seven_colours_of_their_own(name: str) -> None:
    colors = [color.name() for color in categories_of(name)]
    assert len(set(colors)) == 7


def test_categories_reach_three_to_one_on_white() -> None:
    white = tokens_of("light").canvas
    assert min(contrast(color, white) for color in categories_of("light")) >= 2.9


def test_every_token_has_a_name_for_the_style_sheet() -> None:
    names = tokens_of("dark").as_names()
    assert names["canvas"] == "#101114"
    assert all(value.startswith("#") for value in names.values())
