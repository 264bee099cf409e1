"""How much every filter, or every row, has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from convviz.panels.parameters.bars_drawing import BarsDrawing
from convviz.panels.parameters.compare.words import number, share
from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.panels.parameters.picture_view import PictureView
from convviz.panels.parameters.pictures import picture_of
from convviz.plotting import Scale

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.panels.parameters.drawing import Index
    from convviz.theming import Theme
    from engine.checkpoints.comparing import Difference

_MOST = 1 << 14


class FilterBars(QWidget):
    """A bar per filter: the norm of its change.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    chosen : int
        The filter that was clicked or reached by a key.
    """

    chosen = pyqtSignal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._difference: Difference | None = None
        self._what = "filter"
        self._block = 1
        self.title = plain_label(role="title")
        self.view = PictureView(theme)
        self.view.setAccessibleName("Change of every filter")
        self.readout = ElidedLabel("caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.view)
        layout.addWidget(self.readout)
        self.view.pointed.connect(self._on_pointed)
        self.view.chosen.connect(self._on_chosen)

    def show_difference(self, found: Difference, axes: tuple[str, ...]) -> None:
        """Show the filters of one array, whose first axis is `axes[0]`; () has none."""
        self._difference = found
        self._what = next(iter(axes), "") or "entry along axis 0"
        has_bars = bool(axes) and 0 < len(found.by_filter) <= _MOST
        self.setVisible(has_bars)
        if not has_bars:
            return
        self.title.setText(f"Change of every {self._what}, ‖B − A‖")
        picture = picture_of(found.by_filter)
        picture = replace(picture, scale=Scale.of([picture.x], "positive"))
        self._block = picture.block[0]
        self.view.show_drawing(BarsDrawing(picture))
        self._on_pointed(None)

    def select_filter(self, place: int) -> None:
        """Select the bar of a filter."""
        if self._difference is not None and place < len(self._difference.by_filter):
            self.view.selected = (place // self._block,)
            self.view.update()
            self._on_pointed(None)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self.view.set_room(max(120, self.width()))

    def _on_pointed(self, index: Index | None) -> None:
        shown = index or self.view.selected
        if self._difference is None or not shown:
            return
        place = shown[0] * self._block
        change = float(self._difference.by_filter[place])
        size = float(self._difference.of_filter[place])
        part = share(change / size) if size else "–"
        self.readout.setText(f"{self._what} {place}: {number(change)}, {part} of its norm in A")

    def _on_chosen(self, part: Index) -> None:
        self._on_pointed(None)
        self.chosen.emit(part[0] * self._block)
