"""A flat button with icon and word, and the key behind the word where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFont, QFontMetrics, QIcon, QKeySequence, QPainter
from PyQt6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction, QPaintEvent
    from PyQt6.QtWidgets import QWidget

    from convviz.theming import Theme

MARGIN = 7
ICON_SIZE = 15
GAP = 7


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
        self.setFont(theme.text(12))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self._word())
        theme.changed.connect(self.update)
        action.changed.connect(self.updateGeometry)

    def show_hint(self, shown: bool) -> None:
        """Show or hide the key; the tooltip has it anyway."""
        if shown != self._hint_shown:
            self._hint_shown = shown
            self.updateGeometry()
            self.update()

    @property
    def hint(self) -> str:
        """The key, as the platform writes it."""
        return self._hint()

    def set_primary(self, primary: bool) -> None:
        """Fill the button: it is the one thing to press now."""
        if primary != self._primary:
            self._primary = primary
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for icon, word and key."""
        width = 2 * MARGIN + ICON_SIZE + GAP + self._advance(self.font(), self._widest_word())
        if self._hint_shown:
            width += GAP + self._advance(self._hint_font(), self._hint())
        return QSize(width, 26)

    def minimumSizeHint(self) -> QSize:
        """Never elide a command."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the ground as the style does, then icon, word and key with air between."""
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        tokens = self._theme.tokens
        if self._primary:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(tokens.text1 if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        else:
            painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        self._draw_words(painter)
        painter.end()

    def _draw_words(self, painter: QPainter) -> None:
        tokens, action = self._theme.tokens, self.defaultAction()
        if action is None:
            return
        middle = Qt.AlignmentFlag.AlignVCenter
        ink = tokens.text1 if self.isEnabled() else tokens.disabled_text()
        icon = self._theme.icon("play", "on_accent") if self._primary else action.icon()
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        top = (self.height() - ICON_SIZE) // 2
        icon.paint(painter, QRect(MARGIN, top, ICON_SIZE, ICON_SIZE), mode=mode)
        left = MARGIN + ICON_SIZE + GAP
        painter.setPen(tokens.on_accent if self._primary else ink)
        painter.setFont(self.font())
        painter.drawText(QRect(left, 0, self.width(), self.height()), middle, self._word())
        if self._hint_shown:
            painter.setFont(self._hint_font())
            painter.setPen(tokens.on_accent if self._primary else tokens.text3)
            room = QRect(0, 0, self.width() - MARGIN, self.height())
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._hint())

    def _word(self) -> str:
        action = self.defaultAction()
        return action.text().replace("&", "") if action is not None else ""

    def _widest_word(self) -> str:
        # Run becomes Pause and back: the row must not move.
        return "Pause" if self._word() == "Run" else self._word()

    def _hint(self) -> str:
        action = self.defaultAction()
        if action is None:
            return ""
        return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def _hint_font(self) -> QFont:
        return self._theme.text(10)

    @staticmethod
    def _advance(font: QFont, text: str) -> int:
        return QFontMetrics(font).horizontalAdvance(text)
