"""Two application fonts: text, and the same with figures of equal width."""

from __future__ import annotations

from functools import cache

from PyQt6.QtGui import QFont, QFontDatabase

PREFERRED_FAMILY = "Inter"


@cache
def _family() -> str:
    if PREFERRED_FAMILY in QFontDatabase.families():
        return PREFERRED_FAMILY
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def text_font(px: int, weight: int = 400) -> QFont:
    """Return the font of words: Inter where it is installed, else the platform's own.

    Parameters
    ----------
    px : int
        Size in (device independent) pixels.
    weight : int, default=400
        400 regular, 500 medium, 600 titles.
    """
    font = QFont(_family())
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def number_font(px: int, weight: int = 400) -> QFont:
    """Return the font of numbers that change or align: figures all equally wide."""
    font = text_font(px, weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def capitals_font(px: int = 11) -> QFont:
    """Return the font of panel titles and tabs; the text itself must be in capitals."""
    font = text_font(px, 600)
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
    return font
