"""A box that is as wide as what it shows, or shows as much as it is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QStyleOptionComboBox

MARGINS = 40
"""Pixels beside the text: the frame and the arrow."""


class FittedBox(QComboBox):
    """Elide the choice where the box is narrower; the list is as wide as its entries."""

    def fitting_width(self) -> int:
        """Return the pixels in which the choice is whole."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) + MARGINS

    def initStyleOption(self, option: QStyleOptionComboBox | None) -> None:
        """Let what does not fit end in "…"."""
        super().initStyleOption(option)
        if option is not None:
            option.currentText = self.fontMetrics().elidedText(
                option.currentText, Qt.TextElideMode.ElideRight, self.width() - MARGINS
            )

    def showPopup(self) -> None:
        """Open the list, as wide as its entries."""
        view = self.view()
        if view is not None:
            view.setMinimumWidth(view.sizeHintForColumn(0) + MARGINS)
        super().showPopup()
