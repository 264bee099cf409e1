"""What no file says and a person may know: the activation, and what a pooling keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QComboBox, QGridLayout, QWidget

from convviz.panels.parameters.labels import plain_label
from convviz.panels.parameters.meaning.words import activation_name
from engine.checkpoints.architectures import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.architectures import Alternative

_POOLINGS = {"max": "the largest", "mean": "the mean"}


class ChoicesBar(QWidget):
    """Two small combo boxes; those without a meaning for the networks are not shown.

    Signals
    -------
    changed
        The person has chosen something else.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activation = _combo("Activation after every layer but the last")
        for activation in ACTIVATIONS:
            self.activation.addItem(activation_name(activation), activation)
        self.pooling = _combo("What a pooling keeps of its window")
        for kind, name in _POOLINGS.items():
            self.pooling.addItem(name, kind)
        self._touched: set[QComboBox] = set()
        self._labels = plain_label("Activation", "caption"), plain_label("Pooling", "caption")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setColumnMinimumWidth(2, 8)
        grid.setColumnStretch(5, 1)
        grid.addWidget(self._labels[0], 0, 0)
        grid.addWidget(self.activation, 0, 1)
        grid.addWidget(self._labels[1], 0, 3)
        grid.addWidget(self.pooling, 0, 4)
        for combo in (self.activation, self.pooling):
            combo.activated.connect(self._on_activated)

    def show_choices(self, alternatives: Sequence[Alternative]) -> None:
        """Begin with what the first of the networks has."""
        self._touched.clear()
        for combo, label, kinds in (
            (self.activation, self._labels[0], [a.activation for a in alternatives]),
            (self.pooling, self._labels[1], [a.pooling for a in alternatives]),
        ):
            first = next(filter(None, kinds), "")
            combo.setCurrentIndex(max(0, combo.findData(first)))
            combo.setVisible(bool(first))
            label.setVisible(bool(first))
        self.setVisible(any(a.activation or a.pooling for a in alternatives))

    def applied_to(self, alternative: Alternative) -> Alternative:
        """Return a network with what was chosen; what was not touched stays."""
        if self.activation in self._touched:
            alternative = alternative.changed(activation=self.activation.currentData())
        if self.pooling in self._touched:
            alternative = alternative.changed(pooling=self.pooling.currentData())
        return alternative

    @pyqtSlot(int)
    def _on_activated(self, _: int) -> None:
        combo = self.sender()
        assert isinstance(combo, QComboBox)
        self._touched.add(combo)
        self.changed.emit()


def _combo(what: str) -> QComboBox:
    combo = QComboBox()
    combo.setProperty("flat", True)
    combo.setMinimumContentsLength(4)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setAccessibleName(what)
    combo.setToolTip(f"{what}: no file says it. A change tries the networks again.")
    return combo
