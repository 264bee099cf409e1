"""Ways to one sample: its split, its number, or any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QIntValidator
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from convviz.panels.samples.whole_list import WholeListBox
from convviz.plotting import format_count
from engine.data import SPLIT_NAMES

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

NARROW, WIDE = 148, 196
RANDOM_TIP = "Pin any of the samples shown (R in the gallery)"
SPLIT_TIP = "Which part of the data set: trained on, validated on, tested on"


class SampleFinder(QWidget):
    """The split, a field for an index, and a button for any sample.

    Signals
    -------
    split_chosen : str
    index_entered : int
    random_asked
    """

    split_chosen = pyqtSignal(str)
    index_entered = pyqtSignal(int)
    random_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._split = WholeListBox()
        self._split.setObjectName("SplitChoice")
        self._split.setProperty("flat", "true")
        self._split.addItems(SPLIT_NAMES)
        self._split.setAccessibleName("Split")
        self._split.setToolTip(SPLIT_TIP)
        self._split.activated.connect(lambda place: self.split_chosen.emit(SPLIT_NAMES[place]))
        self._validator = QIntValidator(0, 0, self)
        self._field = self._make_field()
        self._random = QToolButton()
        self._random.setObjectName("RandomSample")
        self._random.setText("Random")
        self._random.setStyleSheet("QToolButton { font-size: 11px; padding: 3px 4px; }")
        self._random.setToolTip(RANDOM_TIP)
        self._random.setStatusTip(RANDOM_TIP)
        self._random.clicked.connect(self.random_asked.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self._split)
        layout.addWidget(self._field, 1)
        layout.addWidget(self._random)

    def minimumSizeHint(self) -> QSize:
        """Return room for split and field; the button gives way (R does the same)."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the button where there is room."""
        super().resizeEvent(event)
        self._random.setVisible(self.width() >= WIDE)

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("SampleIndex")
        field.setPlaceholderText("#")
        field.setAccessibleName("Go to sample number")
        field.setMinimumWidth(40)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setValidator(self._validator)
        field.returnPressed.connect(self._on_return)
        return field

    def show_split(self, name: str, samples: int) -> None:
        """Show another split with its range of indices."""
        self._split.setCurrentIndex(SPLIT_NAMES.index(name))
        self._validator.setTop(max(samples - 1, 0))
        tip = f"Go to a sample by its number, 0 to {format_count(max(samples - 1, 0))}"
        self._field.setToolTip(tip)
        self._field.setStatusTip(tip)

    @pyqtSlot()
    def _on_return(self) -> None:
        self.index_entered.emit(int(self._field.text()))
        self._field.clear()
