"""The button that says what to compare with."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QAction

    from convviz.session import Session
    from convviz.theming import Theme

_KINDS = "Parameters (*.pkl *.pickle *.npz *.npy *.safetensors *.gz *.bz2 *.xz);;All files (*)"


class CompareButton(QPushButton):
    """Compare what PARAMETERS shows with another file, or with a moment of the run.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme.icon("git-compare-arrows"), "Compare…", parent)
        self._session = session
        tip = "Compare with another file, the running network, or a moment of its training"
        self.setToolTip(tip)
        self.setStatusTip(tip)
        self.setAccessibleName("Compare")
        self.choices = QMenu(self)
        self.choices.setToolTipsVisible(True)
        self.choices.aboutToShow.connect(self._fill)
        self.setMenu(self.choices)

    def _fill(self) -> None:
        comparing = self._session.comparing
        opened = self._session.files.opened
        has_run = self._session.run_info is not None
        self.choices.clear()
        self._add("Another file…", "Choose a parameters file", self._choose_file)
        network = self._add(
            "The running network", "Compare the opened file with it", comparing.with_network
        )
        network.setEnabled(has_run and opened is not None)
        first = self._add(
            "First values of the run",
            "Compare with the parameters before the first batch",
            comparing.with_first_values,
        )
        first.setEnabled(has_run)
        self.choices.addSeparator()
        for name in reversed(comparing.moments):
            tip = "Compare with this moment of the run"
            self._add(name, tip, partial(comparing.with_moment, name))
        keep = self._add(
            "Keep this moment",
            "Keep the parameters of now, to compare with them later",
            comparing.keep_moment,
        )
        keep.setEnabled(has_run)

    def _add(self, text: str, tip: str, does: Callable[[], object]) -> QAction:
        action = self.choices.addAction(text)
        assert action is not None
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(lambda _: does())
        return action

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Compare with", "", _KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        compare = self._session.comparing.with_file
        dialog.fileSelected.connect(lambda name: compare(Path(name)))
        dialog.open()
