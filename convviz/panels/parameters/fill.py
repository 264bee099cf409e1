"""A plain area in a colour of the theme: a line, the edge of a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme


class Fill(QWidget):
    """An area without contents.

    Parameters
    ----------
    theme : Theme
    token : str
        Its colour, by the name it has in the theme.
    width, height : int, optional
        Pixels; as much as there is where not given.
    """

    def __init__(
        self,
        theme: Theme,
        token: str,
        *,
        width: int | None = None,
        height: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._token = theme, token
        if width is not None:
            self.setFixedWidth(width)
        if height is not None:
            self.setFixedHeight(height)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Fill it."""
        color: QColor = getattr(self._theme.tokens, self._token)
        QPainter(self).fillRect(self.rect(), color)


def rule(theme: Theme) -> Fill:
    """Return a separating line of one pixel across."""
    return Fill(theme, "line", height=1)
