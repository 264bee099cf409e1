"""The choice of a class, in as little room as a header has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from convviz.panels.samples.whole_list import WholeListBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QPaintEvent

ALL_CLASSES, SHORT = "All classes", "Class"
ARROW_WIDTH, WIDEST = 28, 104


class ClassFilter(WholeListBox):
    """Which true class is shown.

    Signals
    -------
    chosen : object
        Number of a class, or None for all.
    """

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ClassFilter")
        self.setProperty("flat", "true")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Class")
        tip = "Show the samples of one class"
        self.setToolTip(tip)
        self.setStatusTip(tip)
        self.activated.connect(self._on_activated)

    def show_classes(self, classes: Sequence[str]) -> None:
        """Offer other classes, and show all of them."""
        self.clear()
        self.addItems([ALL_CLASSES, *classes])

    def sizeHint(self) -> QSize:
        """Return room for the chosen class, but not for very long names."""
        size = super().sizeHint()
        words = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(min(words + ARROW_WIDTH, WIDEST), size.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the short word."""
        words = self.fontMetrics().horizontalAdvance(SHORT)
        return QSize(words + ARROW_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the choice, elided; the short word where "All classes" has no room."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - ARROW_WIDTH + 2
        metrics = self.fontMetrics()
        if self.label is None and metrics.horizontalAdvance(ALL_CLASSES) > room:
            option.currentText = SHORT
        else:
            option.currentText = metrics.elidedText(
                option.currentText, Qt.TextElideMode.ElideRight, room
            )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @property
    def label(self) -> int | None:
        """Number of the chosen class; None for all."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    @pyqtSlot(int)
    def _on_activated(self, place: int) -> None:
        self.updateGeometry()
        self.chosen.emit(place - 1 if place else None)
