"""The history of the cost that a file holds, as a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import plain_label
from convviz.panels.parameters.words import history_text
from convviz.plotting import LOSS, CurveView
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.theming import Theme
    from engine.checkpoints import Reading


class HistoryView(QWidget):
    """Draw the losses of a file by the same rules as those of the run.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = plain_label()
        self.place.setFont(theme.text(11, 500))
        self.words = plain_label(role="caption", wraps=True)
        self.curve = CurveView(theme, (LOSS,), "The file has no history of the cost.")
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self.place)
        heading.addWidget(self.words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(heading)
        layout.addWidget(self.curve, 1)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draw the curve anew once its axes have their places."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self.curve.refresh)

    def show_history(self, reading: Reading) -> bool:
        """Draw the history of a file; return whether there is one to draw."""
        history = reading.history
        self.curve.clear()
        if history is None or len(history) < 2:
            return False
        self.place.setText(quoted(reading.history_place))
        self.words.setText(history_text(history))
        self.curve.extend(np.arange(1, len(history) + 1), {"loss": history})
        self.curve.refresh()
        return True
