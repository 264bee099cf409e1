"""What is compared with what, and how far they are from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, pyqtSlot
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convviz.panels.parameters.compare.button import CompareButton
from convviz.panels.parameters.compare.words import number, share
from convviz.panels.parameters.labels import ElidedLabel, plain_label
from engine.checkpoints.comparing import alignment_sentence, verdict
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.session import Compared, Session
    from convviz.theming import Switch, Theme


_MATCH_TIP = (
    "Put the filters of B into the order that is most like A's; "
    "B stays the same function of its input, as long as no connection skips a layer"
)


class CompareHeader(QWidget):
    """Both names, the verdict, and what can be done.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.names = ElidedLabel("title")
        self.verdict = plain_label(role="caption", wraps=True)
        self.alignment = plain_label(role="caption", wraps=True)
        self.match_box = QCheckBox("Match filters")
        self.match_box.setToolTip(_MATCH_TIP)
        self.match_box.setStatusTip(_MATCH_TIP)
        self.match_box.toggled.connect(session.comparing.align)
        self.swap_button = _button("Swap", "Let A be B, and B be A")
        self.swap_button.clicked.connect(self._on_swap_asked)
        self.compare_button = CompareButton(session, theme)
        self.close_button = _button("Close", "Go back to the file or the running network (Esc)")
        self.close_button.clicked.connect(self._on_close_asked)
        self._below = QHBoxLayout()
        self._lay_out()

    def add_switch(self, switch: Switch) -> None:
        """Put a switch between parts of the page below the buttons."""
        self._below.addWidget(switch)

    def show_compared(self, compared: Compared) -> None:
        """Say what is compared."""
        a, b = (quoted(one.side.name) for one in (compared.a, compared.b))
        self.names.setText(f"A  {a}   ↔   B  {b}")
        self.names.setToolTip("")
        self.verdict.setText(verdict(compared.comparison, share))
        alignment = compared.comparison.alignment
        self.alignment.setVisible(alignment is not None)
        if alignment is not None:
            self.alignment.setText(alignment_sentence(alignment, number))
        with QSignalBlocker(self.match_box):
            self.match_box.setChecked(self._session.comparing.is_aligned)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.names, 1)
        for button in (self.swap_button, self.compare_button, self.close_button):
            top.addWidget(button)
        self._below.setSpacing(12)
        self._below.addWidget(self.verdict, 1)
        self._below.addWidget(self.match_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addLayout(self._below)
        layout.addWidget(self.alignment)

    @pyqtSlot()
    def _on_swap_asked(self) -> None:
        self._session.comparing.swap()

    @pyqtSlot()
    def _on_close_asked(self) -> None:
        self._session.comparing.close()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setStatusTip(tip)
    button.setAccessibleName(text)
    return button
