"""A box that is as wide as what it shows, or shows as much as it is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QStyleOptionComboBox

MARGINS, LEAST_MARGINS = 40, 30
"""Pixels beside the text, for the frame and the arrow: airy, and where room is short."""


class FittedBox(QComboBox):
    """Elide the choice where the box is narrower; the list is as wide as its entries."""

    def fitting_width(self) -> int:
        """Return the pixels in which the choice is whole."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) + MARGINS

    def initStyleOption(self, option: QStyleOptionComboBox | None) -> None:
        """Let what does not fit end in "…"."""
        super().initStyleOption(option)
        is_whole = self.width() >= self.fitting_width()
        if option is not None and not is_whole:  # asked to elide, Qt may round down
            option.currentText = self.fontMetrics().elidedText(
                option.currentText, Qt.TextElideMode.ElideRight, self.width() - LEAST_MARGINS
            )

    def showPopup(self) -> None:
        """Open the list, as wide as its entries."""
        view = self.view()
        if view is not None:
            view.setMinimumWidth(view.sizeHintForColumn(0) + MARGINS)
        super().showPopup()
