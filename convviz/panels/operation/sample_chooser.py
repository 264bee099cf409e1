"""Chooses the sample that is looked at while a batch is held: one of it, or the pinned one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QIcon, QPixmap
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from convviz.plotting import Scale, format_count, map_image
from engine.inspection import INPUT

if TYPE_CHECKING:
    from convviz.session import Frame, HeldBatch, Session
    from convviz.theming import Theme

_THUMB = 40
_ACROSS = 8
_MOST_ROWS = 6


class SampleChooser(QWidget):
    """Two arrows, and a menu with the pinned sample and a thumbnail of each in the batch.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._frame: Frame | None = None
        self.setObjectName("SampleChooser")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.before = self._arrow("‹", "The sample before in the batch", -1)
        self.after = self._arrow("›", "The next sample of the batch", 1)
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setAccessibleName("Sample")
        self.button.setToolTip("Which sample is looked at: any of the batch, or the pinned one")
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.before, self.button, self.after):
            layout.addWidget(widget)
        self.hide()

    def _arrow(self, text: str, words: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(words)
        button.setStatusTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self.go(step))
        return button

    def show_frame(self, frame: Frame | None) -> None:
        """Say what is looked at; nothing, where no batch is held."""
        self._frame = frame
        if frame is None or frame.held is None:
            self.hide()
            return
        n, count = frame.batch_sample, len(frame.held)
        self.button.setText(
            f"pinned #{format_count(frame.sample.index)}" if n is None else f"n {n} of {count}"
        )
        self.before.setEnabled(n is not None and n > 0)
        self.after.setEnabled(n is not None and n < count - 1)
        self.show()

    def go(self, step: int) -> None:
        """Look at another sample of the batch."""
        frame = self._frame
        if frame is None or frame.held is None or frame.batch_sample is None:
            return
        n = frame.batch_sample + step
        if n in range(len(frame.held)):
            self._session.looking.at(n)

    def _fill(self) -> None:
        """Fill the menu with what there is to choose."""
        self.menu.clear()
        frame = self._frame
        if frame is None or frame.held is None:
            return
        pinned = format_count(self._session.pinned.index)
        action = self.menu.addAction(f"Pinned sample #{pinned}, by itself")
        assert action is not None
        action.setCheckable(True)
        action.setChecked(frame.batch_sample is None)
        action.triggered.connect(lambda: self._session.looking.at(None))
        thumbs = QWidgetAction(self.menu)
        thumbs.setDefaultWidget(self._thumbs(frame.held, frame.batch_sample))
        self.menu.addAction(thumbs)

    def _thumbs(self, held: HeldBatch, chosen: int | None) -> QListWidget:
        """Return a list with a picture of every sample of the batch."""
        view = QListWidget()
        view.setViewMode(QListWidget.ViewMode.IconMode)
        view.setIconSize(QSize(_THUMB, _THUMB))
        view.setGridSize(QSize(_THUMB + 8, _THUMB + 22))
        view.setMovement(QListWidget.Movement.Static)
        view.setAccessibleName("Samples of the batch")
        rows = min(-(-len(held) // _ACROSS), _MOST_ROWS)
        view.setFixedSize(_ACROSS * (_THUMB + 8) + 24, rows * (_THUMB + 22) + 8)
        scale = Scale("image", 1.0, "image")
        run = self._session.run_info
        for n in range(len(held)):
            image = map_image(held.batch.activations[INPUT][n, 0], scale, self._theme)
            item = QListWidgetItem(
                QIcon(QPixmap.fromImage(image).scaled(_THUMB, _THUMB)), str(n)
            )
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            label = int(held.batch.labels[n])
            name = run.classes[label] if run is not None else str(label)
            item.setToolTip(f"n {n}: #{format_count(int(held.batch.indices[n]))}, {name}")
            view.addItem(item)
        if chosen is not None:
            view.setCurrentRow(chosen)
        view.itemClicked.connect(lambda item: self._choose(view.row(item)))
        view.itemActivated.connect(lambda item: self._choose(view.row(item)))
        return view

    def _choose(self, n: int) -> None:
        self.menu.hide()
        self._session.looking.at(n)
