"""The middle of the panel: one array as a picture, in a histogram and in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSlot
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convviz.panels.parameters.bars_drawing import BarsDrawing
from convviz.panels.parameters.describe import shape_text
from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.panels.parameters.matrix_drawing import MatrixDrawing
from convviz.panels.parameters.mosaic_drawing import MosaicDrawing
from convviz.panels.parameters.numbers_view import NumbersView, number_text
from convviz.panels.parameters.picture_view import PictureView
from convviz.panels.parameters.pictures import Picture, picture_of
from convviz.panels.parameters.selection_numbers import SelectionNumbers
from convviz.plotting import HistogramView, format_count, format_exact
from convviz.theming import Switch

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.panels.parameters.drawing import Drawing, Index
    from convviz.panels.parameters.facts import StatisticsStore
    from convviz.theming import Theme
    from engine.checkpoints import Statistics
    from engine.checkpoints.node import AnyArray

_MARGIN = 12
_SCROLL_BAR_PX = 10
_MOST_IN_HISTOGRAM = 1 << 22


class ArrayPane(QWidget):
    """Show one array.

    Parameters
    ----------
    theme : Theme
    store : StatisticsStore
        Describes the array.
    """

    def __init__(
        self, theme: Theme, store: StatisticsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._array: AnyArray | None = None
        self._picture: Picture | None = None
        self._name = ""
        self.title = plain_label(role="title")
        self.what = ElidedLabel("caption")
        self.switch = Switch({"picture": "Picture", "numbers": "Numbers"}, "Show as")
        self.picture_view = PictureView(theme)
        self.no_picture = plain_label(role="hint", wraps=True)
        self.caption = ElidedLabel("hint")
        self.limit = plain_label(role="hint")
        self.histogram = HistogramView(theme)
        self.selection = SelectionNumbers(theme)
        self.counts = plain_label(role="hint", wraps=True)
        self.numbers_view = NumbersView(theme)
        self._pages = QStackedWidget()
        self._scroll = QScrollArea()
        self._lay_out()
        self.switch.chosen.connect(self._on_switched)
        self.picture_view.pointed.connect(self._on_pointed)
        self.picture_view.chosen.connect(self._on_chosen)
        store.arrived.connect(self._on_statistics_arrived)

    def show_array(self, array: AnyArray, name: str, *, keep: bool = False) -> None:
        """Show an array.

        Parameters
        ----------
        array : ndarray
            Of any dtype and shape.
        name : str
            What it is called, fit to be shown: "conv2.w".
        keep : bool, default=False
            Whether it is the array that is shown already, at another moment: what is
            selected in it then stays so.
        """
        selected = self.picture_view.selected if keep else None
        self._array, self._name = array, name
        self.title.setText(name)
        self.what.setText(f"{shape_text(array.shape)} {array.dtype}")
        self.numbers_view.show_array(array)
        self._picture = picture_of(array)
        drawing = _drawing_of(self._picture)
        has_picture = drawing is not None
        for widget in (self.picture_view, self.caption, self.limit, self.selection):
            widget.setVisible(has_picture)
        self.no_picture.setVisible(not has_picture)
        self.no_picture.setText(self._picture.note)
        if drawing is not None:
            self.picture_view.show_drawing(drawing, selected)
            self._on_chosen(self.picture_view.selected)
            self._on_pointed(None)
        self._show_histogram(self._picture)
        self._show_statistics()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give the picture the width there is, as if the scroll bar were always there."""
        super().resizeEvent(event)
        room = max(120, self.width() - 2 * _MARGIN - _SCROLL_BAR_PX)
        self.picture_view.set_room(room)
        self.selection.set_room(room)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(_MARGIN, 8, _MARGIN, 0)
        heading.setSpacing(8)
        heading.addWidget(self.title)
        heading.addWidget(self.what, 1)
        heading.addWidget(self.switch)
        self._scroll.setWidget(self._picture_page())
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.numbers_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addWidget(self._pages, 1)

    def _picture_page(self) -> QWidget:
        below = QHBoxLayout()
        below.addWidget(self.caption, 1)
        below.addWidget(self.limit)
        self.histogram.setFixedHeight(150)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(_MARGIN, 0, _MARGIN, _MARGIN)
        column.setSpacing(8)
        column.addWidget(self.picture_view)
        column.addWidget(self.no_picture)
        column.addLayout(below)
        column.addWidget(self.histogram)
        column.addWidget(self.selection)
        column.addWidget(self.counts)
        column.addStretch(1)
        return page

    def _show_histogram(self, picture: Picture) -> None:
        array = self._array
        if array is None or picture.kind == "none":
            self.histogram.set_empty("There are no numbers to count.", "not applicable")
        elif array.size > _MOST_IN_HISTOGRAM:
            most = format_count(_MOST_IN_HISTOGRAM)
            self.histogram.set_empty(
                f"An array of more than {most} numbers has its histogram in the table.",
                "not applicable",
            )
        else:
            whole = picture if not picture.note else picture_of(array.reshape(-1))
            self.histogram.set_values(whole.x, whole.scale)

    def _show_statistics(self) -> None:
        statistics = None if self._array is None else self._store.get(self._array)
        if statistics is None:
            self.counts.setText("")
            return
        self.counts.setText(_counts_text(statistics))
        self.limit.setText(f"max |w| = {format_exact(statistics.limit)}")

    @pyqtSlot(str)
    def _on_switched(self, key: str) -> None:
        self._pages.setCurrentIndex(1 if key == "numbers" else 0)

    @pyqtSlot(object)
    def _on_pointed(self, index: Index | None) -> None:
        if self._picture is None:
            return
        if index is None:
            self.caption.setText(self._picture.note or "one scale for the array")
            return
        where = f"[{', '.join(map(str, index))}]"
        self.caption.setText(f"{where} = {number_text(self._picture.x[index])}")

    @pyqtSlot(object)
    def _on_chosen(self, part: Index) -> None:
        if self._picture is not None and self._picture.kind != "none":
            self.selection.show_part(self._picture, part, self._name.rpartition(".")[2])

    @pyqtSlot()
    def _on_statistics_arrived(self) -> None:
        self._show_statistics()


def _drawing_of(picture: Picture) -> Drawing | None:
    match picture.kind:
        case "mosaic":
            return MosaicDrawing(picture)
        case "matrix":
            return MatrixDrawing(picture)
        case "bars":
            return BarsDrawing(picture)
    return None


def _counts_text(statistics: Statistics) -> str:
    infinite = statistics.positive_infinities + statistics.negative_infinities
    return (
        f"{format_count(statistics.zeros)} zeros, {format_count(statistics.nans)} NaN, "
        f"{format_count(infinite)} infinite in the array"
    )
