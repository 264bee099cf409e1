"""The fonts and text flags of the network's picture, made once per theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics

from convviz.plotting import color_table, luminance_text

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor, QFont, QPainter

    from convviz.plotting import ScaleKind
    from convviz.theming import Theme
    from convviz.theming.tokens import Tokens

_ALIGN = Qt.AlignmentFlag
LEFT = int(_ALIGN.AlignLeft | _ALIGN.AlignVCenter)
RIGHT = int(_ALIGN.AlignRight | _ALIGN.AlignVCenter)
CENTER = int(_ALIGN.AlignCenter)
NAME_GAP = 8
LINE = 14
"""Height of a line of captions."""


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """Colours and fonts, so that painting makes no objects.

    Parameters
    ----------
    theme : Theme
    tokens : Tokens
    name : QFont
        Of layers.
    shape, caption, strong, number, small, loss : QFont
        Of shapes beside names, of sentences, of the sample's index, of numbers in cells,
        of bands, and of the loss.
    """

    theme: Theme
    tokens: Tokens
    name: QFont
    shape: QFont
    caption: QFont
    strong: QFont
    number: QFont
    small: QFont
    loss: QFont

    @classmethod
    def of(cls, theme: Theme) -> Style:
        """Return the style in the colours of `theme`."""
        return cls(
            theme,
            theme.tokens,
            name=theme.text(12, 500),
            shape=theme.numbers(11),
            caption=theme.text(11),
            strong=theme.numbers(11, 500),
            number=theme.numbers(11),
            small=theme.numbers(10),
            loss=theme.numbers(13, 500),
        )

    def header_width(self, name: str, shape: str) -> int:
        """Return the pixels that a name and a shape need side by side."""
        width = QFontMetrics(self.name).horizontalAdvance(name)
        if shape:
            width += NAME_GAP + QFontMetrics(self.shape).horizontalAdvance(shape)
        return width + 1

    def inks(self, kind: ScaleKind) -> tuple[QColor, ...]:
        """Return the colour of a number on each of the 256 colours of a scale."""
        return _inks(kind, self.theme.name, tuple(color_table(kind, self.theme)))


def elided(painter: QPainter, text: str, width: int) -> str:
    """Return `text` as far as it fits into `width` pixels in the painter's font."""
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


@cache
def _inks(kind: ScaleKind, name: str, table: tuple[int, ...]) -> tuple[QColor, ...]:
    return tuple(luminance_text(index, list(table)) for index in range(len(table)))
