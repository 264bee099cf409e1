"""The colours of both themes, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from PyQt6.QtGui import QColor

ThemeName = Literal["dark", "light"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme.

    The chrome has no hue, so that every colour means something: red and blue are signs
    of numbers, amber is the selection, indigo is the program, blue and orange are right
    and wrong. Every text colour reaches 4.5:1 on every ground.

    Attributes
    ----------
    canvas, panel, raised, hover : QColor
        Grounds: of maps and plots, of panels, of fields, under the mouse.
    line, line2, line3 : QColor
        Separators and grids, epochs and scroll bars, second part of a stacked bar.
    text1, text2, text3 : QColor
        Values and names; labels and sentences; hints, units and axes.
    accent, accentbg, on_accent : QColor
        The program: what ran, has the focus, is now; its pale ground; text on `accent`.
    choice : QColor
        The chosen half of a switch.
    mark, casing, mark2, link : QColor
        Frame of the selection, its casing, frames of the same sum, links between layers.
    right, wrong : QColor
        True and false predictions; `wrong` also refuses and warns.
    train, raw, val : QColor
        Smoothed and raw training curve, validation.
    winner : QColor
        Frame of the cell that won a pooling window.
    nan, posinf, neginf : QColor
        Values that are no numbers, in every map.
    """

    canvas: QColor
    panel: QColor
    raised: QColor
    hover: QColor
    line: QColor
    line2: QColor
    line3: QColor
    text1: QColor
    text2: QColor
    text3: QColor
    accent: QColor
    accentbg: QColor
    on_accent: QColor
    choice: QColor
    mark: QColor
    casing: QColor
    mark2: QColor
    link: QColor
    right: QColor
    wrong: QColor
    train: QColor
    raw: QColor
    val: QColor
    winner: QColor
    nan: QColor
    posinf: QColor
    neginf: QColor

    def as_names(self) -> dict[str, str]:
        """Return every colour as ``#rrggbb``, by its token."""
        return {field.name: getattr(self, field.name).name() for field in fields(self)}

    def disabled_text(self) -> QColor:
        """Return the colour of what cannot be used: text3 at 60 % over panel."""
        return mix(self.text3, self.panel, 0.6)


def mix(above: QColor, below: QColor, opacity: float) -> QColor:
    """Return the opaque colour of `above` at `opacity` over `below`."""
    return QColor(
        *(
            round(a * opacity + b * (1 - opacity))
            for a, b in zip(above.getRgb()[:3], below.getRgb()[:3], strict=True)
        )
    )


def _tokens(text: str) -> Tokens:
    words = text.split()
    return Tokens(
        **{name: QColor(color) for name, color in zip(words[::2], words[1::2], strict=True)}
    )


_BOTH = "nan #CC79A7 posinf #F0E442 neginf #009E73"
_DARK = _tokens(
    f"""
    canvas #101114 panel #17181B raised #212327 hover #2A2C31
    line #282A2F line2 #44474E line3 #62666F
    text1 #E6E7EA text2 #B5B8C0 text3 #91959E
    accent #97A3FF accentbg #262A45 on_accent #101114 choice #34373D
    mark #FFC24B casing #000000 mark2 #A9823A link #FFC24B
    right #56B4E9 wrong #F08A3C
    train #2FBF93 raw #183C34 val #D58FB5 winner #B4B7BF {_BOTH}
    """
)
_LIGHT = _tokens(
    f"""
    canvas #FFFFFF panel #F7F7F8 raised #ECEDEF hover #E2E4E7
    line #DFE1E4 line2 #B4B8BF line3 #9398A1
    text1 #1A1B1E text2 #4A4D55 text3 #60646D
    accent #4650C8 accentbg #E4E6FA on_accent #FFFFFF choice #FFFFFF
    mark #FFB020 casing #241A08 mark2 #8A5200 link #8A4F00
    right #0067A3 wrong #A84300
    train #007D5B raw #BFDED6 val #A8487F winner #3A3D43 {_BOTH}
    """
)

# Okabe and Ito's palette; on white its three lightest are darkened until they reach 3:1.
_CATEGORIES = "#E69F00 #56B4E9 #009E73 #F0E442 #0072B2 #D55E00 #CC79A7"
_CATEGORIES_LIGHT = "#C68900 #4B9DCB #009E73 #9E962C #0072B2 #D55E00 #CC79A7"


def tokens_of(name: ThemeName) -> Tokens:
    """Return the colours of a theme."""
    return _DARK if name == "dark" else _LIGHT


def categories_of(name: ThemeName) -> tuple[QColor, ...]:
    """Return the colours of things that are compared, in their order."""
    colors = _CATEGORIES if name == "dark" else _CATEGORIES_LIGHT
    return tuple(QColor(color) for color in colors.split())
