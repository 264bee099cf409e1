"""A widget that says why there is nothing to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from convviz.plotting.frames import EmptyKind, draw_empty

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme


class EmptyNote(QWidget):
    """Stand where a picture will be: a dashed outline with when, or hatching with why not.

    Parameters
    ----------
    theme : Theme
    text : str
        When it will come ("The first point comes with the first batch"), or the reason.
    kind : {"nothing yet", "not applicable"}, default="nothing yet"
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: EmptyKind = "nothing yet",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.set_text(text, kind)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """What is said."""
        return self._text

    def set_text(self, text: str, kind: EmptyKind = "nothing yet") -> None:
        """Say something else."""
        self._text, self._kind = text, kind
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for two lines."""
        return QSize(200, 64)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw outline or hatching, and the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.tokens.panel)
        draw_empty(painter, QRectF(self.rect()), self._text, self._theme, self._kind)
