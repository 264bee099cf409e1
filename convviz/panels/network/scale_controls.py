"""The choice of how many layers share a scale, and the lock over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, QSize, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from convviz.panels.network.scaling import Scope

if TYPE_CHECKING:
    from convviz.theming import Theme

CHOICES = {Scope.LAYER: "per layer", Scope.BLOCK: "per block", Scope.NETWORK: "network"}
SCALE_TIP = (
    "Which layers share one scale of colours. "
    "Per block: convolution, ReLU and pooling, so that clipping is seen as clipping"
)


class ScaleControls(QWidget):
    """Scope of the scales and lock; a word instead where the network is folded.

    Signals
    -------
    scope_chosen : Scope
    lock_toggled : bool
    """

    scope_chosen = pyqtSignal(object)
    lock_toggled = pyqtSignal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folded = QLabel("folded to the selected channels")
        self._folded.setProperty("role", "hint")
        self._label = QLabel("Scale")
        self._label.setProperty("role", "hint")
        self._scope = self._make_scope()
        self._label.setBuddy(self._scope)
        self._lock = self._make_lock()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._folded, self._label, self._scope, self._lock):
            layout.addWidget(widget)
        self.show_folded(False)

    def _make_scope(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("NetworkScale")
        box.setProperty("flat", "true")
        box.addItems(list(CHOICES.values()))
        box.setCurrentIndex(list(CHOICES).index(Scope.BLOCK))
        box.setToolTip(SCALE_TIP)
        box.setStatusTip(SCALE_TIP)
        box.setAccessibleName("Scale of colours")
        box.activated.connect(self._on_activated)
        return box

    def _make_lock(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("NetworkLock")
        button.setCheckable(True)
        button.setIconSize(QSize(15, 15))
        button.setIcon(self._theme.icon("lock-open", "text3"))
        button.setAccessibleName("Lock the scales over time")
        tip = "Keep the scales as they are now, so that change over time is seen as change"
        button.setToolTip(tip)
        button.setStatusTip(tip)
        button.toggled.connect(self._on_toggled)
        return button

    @property
    def locked(self) -> bool:
        """Whether the scales are kept."""
        return self._lock.isChecked()

    def show_locked(self, locked: bool) -> None:
        """Show the lock open or closed without a signal."""
        with QSignalBlocker(self._lock):
            self._lock.setChecked(locked)
        self._show_icon()

    def show_folded(self, folded: bool) -> None:
        """Say that the network is folded, instead of offering scales."""
        self._folded.setVisible(folded)
        for widget in (self._label, self._scope, self._lock):
            widget.setVisible(not folded)

    def _show_icon(self) -> None:
        locked = self._lock.isChecked()
        icon = self._theme.icon(
            "lock" if locked else "lock-open", "accent" if locked else "text3"
        )
        self._lock.setIcon(icon)

    @pyqtSlot(int)
    def _on_activated(self, place: int) -> None:
        self.scope_chosen.emit(list(CHOICES)[place])

    @pyqtSlot(bool)
    def _on_toggled(self, locked: bool) -> None:
        self._show_icon()
        self.lock_toggled.emit(locked)
