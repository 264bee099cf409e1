"""The three parts of the panel, beside each other as far as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSlot
from PyQt6.QtWidgets import QScrollArea, QSplitter, QWidget

from convviz.theming import Switch

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.settings import WindowSettings

_NARROWEST = (190, 250, 240)
_SHARES = ((0.45, 0.28, 0.27), (0.54, 0.46, 0.46))
THREE_FROM_PX = 920
"""Width from which all three parts are seen at once."""


class Parts(QScrollArea):
    """Show the tree, one array and the meaning; in a narrow dock the last two take turns.

    A dock may be narrower than two of them together; then it can be scrolled.

    Parameters
    ----------
    tree, array, meaning : QWidget

    Attributes
    ----------
    switch : Switch
        Chooses between the array and the meaning, where there is room for one of them.
    """

    def __init__(self, tree: QWidget, array: QWidget, meaning: QWidget) -> None:
        super().__init__()
        self._array, self._meaning = array, meaning
        self._settings: WindowSettings | None = None
        self._is_wide: bool | None = None
        self._is_by_hand = self._is_covered = False
        self.switch = Switch({"array": "Array", "meaning": "Meaning"}, "Beside the tree")
        self.switch.set_tip("array", "Show the selected array beside the tree")
        self.switch.set_tip("meaning", "Show what the file means beside the tree")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("ParametersSplitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part, narrowest, stretch in zip(
            (tree, array, meaning), _NARROWEST, (1, 1, 1), strict=True
        ):
            part.setMinimumWidth(max(narrowest, part.minimumSizeHint().width()))
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.setWidget(self.splitter)
        self.setWidgetResizable(True)
        self.switch.chosen.connect(self._on_chosen)
        self.splitter.splitterMoved.connect(self._on_moved)

    def remember(self, settings: WindowSettings) -> None:
        """Take the widths from the settings, and keep them there."""
        self._settings = settings
        self._share()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show as many parts as there is room for."""
        super().resizeEvent(event)
        is_wide = self.width() >= THREE_FROM_PX
        if is_wide is not self._is_wide:
            self._is_wide, self._is_by_hand = is_wide, False
            self._show_switch()
            self._show_parts()
        if not self._is_by_hand:
            self._share()

    def cover(self, *, is_covered: bool) -> None:
        """Offer no choice between parts while another page is in their place."""
        self._is_covered = is_covered
        self._show_switch()

    def _show_switch(self) -> None:
        if self.switch.parentWidget() is not None:  # else it would be a window
            self.switch.setVisible(self._is_wide is False and not self._is_covered)

    def _show_parts(self) -> None:
        chosen = self.switch.choice
        self._array.setVisible(self._is_wide is not False or chosen == "array")
        self._meaning.setVisible(self._is_wide is not False or chosen == "meaning")

    def _share(self) -> None:
        """Give the parts the widths they had, or the first ones."""
        state = None if self._settings is None else self._settings.parameters_parts
        if state is not None and self._is_wide:
            self.splitter.restoreState(state)
            self._show_parts()
        else:
            shares = _SHARES[0 if self._is_wide else 1]
            self.splitter.setSizes([round(self.width() * share) for share in shares])

    @pyqtSlot(str)
    def _on_chosen(self, _: str) -> None:
        sizes = self.splitter.sizes()
        self._show_parts()
        self.splitter.setSizes([sizes[0], max(sizes[1:]), max(sizes[1:])])

    @pyqtSlot()
    def _on_moved(self) -> None:
        self._is_by_hand = True
        if self._settings is not None and self._is_wide:
            self._settings.parameters_parts = self.splitter.saveState()
