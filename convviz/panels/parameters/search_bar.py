"""A line to find things in a file, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from convviz.panels.parameters.labels import plain_label
from convviz.panels.parameters.search import MOST_HITS, Found
from convviz.plotting import format_count

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

    from convviz.theming import Theme

TYPING_MS = 150
"""How long to wait for the next letter before looking."""
_LONGEST_QUERY = 200


class SearchBar(QWidget):
    """Ask for words, tell how much was found, and go from one to the next.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    asked : str
        What to look for; "" for nothing.
    next_asked : int
        Go on by so many.
    left : none
        The keyboard goes back to the tree.
    """

    asked = pyqtSignal(str)
    next_asked = pyqtSignal(int)
    left = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find: conv1, 8×1, float32, nan")
        self.line.setMaxLength(_LONGEST_QUERY)
        self.line.setClearButtonEnabled(False)
        self.line.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.setAccessibleName("Find in the file")
        tip = (
            "Find by name, meaning, shape (8×5×5), dtype (float32) or NaN (Ctrl+F). "
            "Enter: the next one, Shift+Enter: the one before, Esc: everything again"
        )
        self.line.setToolTip(tip)
        self.line.setStatusTip(tip)
        self.told = plain_label(role="hint")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        self.line.textChanged.connect(self._typing.start)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.told)

    def begin(self) -> None:
        """Wait for words."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def tell(self, found: Found | None, current: int | None = None) -> None:
        """Say how much was found, and which of it is selected."""
        if found is None:
            self.told.setText("")
            return
        count = format_count(found.count)
        words = f"{count} found" if found.count else "nothing found"
        if current is not None and found.count:
            words = f"{format_count(current + 1)} of {count}"
        if found.count > MOST_HITS:
            words += f", {format_count(MOST_HITS)} shown"
        self.told.setText(words if found.is_whole else f"{words} so far")

    def clear(self) -> None:
        """Look for nothing, without telling."""
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._typing.stop()
        self.told.setText("")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go to the next one, or back to the tree."""
        if event is None:
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self._typing.isActive():
                self._typing.stop()
                self._on_typed()
            self.next_asked.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.line.clear()
            self._typing.stop()
            self._on_typed()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @pyqtSlot()
    def _on_typed(self) -> None:
        text = self.line.text().strip()
        self.told.setText("looking…" if text else "")
        self.asked.emit(text)
