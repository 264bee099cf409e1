"""A, B and B − A side by side: pointing into one points into all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.panels.parameters.picture_view import PictureView
from convviz.plotting import ColorBar, format_exact

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.panels.parameters.compare.pair_pictures import PairPictures
    from convviz.panels.parameters.drawing import Index
    from convviz.theming import Theme

_TITLES = ("A", "B", "B − A")
_GAP = 10
_NARROWEST = 80


class PairView(QWidget):
    """Show the pictures of one pair of arrays.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    chosen : tuple of int
        The part (kernel, row or entry) that was clicked or reached by a key.
    """

    chosen = pyqtSignal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures: PairPictures | None = None
        self.views = tuple(PictureView(theme) for _ in _TITLES)
        self.bars = tuple(ColorBar(theme) for _ in _TITLES)
        self.readout = ElidedLabel("caption")
        self.readout.setAccessibleName("Both values under the pointer")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for title, view, bar in zip(_TITLES, self.views, self.bars, strict=True):
            view.setAccessibleName(f"Picture of {title}")
            view.pointed.connect(self._on_pointed)
            view.chosen.connect(self._on_chosen)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(plain_label(title, "title"))
            column.addWidget(view)
            column.addWidget(bar)
            column.addStretch(1)
            row.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.readout)

    def show_pictures(self, pictures: PairPictures) -> None:
        """Show other pictures; the part that changed most is selected."""
        self.pictures = pictures
        of_all = (pictures.a, pictures.b, pictures.change)
        drawings = pictures.drawings()
        first = drawings[2].first()
        for view, bar, drawing, picture in zip(
            self.views, self.bars, drawings, of_all, strict=True
        ):
            view.show_drawing(drawing, first)
            bar.set_scale(picture.scale)
        self._on_pointed(None)

    def select_filter(self, place: int) -> None:
        """Select the first part of a filter, a row or an entry."""
        part = self.views[0].selected
        if part and part[0] != place:
            self._select((place, *([0] * (len(part) - 1))))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the width among the three."""
        super().resizeEvent(event)
        room = max(_NARROWEST, (self.width() - 2 * _GAP) // 3)
        for view in self.views:
            view.set_room(room)

    def _on_pointed(self, index: Index | None) -> None:
        for view in self.views:
            view.point_at(index)
        if self.pictures is None:
            return
        if index is None:
            note = self.pictures.a.note
            self.readout.setText(f"A and B on one scale{f' · {note}' if note else ''}")
            return
        a, b, change = (
            float(picture.x[index])
            for picture in (self.pictures.a, self.pictures.b, self.pictures.change)
        )
        self.readout.setText(
            f"[{self.pictures.a.place(index)}]   A {format_exact(a)}   B {format_exact(b)}   "
            f"B − A {format_exact(change)}"
        )

    def _on_chosen(self, part: Index) -> None:
        self._select(part)
        self.chosen.emit(part)

    def _select(self, part: Index) -> None:
        for view in self.views:
            view.selected = part
            view.update()
