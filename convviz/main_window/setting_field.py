"""A field for one number that never keeps what it refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent


class SettingField(QLineEdit):
    """A line that says when it is left with text its validator refuses.

    Signals
    -------
    abandoned
        The person left; what stands there is not the setting.
    """

    abandoned = pyqtSignal()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Notice a refused text: Qt tells of accepted ones only."""
        super().focusOutEvent(event)
        if not self.hasAcceptableInput():
            self.abandoned.emit()
