"""The view while no cell is selected: the empty grids of the sum to come, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.ink import Ink, text_width
from convviz.panels.operation.text_styles import HINT, LABEL, NAME, TITLE
from convviz.panels.operation.view import View

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor

_GRIDS = (
    ("a patch of the layer before", ""),
    ("a kernel", "×"),
    ("products, and their sum", "="),
)
_KEYS = (
    ("Click a cell", "above, and every term of its sum is written out here"),
    (
        "F10",
        "run one operation: one layer forward, the loss, one layer backward, or the update",
    ),
    ("F5", "train and watch; press it again to pause"),
    ("F1", "all keys"),
)
_CELLS = 5
_BETWEEN = 44
_ROW = 22


class EmptyView(View):
    """What will be shown here, and how to get there."""

    minimum = QSizeF(480, 250)
    heading = "No cell selected yet"

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw title, grids and keys into the middle of `rect`."""
        cell = ink.cell(min(22.0, max(14.0, (rect.height() - 190) / _CELLS)))
        height = 20 + 14 + _CELLS * cell + 8 + 16 + 14 + len(_KEYS) * _ROW
        top = rect.y() + max(8.0, (rect.height() - height) / 2)
        middle = rect.center().x()
        line = QRectF(rect.x(), top, rect.width(), 20)
        ink.text(line, self.heading, TITLE, "center")
        top += 34
        self._paint_grids(ink, middle, top, cell)
        self._paint_keys(ink, middle, top + _CELLS * cell + 38, rect.width())

    def text(self) -> str:
        """Return the keys."""
        return "\n".join([self.heading, *(f"{key}: {words}" for key, words in _KEYS)])

    def _paint_grids(self, ink: Ink, middle: float, y: float, cell: float) -> None:
        side = _CELLS * cell
        x = round(middle - (3 * side + 2 * _BETWEEN) / 2)
        for caption, sign in _GRIDS:
            if sign:
                ink.text(QRectF(x - _BETWEEN, y, _BETWEEN, side), sign, HINT, "center")
            _paint_grid(ink, x, y, cell, ink.tokens.line)
            words = text_width(caption, HINT) + 4
            ink.text(QRectF(x + (side - words) / 2, y + side + 6, words, 16), caption, HINT)
            x += round(side + _BETWEEN)

    @staticmethod
    def _paint_keys(ink: Ink, middle: float, y: float, width: float) -> None:
        keys = max(text_width(key, NAME) for key, _ in _KEYS)
        words = max(text_width(text, LABEL) for _, text in _KEYS)
        total = min(keys + 12 + words, width - 24)
        x = middle - total / 2
        for key, text in _KEYS:
            ink.text(QRectF(x, y, keys, _ROW), key, NAME, "right")
            ink.text(QRectF(x + keys + 12, y, total - keys - 12, _ROW), text, LABEL)
            y += _ROW


def _paint_grid(ink: Ink, x: float, y: float, cell: float, color: QColor) -> None:
    side = _CELLS * cell
    for i in range(_CELLS + 1):
        ink.fill(QRectF(x, y + i * cell, side + 1, 1), color)
        ink.fill(QRectF(x + i * cell, y, 1, side + 1), color)
