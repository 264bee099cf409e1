"""A row of choices of which exactly one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping


class Switch(QWidget):
    """Let a person choose one of a few things that are all in sight.

    Parameters
    ----------
    choices : mapping of str to str
        What is shown, by the key that `chosen` carries.
    name : str
        What is chosen here, for those who do not see it ("Direction").

    Signals
    -------
    chosen : str
        Key of the new choice.
    """

    chosen = pyqtSignal(str)

    def __init__(
        self, choices: Mapping[str, str], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(22)
        self._group = QButtonGroup(self)
        self._keys = tuple(choices)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for number, text in enumerate(choices.values()):
            button = QToolButton(self)
            button.setText(text)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {text}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)

    @property
    def choice(self) -> str:
        """Key of what is chosen."""
        return self._keys[self._group.checkedId()]

    def choose(self, key: str) -> None:
        """Choose `key` without a signal."""
        with QSignalBlocker(self._group):
            self._button(self._keys.index(key)).setChecked(True)

    def set_text(self, key: str, text: str) -> None:
        """Show another text for `key`."""
        button = self._button(self._keys.index(key))
        button.setText(text)
        button.setAccessibleName(f"{self.accessibleName()}: {text}")

    def set_enabled(self, key: str, *, enabled: bool, reason: str = "") -> None:
        """Let `key` be chosen or not; `reason` says why not, as its tooltip."""
        button = self._button(self._keys.index(key))
        button.setEnabled(enabled)
        button.setToolTip(reason)

    def set_shown(self, key: str, *, shown: bool) -> None:
        """Show `key` or not, where there is no room for what it stands for."""
        self._button(self._keys.index(key)).setVisible(shown)

    def set_tip(self, key: str, tip: str) -> None:
        """Explain `key` in a tooltip and in the status bar."""
        button = self._button(self._keys.index(key))
        button.setToolTip(tip)
        button.setStatusTip(tip)

    def _button(self, number: int) -> QToolButton:
        button = self._group.button(number)
        assert isinstance(button, QToolButton)
        return button

    @pyqtSlot(int, bool)
    def _on_toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(self._keys[number])
