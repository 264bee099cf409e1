"""HISTOGRAMS: how the numbers of every layer are distributed at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QSize, Qt, pyqtSlot
from PyQt6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convviz.panels.panel import Panel
from convviz.plotting import EmptyNote, HistogramView, Scale
from convviz.session import Part, Selection
from convviz.theming import Switch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QMouseEvent, QResizeEvent

    from convviz.session import Frame, Session
    from convviz.theming import Theme
    from engine.arrays import Array

CONTENTS = {
    "activations": "Activations",
    "signals": "Their gradients",
    "weights": "Weights",
    "gradients": "Gradients",
    "update": "Updates",
}
_NEEDS = {
    "signals": Part.GRADIENTS,
    "gradients": Part.BATCH_GRADIENTS,
    "update": Part.UPDATE,
}
_TIPS = {
    "activations": "What each layer makes of the pinned sample",
    "signals": "dL/d activation, of the pinned sample",
    "weights": "Weights and biases of this moment",
    "gradients": "dL/d parameter of the last batch",
    "update": "What the last update has added to the parameters",
}
_CELL = QSize(196, 138)


class HistogramsPanel(Panel):
    """One histogram for each layer, of activations, gradients, weights or updates."""

    title = "Histograms"
    # Numbers of all layers are counted; that often is enough to see them move.
    least_interval_ms = 200

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.contents = Switch(CONTENTS, "Show", self)
        for key, tip in _TIPS.items():
            self.contents.set_tip(key, tip)
        self.heights = _choice("Height of a bar", ("counts", "log counts"))
        self.ranges = _choice("Range of the axes", ("own scale", "one scale"))
        self.cells: dict[str, HistogramCell] = {}
        self._note = EmptyNote(theme, "")
        self._board, self._pages = QWidget(), QStackedWidget()
        self._grid = QGridLayout(self._board)
        self._build()
        self.contents.chosen.connect(self._on_content_chosen)
        self.heights.currentIndexChanged.connect(self.invalidate)
        self.ranges.currentIndexChanged.connect(self.invalidate)
        session.frame_changed.connect(self.invalidate)
        session.run_changed.connect(self.invalidate)
        session.selection_changed.connect(self.invalidate)

    def header_widgets(self) -> list[QWidget]:
        """Return the choices of ranges and of heights."""
        return [self.ranges, self.heights]

    def redraw(self) -> None:
        """Count the numbers of the newest frame."""
        frame = self.session.frame
        arrays = {} if frame is None else _arrays(frame, self.contents.choice)
        if not arrays:
            self._note.set_text(self._reason())
            self._pages.setCurrentIndex(1)
            return
        self._pages.setCurrentIndex(0)
        if list(arrays) != list(self.cells):
            self._make_cells(arrays)
        shared = Scale.of(arrays.values(), "signed", "network") if self._shares_scale else None
        logarithmic = self.heights.currentIndex() == 1
        for name, x in arrays.items():
            cell = self.cells[name]
            cell.view.set_logarithmic(on=logarithmic)
            cell.view.set_values(x, shared or _own_scale(x))
            cell.set_selected(selected=cell.layer == self.session.selection.layer)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put as many histograms beside each other as have room."""
        super().resizeEvent(event)
        self._arrange()

    @property
    def _shares_scale(self) -> bool:
        return self.ranges.currentIndex() == 1

    def _build(self) -> None:
        self._grid.setContentsMargins(12, 4, 12, 8)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        scroll = QScrollArea()
        scroll.setWidget(self._board)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around = QWidget()
        margins = QVBoxLayout(around)
        margins.setContentsMargins(12, 8, 12, 8)
        margins.addWidget(self._note)
        self._pages.addWidget(scroll)
        self._pages.addWidget(around)
        choices = QHBoxLayout()
        choices.setContentsMargins(12, 4, 12, 4)
        choices.setSpacing(8)
        choices.addWidget(self.contents)
        choices.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(choices)
        layout.addWidget(self._pages)

    def _reason(self) -> str:
        """Return when there will be something to see."""
        if self.session.frame is None or self.contents.choice in {"activations", "weights"}:
            return "The first numbers come with the network."
        which = "next" if len(self.session.history) else "first"
        return f"{CONTENTS[self.contents.choice]} come with the {which} batch: F11 runs one."

    def _make_cells(self, arrays: Mapping[str, Array]) -> None:
        for cell in self.cells.values():
            cell.hide()
            cell.deleteLater()
        self.cells = {
            name: HistogramCell(self.session, self.theme, name, x.shape)
            for name, x in arrays.items()
        }
        self._arrange()

    def _arrange(self) -> None:
        """Fill the grid row by row."""
        columns = max(1, (self.width() - 24) // (_CELL.width() + 16))
        for number, cell in enumerate(self.cells.values()):
            self._grid.addWidget(cell, *divmod(number, columns))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        rows = -(-len(self.cells) // columns)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(rows, 1)

    @pyqtSlot(str)
    def _on_content_chosen(self, key: str) -> None:
        self.needs = _NEEDS.get(key, Part.NONE)
        self.session.refresh_needs()
        self.invalidate()


class HistogramCell(QWidget):
    """One histogram below its name; a click selects the layer.

    Parameters
    ----------
    session : Session
    theme : Theme
    name : str
        Of a layer, or of a parameter.
    shape : tuple of int

    Attributes
    ----------
    layer : str
    view : HistogramView
    """

    def __init__(
        self, session: Session, theme: Theme, name: str, shape: tuple[int, ...]
    ) -> None:
        super().__init__()
        self._session, self._theme = session, theme
        self.layer = name.split(".", maxsplit=1)[0]
        self.view = HistogramView(theme)
        self._title = QLabel(name)
        self._title.setFont(theme.text(12, 500))
        size = QLabel("×".join(map(str, shape)))
        size.setProperty("role", "hint")
        self.setFixedHeight(_CELL.height())
        self.setMinimumWidth(_CELL.width() // 2)
        self.setAccessibleName(f"Histogram of {name}")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(size, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.view, 1, 0, 1, 2)
        grid.setRowStretch(1, 1)

    def set_selected(self, *, selected: bool) -> None:
        """Write the name of the selected layer in the colour of the selection."""
        tokens = self._theme.tokens
        palette = self._title.palette()
        palette.setColor(
            self._title.foregroundRole(), tokens.link if selected else tokens.text1
        )
        self._title.setPalette(palette)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Select the layer."""
        if event is not None and event.button() is Qt.MouseButton.LeftButton:
            self._session.select(Selection(self.layer))


def _arrays(frame: Frame, content: str) -> Mapping[str, Array]:
    """Return the arrays to be shown by name, none if the frame does not have them."""
    arrays: Mapping[str, Array] | None = {
        "activations": frame.trace.activations,
        "signals": frame.trace.gradients,
        "weights": frame.network.parameters,
        "gradients": frame.gradients,
        "update": frame.update,
    }[content]
    return arrays or {}


def _own_scale(x: Array) -> Scale:
    negative = bool(np.any(x < 0))
    return Scale.of(x, "signed" if negative else "positive", "this array")


def _choice(name: str, texts: tuple[str, ...]) -> QComboBox:
    choice = QComboBox()
    choice.setProperty("flat", True)
    choice.addItems(texts)
    choice.setAccessibleName(name)
    choice.setToolTip(name)
    return choice
