"""What the gallery shows: split, right or wrong, class; and ways to one sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QIntValidator
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from convviz.panels.samples.choice import Outcome
from convviz.plotting import format_count
from convviz.theming import Switch
from engine.data import SPLIT_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL_CLASSES = "All classes"


class ClassFilter(QComboBox):
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
        self.setMaximumWidth(96)
        self.setAccessibleName("Class")
        tip = "Show the samples of one class"
        self.setToolTip(tip)
        self.setStatusTip(tip)
        self.activated.connect(self._on_activated)

    def show_classes(self, classes: Sequence[str]) -> None:
        """Offer other classes, and show all of them."""
        self.clear()
        self.addItems([ALL_CLASSES, *classes])

    @property
    def label(self) -> int | None:
        """Number of the chosen class; None for all."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    @pyqtSlot(int)
    def _on_activated(self, place: int) -> None:
        self.chosen.emit(place - 1 if place else None)


class OutcomeSwitch(Switch):
    """All, those that are recognised, those that are not, with their numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__({"all": "All", "right": "✓", "wrong": "✗"}, "Right or wrong", parent)
        self.setObjectName("OutcomeSwitch")
        self.set_tip("all", "Show every sample")

    @property
    def outcome(self) -> Outcome:
        """What is chosen."""
        return Outcome(self.choice)

    def show_counts(self, counts: tuple[int, int] | None, samples: int) -> None:
        """Show how many are right and wrong, or offer to find out."""
        right, wrong = ("", "") if counts is None else map(format_count, counts)
        self.set_text("right", f"✓ {right}".strip())
        self.set_text("wrong", f"✗ {wrong}".strip())
        ask = "" if counts else f": asks the network about {format_count(samples)} samples"
        self.set_tip("right", f"Show the samples that are recognised{ask}")
        self.set_tip("wrong", f"Show the samples that are taken for something else{ask}")


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
        self._split = QComboBox()
        self._split.setObjectName("SplitChoice")
        self._split.setProperty("flat", "true")
        self._split.addItems(SPLIT_NAMES)
        self._split.setAccessibleName("Split")
        self._split.setToolTip(
            "Which part of the data set: trained on, validated on, tested on"
        )
        self._split.activated.connect(lambda place: self.split_chosen.emit(SPLIT_NAMES[place]))
        self._validator = QIntValidator(0, 0, self)
        self._field = self._make_field()
        self._random = QToolButton()
        self._random.setObjectName("RandomSample")
        self._random.setText("Random")
        self._random.setToolTip("Pin any of the samples shown")
        self._random.setStatusTip("Pin any of the samples shown")
        self._random.clicked.connect(self.random_asked.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(2)
        layout.addWidget(self._split)
        layout.addWidget(self._field, 1)
        layout.addWidget(self._random)

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("SampleIndex")
        field.setPlaceholderText("#")
        field.setAccessibleName("Go to sample number")
        field.setMinimumWidth(44)
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
