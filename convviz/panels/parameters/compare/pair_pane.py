"""The middle of the page: one pair of arrays as pictures, and filter by filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from convviz.panels.parameters.compare.filter_bars import FilterBars
from convviz.panels.parameters.compare.pair_pictures import MOST_AT_ONCE, PairPictures
from convviz.panels.parameters.compare.pair_view import PairView
from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.plotting import EmptyNote
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.panels.parameters.compare.pair_rows import PairRow
    from convviz.panels.parameters.drawing import Index
    from convviz.session import Session
    from convviz.theming import Theme
    from engine.checkpoints.comparing import Pair

_MARGIN = 12


class PairPane(QWidget):
    """Show what is selected in the table.

    Parameters
    ----------
    session : Session
        Makes the pictures of large arrays, beside the window.
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row: PairRow | None = None
        self.title = plain_label(role="title")
        self.what = ElidedLabel("caption")
        self.pair_view = PairView(theme)
        self.filters = FilterBars(theme)
        self.empty = EmptyNote(theme, "No array is selected.")
        self._pages = QStackedWidget()
        self._scroll = QScrollArea()
        self._lay_out()
        self.pair_view.chosen.connect(self._on_part_chosen)
        self.filters.chosen.connect(self.pair_view.select_filter)

    def show_row(self, row: PairRow) -> None:
        """Show a pair, or say why it has no pictures."""
        self._row = row
        self.title.setText(row.name)
        pair = row.pair
        self.what.setText("")
        if pair is None:
            self._explain(f"This array is {row.words}: there is nothing to compare it with.")
            return
        self.what.setText(_what(row, pair))
        if pair.a.array.size <= MOST_AT_ONCE:
            self._show_pictures(row, PairPictures.of(pair))
            return
        self.empty.set_text("The pictures of this large array are being made…")
        self._pages.setCurrentWidget(self.empty)
        self._session.start_job(
            "Pictures of the comparison",
            lambda control: PairPictures.of(pair, lambda: not control.cancelled),
            lambda pictures: self._show_pictures(row, pictures),
        )

    def _show_pictures(self, row: PairRow, pictures: PairPictures | None) -> None:
        pair = row.pair
        if row is not self._row or pair is None:
            return  # another one was chosen meanwhile
        if pair.difference is None or pictures is None:
            reason = pair.words or "The array is empty."
            self._explain(f"There is no difference of numbers to show. {reason}")
            return
        self.pair_view.show_pictures(pictures)
        axes = pictures.a.axes if pair.a.array.ndim > 1 else ()
        self.filters.show_difference(pair.difference, axes)
        self._pages.setCurrentWidget(self._scroll)

    def _explain(self, reason: str) -> None:
        self.empty.set_text(reason, "not applicable")
        self._pages.setCurrentWidget(self.empty)

    def _on_part_chosen(self, part: Index) -> None:
        self.filters.select_filter(part[0])

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(_MARGIN, 8, _MARGIN, 0)
        heading.setSpacing(8)
        heading.addWidget(self.title)
        heading.addWidget(self.what, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(_MARGIN, 0, _MARGIN, _MARGIN)
        column.setSpacing(16)
        column.addWidget(self.pair_view)
        column.addWidget(self.filters)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addWidget(self._pages, 1)


def _what(row: PairRow, pair: Pair) -> str:
    """Say shape and places, where they are not its name, and what else differs."""
    places = list(dict.fromkeys(quoted(item.place, 40) for item in (pair.a, pair.b)))
    where = f"{places[0]} in A, {places[1]} in B" if len(places) > 1 else places[0]
    parts = (row.text_of_shape, "" if where == row.name else where, pair.words)
    return " · ".join(part for part in parts if part)
