"""The choice of a format for the network of this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from engine.checkpoints.exports import FORMATS, Format, has_onnx, install

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QAbstractButton

_INDENT = 19
"""Of what is said about a format: under its name, behind the button."""


class ExportDialog(QDialog):
    """A format to choose; where to is asked next.

    Parameters
    ----------
    parent : QWidget

    Signals
    -------
    chosen : Format
        The person wants a file of this format.
    """

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ExportDialog")
        self.setWindowTitle("Export the network of this moment")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(2)
        for form in FORMATS:
            self._add(form, layout)
        layout.addSpacing(12)
        layout.addWidget(self._buttons())
        self.choices[FORMATS[0].key].setChecked(True)

    def _add(self, form: Format, layout: QVBoxLayout) -> None:
        missing = form.key == "onnx" and not has_onnx()
        says = f"Needs a package that is not here: {install('onnx')}" if missing else form.says
        suffixes = " and ".join(filter(None, (form.suffixes[0], form.beside)))
        choice = QRadioButton(f"{form.title}  ({suffixes})")
        choice.setAccessibleDescription(says)
        choice.setEnabled(not missing)
        self.choices[form.key] = choice
        self._group.addButton(choice)
        words = QLabel(says)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setProperty("role", "hint")
        words.setIndent(_INDENT)
        layout.addWidget(choice)
        layout.addWidget(words)
        layout.addSpacing(8)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton("Choose a &file…")
        self.export_button.setProperty("primary", "true")
        self.export_button.setDefault(True)
        buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self._tell)
        return buttons

    def _tell(self) -> None:
        checked: QAbstractButton | None = self._group.checkedButton()
        self.chosen.emit(next(f for f in FORMATS if self.choices[f.key] is checked))
