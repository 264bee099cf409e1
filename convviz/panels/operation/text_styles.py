"""How words and numbers look in the operation view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TextColor = Literal["text1", "text2", "text3", "accent", "wrong", "right", "link"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A font and a colour.

    Attributes
    ----------
    px, weight : int
        Size in pixels; 400 regular, 500 medium, 600 bold.
    color : str
        Name of a token.
    figures : bool
        Whether figures are equally wide.
    """

    px: int
    weight: int = 400
    color: TextColor = "text1"
    figures: bool = False


TITLE = TextStyle(13, 600)
HEADING = TextStyle(12, 600)
NAME = TextStyle(11, 600)
LABEL = TextStyle(11, color="text2")
HINT = TextStyle(11, color="text3")
LINK = TextStyle(11, 600, "accent")
SMALL = TextStyle(10, color="text3")
VALUE = TextStyle(11, figures=True)
STRONG_VALUE = TextStyle(11, 600, figures=True)
FAINT_VALUE = TextStyle(11, color="text3", figures=True)
SMALL_VALUE = TextStyle(10, color="text3", figures=True)
