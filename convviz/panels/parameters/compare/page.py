"""The page that compares: which arrays, how they look, what changed and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSlot
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from convviz.panels.parameters.compare.change_numbers import ChangeNumbers
from convviz.panels.parameters.compare.flips_pane import FlipsPane
from convviz.panels.parameters.compare.header import CompareHeader
from convviz.panels.parameters.compare.pair_pane import PairPane
from convviz.panels.parameters.compare.pair_table import PairTable
from convviz.panels.parameters.compare.parts import CompareParts
from convviz.panels.parameters.fill import rule

if TYPE_CHECKING:
    from convviz.panels.parameters.compare.pair_rows import PairRow
    from convviz.session import Compared, Session
    from convviz.theming import Theme


class ComparePage(QWidget):
    """Show what the session has compared.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._compared: Compared | None = None
        self.header = CompareHeader(session, theme)
        self.table = PairTable(theme)
        self.pair = PairPane(session, theme)
        self.numbers = ChangeNumbers(session, theme)
        self.flips = FlipsPane(session, theme)
        self.parts = CompareParts(
            theme, _indented(self.table), self.pair, self.numbers, self.flips
        )
        self.table.row_chosen.connect(self._on_row_chosen)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(session.comparing.close)
        self._lay_out(theme)

    def show_compared(self, compared: Compared) -> None:
        """Show both sides, and what is known of their predictions."""
        before = None if self._compared is None else self._compared.comparison
        self._compared = compared
        self.header.show_compared(compared)
        self.flips.show_compared(compared)
        if compared.comparison is not before:
            self.table.show_comparison(compared.comparison)

    @pyqtSlot(object)
    def _on_row_chosen(self, row: PairRow) -> None:
        self.pair.show_row(row)
        self.numbers.show_row(row)

    def _lay_out(self, theme: Theme) -> None:
        self.header.add_switch(self.parts.switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(rule(theme))
        layout.addWidget(self.parts, 1)


def _indented(table: PairTable) -> QWidget:
    left = QWidget()
    column = QVBoxLayout(left)
    column.setContentsMargins(9, 0, 0, 0)
    column.addWidget(table)
    return left
