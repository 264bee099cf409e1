"""The network as a table: every layer with its shape and its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontDatabase
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from convviz.dialogs.dialog import ClosableDialog

if TYPE_CHECKING:
    from convviz.session import Session


class SummaryDialog(ClosableDialog):
    """Show `Network.summary()` of the present network; it can be copied."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("Summary of the network", parent)
        info = session.run_info
        text = info.network.summary() if info is not None else "Nothing is loaded yet."
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        copy = QPushButton("Copy as text")
        copy.clicked.connect(lambda: _copy(text))
        layout.addWidget(label)
        layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.finish(body)


def _copy(text: str) -> None:
    clipboard = QApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
