"""A small plate of numbers that follows the pointer and never leaves its parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from convviz.theming import Theme

_DISTANCE_PX = 12


class Readout(QLabel):
    """Show a few lines beside a place in the parent widget; hidden until then."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "readout")
        self.setFont(theme.numbers(11))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def show_at(self, x: float, y: float, lines: Sequence[str]) -> None:
        """Write `lines` beside (x, y), on the side where there is more room."""
        parent = self.parentWidget()
        assert parent is not None
        self.setText("\n".join(lines))
        self.adjustSize()
        left = x + _DISTANCE_PX
        if left + self.width() > parent.width():
            left = max(0.0, x - _DISTANCE_PX - self.width())
        top = min(max(0.0, y - self.height() / 2), max(0.0, parent.height() - self.height()))
        self.move(round(left), round(top))
        self.show()
        self.raise_()
