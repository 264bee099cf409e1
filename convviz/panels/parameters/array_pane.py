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
from convviz.panels.parameters.blocks import as_float32
from convviz.panels.parameters.describe import order_text, plain_tip, shape_text
from convviz.panels.parameters.distribution_of import distribution_of
from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.panels.parameters.matrix_drawing import MatrixDrawing
from convviz.panels.parameters.mosaic_drawing import MosaicDrawing
from convviz.panels.parameters.numbers_view import NumbersView, number_text
from convviz.panels.parameters.picture_maker import PictureMaker
from convviz.panels.parameters.picture_page import MARGIN_PX, PicturePage
from convviz.plotting import Scale, format_count, format_exact
from convviz.theming import Switch
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.panels.parameters.drawing import Drawing, Index
    from convviz.panels.parameters.facts import StatisticsStore
    from convviz.panels.parameters.foldings import Folding
    from convviz.panels.parameters.pictures import Picture
    from convviz.session import Session
    from convviz.theming import Theme
    from engine.checkpoints import Statistics
    from engine.checkpoints.node import AnyArray

_SCROLL_BAR_PX = 10
_COUNTED_AT_ONCE = 1 << 19
_LONGEST_TITLE = 24
_TITLES = {"mosaic": "Mosaic", "matrix": "Matrix", "bars": "Bars", "none": "Picture"}
_ORDERS = {"C": "C order", "F": "F order", "n": "no order of axes"}


