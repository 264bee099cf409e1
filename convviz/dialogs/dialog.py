"""What the dialogs share: a title, a body, one button, and an end with Esc."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget


class ClosableDialog(QDialog):
    """A dialog that shows something and is closed again.

    Parameters
    ----------
    title : str
    parent : QWidget
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(type(self).__name__)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(24, 20, 24, 16)
        self._body.setSpacing(12)

    def finish(self, body: QWidget) -> None:
        """Put `body` above the button that closes."""
        self._body.addWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._body.addWidget(buttons)
