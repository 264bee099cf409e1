"""A flat button with icon and word, and the key behind the word where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QAction, QFontMetrics, QKeySequence, QPainter
from PyQt6.QtWidgets import QToolButton, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme

GAP = 8


class HintButton(QToolButton):
    """Show an action's icon, word and key.

    Parameters
    ----------
    action : QAction
        Followed in everything.
    theme : Theme
    """

    def __init__(self, action: QAction, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hint_shown = False
        self._primary = False
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(15, 15))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(action.text().replace("&", ""))
        theme.changed.connect(self.update)

    def show_hint(self, shown: bool) -> None:
        """Show or hide the key; the tooltip has it anyway."""
        if shown != self._hint_shown:
            self._hint_shown = shown
            self.updateGeometry()
            self.update()

    def set_primary(self, primary: bool) -> None:
        """Fill the button: it is the one thing to press now."""
        if primary == self._primary:
            return
        self._primary = primary
        self.setProperty("primary", primary)
        action = self.defaultAction()
        if action is not None:
            self.setIcon(self._theme.icon("play", "on_accent") if primary else action.icon())
        style = self.style()
        if style is not None:
            style.unpolish(self)
            style.polish(self)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the key behind the word."""
        size = super().sizeHint()
        return size + QSize(self._hint_width() + GAP, 0) if self._hint_shown else size

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the button, then the key at its right end."""
        super().paintEvent(event)
        if not self._hint_shown:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setFont(self._theme.text(10))
        painter.setPen(tokens.on_accent if self._primary else tokens.text3)
        right = QRect(0, 0, self.width() - GAP, self.height())
        painter.drawText(
            right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._hint()
        )
        painter.end()

    def _hint(self) -> str:
        action = self.defaultAction()
        if action is None:
            return ""
        return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def _hint_width(self) -> int:
        return QFontMetrics(self._theme.text(10)).horizontalAdvance(self._hint())
