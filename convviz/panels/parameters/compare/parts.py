"""The parts of the page that compares: beside each other, or taking turns beside the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSlot
from PyQt6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from convviz.panels.parameters.fill import rule
from convviz.theming import Switch

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.theming import Theme

_NARROWEST = (180, 310, 240)
_WIDE_SHARES = (0.40, 0.34, 0.26)
_NARROW_SHARES = (0.46, 0.54, 0.54)
WIDE_PX = 980
"""Width from which numbers or predictions are seen beside the pictures."""
TALL_PX = 540
"""Height from which numbers and predictions are seen at once, if it is wide too."""


class CompareParts(QScrollArea):
    """Show the table, and beside it as many parts as there is room for.

    Parameters
    ----------
    theme : Theme
    table, pictures, numbers, predictions : QWidget

    Attributes
    ----------
    switch : Switch
        Chooses among the parts that take turns; hidden while none does.
    """

    def __init__(
        self,
        theme: Theme,
        table: QWidget,
        pictures: QWidget,
        numbers: QWidget,
        predictions: QWidget,
    ) -> None:
        super().__init__()
        self._pictures, self._predictions = pictures, predictions
        self._numbers = _scrolled(numbers)
        self._rule = rule(theme)
        self._right = _column(self._numbers, self._rule, predictions)
        self._room: tuple[bool, bool] | None = None
        self._is_by_hand = False
        self.switch = _switch()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("CompareSplitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        parts = (table, pictures, self._right)
        for part, narrowest in zip(parts, _NARROWEST, strict=True):
            part.setMinimumWidth(narrowest)
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, 1)
        self.setWidget(self.splitter)
        self.setWidgetResizable(True)
        self.switch.chosen.connect(self._on_chosen)
        self.splitter.splitterMoved.connect(self._on_moved)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show as many parts as there is room for."""
        super().resizeEvent(event)
        room = self.width() >= WIDE_PX, self.height() >= TALL_PX
        if room != self._room:
            self._room, self._is_by_hand = room, False
            self._show_parts(*room)
        if not self._is_by_hand:
            shares = _WIDE_SHARES if room[0] else _NARROW_SHARES
            self.splitter.setSizes([round(self.width() * share) for share in shares])

    def _show_parts(self, is_wide: bool, is_tall: bool) -> None:
        self.switch.set_shown("pictures", shown=not is_wide)
        if is_wide and self.switch.choice == "pictures":
            self.switch.choose("numbers")
        chosen, has_both = self.switch.choice, is_wide and is_tall
        self.switch.setVisible(not has_both)
        self._pictures.setVisible(is_wide or chosen == "pictures")
        self._right.setVisible(is_wide or chosen != "pictures")
        self._numbers.setVisible(has_both or chosen == "numbers")
        self._rule.setVisible(has_both)
        self._predictions.setVisible(has_both or chosen == "predictions")

    @pyqtSlot(str)
    def _on_chosen(self, _: str) -> None:
        if self._room is None:
            return
        sizes = self.splitter.sizes()
        self._show_parts(*self._room)
        if not self._room[0]:
            self.splitter.setSizes([sizes[0], max(sizes[1:]), max(sizes[1:])])

    @pyqtSlot()
    def _on_moved(self) -> None:
        self._is_by_hand = True


def _switch() -> Switch:
    choices = {"pictures": "Pictures", "numbers": "Change", "predictions": "Predictions"}
    switch = Switch(choices, "Beside the table")
    switch.set_tip("pictures", "Show A, B and B − A of the selected array")
    switch.set_tip("numbers", "Show the change of the selected array in numbers")
    switch.set_tip("predictions", "Show the samples whose prediction changed")
    return switch


def _scrolled(widget: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidget(widget)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return scroll


def _column(*parts: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    column.setStretch(0, 1)
    column.setStretch(column.count() - 1, 1)
    return whole
