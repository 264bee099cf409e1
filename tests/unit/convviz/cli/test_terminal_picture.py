"""Images made of characters."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest

from convviz.cli.terminal_picture import (
    SHADES,
    UPPER_HALF,
    luminance,
    picture_lines,
    takes_colours,
)

CELL = re.compile("\x1b\\[38;2;(\\d+);\\1;\\1m\x1b\\[48;2;(\\d+);\\2;\\2m" + UPPER_HALF)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, is_terminal: bool = True) -> None:
        super().__init__()
        self.said_encoding, self.is_terminal = encoding, is_terminal

    @property
    def encoding(self) -> str:
        return self.said_encoding

    def isatty(self) -> bool:
        return self.is_terminal


def test_every_pixel_is_two_letters_of_its_shade():
    x = np.arange(10).reshape(1, 2, 5) / 9
    assert list(picture_lines(x, coloured=False)) == ["  ..::--==", "++**##%%@@"]


def test_brighter_pixels_have_later_shades(rng):
    x = rng.random((1, 9, 9))
    for line, row in zip(picture_lines(x, coloured=False), x[0], strict=True):
        places = [SHADES.index(letter) for letter in line.ljust(18)[::2]]
        assert places == pytest.approx(row * 9, abs=0.5)


@pytest.mark.parametrize("height", [4, 5])
def test_half_blocks_have_the_grey_of_the_pixel_above_and_of_the_one_below(rng, height):
    x = rng.random((1, height, 3))
    lines = list(picture_lines(x, coloured=True))
    assert len(lines) == 2 + height % 2
    rows = np.zeros((2 * len(lines), 3))
    for i, line in enumerate(lines):
        assert line.endswith("\x1b[0m")
        rows[2 * i : 2 * i + 2] = np.array(CELL.findall(line), int).T
    assert rows[:height] == pytest.approx(255 * x[0], abs=0.5)
    assert not rows[height:].any()


def test_luminance_of_three_channels_is_weighted_as_the_eye_does():
    red, green, blue = np.eye(3)[:, :, None, None]
    assert luminance(green) > luminance(red) > luminance(blue) > 0
    assert luminance(np.ones((3, 1, 1))) == pytest.approx(1)


def test_luminance_of_other_channels_is_their_mean():
    x = np.array([0.2, 0.6]).reshape(2, 1, 1)
    assert luminance(x) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("stream", "variables", "answer"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal("ascii"), {}, False),
        (Terminal("latin-1"), {}, False),
        (Terminal(is_terminal=False), {}, False),
    ],
)
def test_colours_are_for_terminals_that_show_them(monkeypatch, stream, variables, answer):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert takes_colours(stream) is answer
