"""A choice whose list shows every entry in full, however narrow the choice itself is."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox

_MARGIN_PX = 24
_FRAME_PX = 12  # frame and padding of the list, above and below


class WholeListBox(QComboBox):
    """Open a list as wide as its longest entry and as tall as all of them."""

    def showPopup(self) -> None:
        """Make room for the entries there are now, and open the list."""
        self.setMaxVisibleItems(max(self.count(), 1))
        view = self.view()
        if view is not None:
            view.setTextElideMode(Qt.TextElideMode.ElideNone)
            view.setMinimumWidth(view.sizeHintForColumn(0) + _MARGIN_PX)
            view.setMinimumHeight(view.sizeHintForRow(0) * self.count() + _FRAME_PX)
        super().showPopup()
