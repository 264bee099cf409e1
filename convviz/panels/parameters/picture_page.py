"""One array as a picture, in a histogram, and what is selected of it in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.panels.parameters.picture_view import PictureView
from convviz.panels.parameters.selection_numbers import SelectionNumbers
from convviz.plotting import HistogramView

if TYPE_CHECKING:
    from convviz.theming import Theme

MARGIN_PX = 12
_HISTOGRAM_PX = 150


class PicturePage(QWidget):
    """Hold the widgets that show an array, from top to bottom.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture_view = PictureView(theme)
        self.no_picture = plain_label(role="hint", wraps=True)
        self.caption = ElidedLabel("hint")
        self.limit = plain_label(role="hint")
        self.histogram = HistogramView(theme)
        self.histogram.setFixedHeight(_HISTOGRAM_PX)
        self.selection = SelectionNumbers(theme)
        self.counts = plain_label(role="hint", wraps=True)
        below = QHBoxLayout()
        below.addWidget(self.caption, 1)
        below.addWidget(self.limit)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, 0, MARGIN_PX, MARGIN_PX)
        column.setSpacing(8)
        column.addWidget(self.picture_view)
        column.addWidget(self.no_picture)
        column.addLayout(below)
        column.addWidget(self.histogram)
        column.addWidget(self.selection)
        column.addWidget(self.counts)
        column.addStretch(1)

    def show_picture(self, *, shown: bool) -> None:
        """Show the picture and what belongs to it, or why there is none."""
        for widget in (self.picture_view, self.caption, self.limit, self.selection):
            widget.setVisible(shown)
        self.no_picture.setVisible(not shown)

    def set_room(self, width: int) -> None:
        """Fit into `width` pixels."""
        self.picture_view.set_room(width)
        self.selection.set_room(width)
