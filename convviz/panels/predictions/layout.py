"""Where image, bars and words of the predictions stand: arithmetic only, no widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QRect

MARGIN, GAP = 12, 12
WORDS_HEIGHT = 20
LEAST_ROW, MOST_ROW = 13, 24
BAR_HEIGHT = 7
NARROW, NARROW_IMAGE, WIDE_IMAGE = 380, 88, 116


@dataclass(frozen=True, slots=True)
class Row:
    """One class: its name, its bar, its number, and the word beside it."""

    name: QRect
    bar: QRect
    number: QRect
    word: QRect


@dataclass(frozen=True, slots=True)
class PredictionLayout:
    """Where everything is.

    Parameters
    ----------
    image : QRect
        Enlarged by a whole factor.
    rows : tuple of Row
        One per class.
    words : QRect
        The line below all.
    """

    image: QRect
    rows: tuple[Row, ...]
    words: QRect


@dataclass(frozen=True, slots=True)
class TextWidths:
    """Pixels of the widest name, of a number, and of the widest word."""

    name: int
    number: int
    word: int


def arrange(
    width: int, height: int, image: tuple[int, int], classes: int, texts: TextWidths
) -> PredictionLayout:
    """Return the layout for a widget of `width` × `height` pixels.

    Parameters
    ----------
    width, height : int
    image : (int, int)
        Rows and columns of the sample.
    classes : int
    texts : TextWidths
    """
    room = height - WORDS_HEIGHT
    pitch = min(max(room // max(classes, 1), LEAST_ROW), MOST_ROW)
    top = max((room - pitch * classes) // 2, 0)
    most = NARROW_IMAGE if width < NARROW else WIDE_IMAGE
    factor = max(1, min(most // max(image), room // image[0]))
    w, h = image[1] * factor, image[0] * factor
    picture = QRect(MARGIN, max((room - h) // 2, 0), w, h)
    columns = _columns(picture.right() + 1 + GAP, width, texts)
    rows = tuple(_row(top + i * pitch, pitch, columns) for i in range(classes))
    words = QRect(MARGIN, height - WORDS_HEIGHT, width - 2 * MARGIN, WORDS_HEIGHT - 4)
    return PredictionLayout(picture, rows, words)


def _columns(left: int, width: int, texts: TextWidths) -> tuple[tuple[int, int], ...]:
    """Return start and width of names, bars, numbers and words."""
    right = width - MARGIN
    word = (right - texts.word, texts.word)
    number = (word[0] - GAP // 2 - texts.number, texts.number)
    name = (left, min(texts.name, max((number[0] - left) // 2, 0)))
    start = sum(name) + 8
    return name, (start, max(number[0] - 8 - start, 0)), number, word


def _row(y: int, pitch: int, columns: tuple[tuple[int, int], ...]) -> Row:
    name, bar, number, word = columns
    return Row(
        QRect(name[0], y, name[1], pitch),
        QRect(bar[0], y + (pitch - BAR_HEIGHT) // 2, bar[1], BAR_HEIGHT),
        QRect(number[0], y, number[1], pitch),
        QRect(word[0], y, word[1], pitch),
    )