class ArrayPane(QWidget):
    """Show one array.

    Parameters
    ----------
    session : Session
        Runs long work.
    theme : Theme
    store : StatisticsStore
        Describes the array.
    """

    def __init__(
        self,
        session: Session,
        theme: Theme,
        store: StatisticsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._array: AnyArray | None = None
        self._picture: Picture | None = None
        self._folding: Folding | None = None
        self._axes: tuple[str, ...] = ()
        self._selected: Index | None = None
        self._is_described = False
        self._name = ""
        self.maker = PictureMaker(session, self)
        self.title = plain_label(role="title")
        self.what = ElidedLabel("caption")
        self.switch = _switch()
        self.page = PicturePage(theme)
        self.picture_view, self.selection = self.page.picture_view, self.page.selection
        self.numbers_view = NumbersView(theme)
        self._pages = QStackedWidget()
        self._scroll = QScrollArea()
        self._lay_out()
        self.switch.chosen.connect(self._on_switched)
        self.picture_view.pointed.connect(self._on_pointed)
        self.picture_view.chosen.connect(self._on_chosen)
        self.maker.made.connect(self._on_made)
        store.arrived.connect(self._on_statistics_arrived)

    def show_array(
        self,
        array: AnyArray,
        name: str,
        *,
        folding: Folding | None = None,
        axes: tuple[str, ...] = (),
        keep: bool = False,
    ) -> None:
        """Show an array.

        Parameters
        ----------
        array : ndarray
            Of any dtype and shape.
        name : str
            What it is called, fit to be shown: "conv2.w".
        folding : Folding, optional
            How the inputs of a unit are maps, if they are.
        axes : tuple of str, optional
            What its axes are, if that is known.
        keep : bool, default=False
            Whether it is the array that is shown already, at another moment: what is
            selected in it then stays so.
        """
        self._selected = self.picture_view.selected if keep else None
        self._array, self._name, self._folding, self._axes = array, name, folding, axes
        self.title.setText(quoted(name, _LONGEST_TITLE))
        self.title.setToolTip(plain_tip(name))
        order = order_text(array)
        self.what.setText(f"{shape_text(array.shape)} {array.dtype}, {_ORDERS[order[0]]}")
        self.switch.set_shown("maps", shown=folding is not None)
        if folding is None and self.switch.choice == "maps":
            self.switch.choose("picture")
            self._on_switched("picture")
        self.numbers_view.show_array(array)
        self._make_picture(is_other=not keep)
        self._show_statistics()

    def _make_picture(self, *, is_other: bool) -> None:
        array = self._array
        if array is None:
            return
        folding = self._folding if self.switch.choice == "maps" else None
        if not self.maker.make(array, folding, self._axes) and is_other:
            self._picture = None
            self.page.show_picture(shown=False)
            self.page.no_picture.setText("The picture is being worked out…")

    @pyqtSlot(object)
    def _on_made(self, picture: Picture) -> None:
        self._picture = picture
        drawing = _drawing_of(picture)
        self.page.show_picture(shown=drawing is not None)
        self.page.no_picture.setText(picture.note)
        if self.switch.choice != "maps":
            self.switch.set_text("picture", _TITLES[picture.kind])
        if drawing is not None:
            self.picture_view.show_drawing(drawing, self._selected)
            self._on_chosen(self.picture_view.selected)
            self._on_pointed(None)
        self._selected = None
        self._show_statistics()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give the picture the width there is, as if the scroll bar were always there."""
        super().resizeEvent(event)
        self.page.set_room(max(120, self.width() - 2 * MARGIN_PX - _SCROLL_BAR_PX))

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(MARGIN_PX, 8, MARGIN_PX, 0)
        heading.setSpacing(8)
        heading.addWidget(self.title)
        heading.addWidget(self.what, 1)
        heading.addWidget(self.switch)
        self._scroll.setWidget(self.page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.numbers_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addWidget(self._pages, 1)

    def _show_statistics(self) -> None:
        array = self._array
        if array is None:
            return
        statistics = self._store.get(array)
        self.page.counts.setText("" if statistics is None else _counts_text(statistics))
        if statistics is not None:
            limit = format_exact(statistics.limit)
            self.page.limit.setText(f"max |{self._short_name}| = {limit}")
        self._is_described = statistics is not None
        self._show_histogram(array, statistics)

    def _show_histogram(self, array: AnyArray, statistics: Statistics | None) -> None:
        histogram = self.page.histogram
        if array.dtype.kind not in "biufc":
            histogram.set_empty("There are no numbers to count.", "not applicable")
        elif not array.size:
            histogram.set_empty("The array is empty.", "not applicable")
        elif statistics is None:
            histogram.set_empty("The numbers are being counted…")
        elif not statistics.finite:
            count = format_count(array.size)
            histogram.set_empty(f"None of the {count} numbers is finite.", "not applicable")
        elif array.size <= _COUNTED_AT_ONCE:
            values = as_float32(array.reshape(-1))
            histogram.set_values(values, Scale.of(values, "signed", "array"))
        else:
            scale = Scale("signed", statistics.limit, "array")
            histogram.set_distribution(distribution_of(statistics, statistics.limit), scale)

    @property
    def _short_name(self) -> str:
        last = self._name.rpartition(".")[2]
        return last if last in {"w", "b"} else "x"

    @pyqtSlot(str)
    def _on_switched(self, key: str) -> None:
        self._pages.setCurrentIndex(1 if key == "numbers" else 0)
        if key != "numbers":
            self._make_picture(is_other=False)

    @pyqtSlot(object)
    def _on_pointed(self, index: Index | None) -> None:
        if self._picture is None:
            return
        if index is None:
            self.page.caption.setText(self._picture.note or "one scale for the array")
            return
        where = f"{self._short_name}[{self._picture.place(index)}]"
        if self._picture.is_whole:
            value = number_text(self._picture.numbers(index)[()])
            self.page.caption.setText(f"{where} = {value}")
        else:
            value = number_text(self._picture.x[index])
            self.page.caption.setText(f"{where}: the largest is {value}")

    @pyqtSlot(object)
    def _on_chosen(self, part: Index) -> None:
        if self._picture is not None and self._picture.kind != "none":
            self.selection.show_part(self._picture, part, self._short_name)

    @pyqtSlot()
    def _on_statistics_arrived(self) -> None:
        if not self._is_described:
            self._show_statistics()


def _switch() -> Switch:
    choices = {"picture": "Picture", "maps": "Maps", "numbers": "Numbers"}
    switch = Switch(choices, "Show as")
    switch.set_tip("picture", "Show the array as a picture, as it is")
    switch.set_tip("maps", "Show what each unit reads as maps, as large as they were")
    switch.set_tip("numbers", "Show every number of the array")
    return switch


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
