"""The sentences above the picture, and the button that hides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from convviz.panels.operation.view import MARGIN

if TYPE_CHECKING:
    from convviz.settings import WindowSettings
    from convviz.theming import Theme


class ExplanationBar(QLabel):
    """Two sentences about the operation, wrapped; gone if the person wants no words.

    Parameters
    ----------
    theme : Theme

    Attributes
    ----------
    button : QToolButton
        Shows or hides the sentences.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: WindowSettings | None = None
        self.setObjectName("Explanation")
        self.setWordWrap(True)
        self.setFont(theme.text(11))
        self.setContentsMargins(MARGIN, 0, MARGIN, 4)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setProperty("role", "caption")
        self.button = self._make_button(theme)
        self._show()

    def _make_button(self, theme: Theme) -> QToolButton:
        button = QToolButton()
        button.setObjectName("explain_operation")
        button.setIcon(theme.icon("info", "text2"))
        button.setIconSize(QSize(14, 14))
        button.setCheckable(True)
        button.setChecked(True)
        button.setToolTip("Explain the operation in two sentences above its picture")
        button.setStatusTip("Show or hide what the operation does in words")
        button.setAccessibleName("Explanation")
        button.toggled.connect(self._on_toggled)
        return button

    def remember(self, settings: WindowSettings) -> None:
        """Be as the person left it, and keep what they choose from now on."""
        self._settings = settings
        self.button.setChecked(settings.explanations_shown)

    def say(self, text: str) -> None:
        """Say something else; nothing takes no room."""
        if text != self.text():
            self.setText(text)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.text()) and self.button.isChecked())

    def _on_toggled(self, shown: bool) -> None:
        if self._settings is not None:
            self._settings.explanations_shown = shown
        self._show()
