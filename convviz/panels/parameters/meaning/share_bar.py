"""A thin bar that is filled as far as a share goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme

_NARROWEST_PX, _WIDEST_PX, _HEIGHT_PX = 40, 116, 5


class ShareBar(QWidget):
    """Draw a share of one; the chosen row's in the accent colour.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share, self._is_chosen = 0.0, False
        self.setFixedHeight(_HEIGHT_PX)
        self.setMinimumWidth(_NARROWEST_PX)
        self.setMaximumWidth(_WIDEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_share(self, share: float) -> None:
        """Fill the bar up to `share`, in [0, 1]."""
        self._share = share
        self.update()

    def set_chosen(self, is_chosen: bool) -> None:
        """Draw it as part of the chosen row, or of another one."""
        self._is_chosen = is_chosen
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the ground and the share."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.line2)
        filled = QRectF(0, 0, self._share * self.width(), self.height())
        painter.fillRect(filled, tokens.accent if self._is_chosen else tokens.text3)
