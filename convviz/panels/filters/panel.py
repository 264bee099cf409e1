"""The panel FILTERS: kernels of a layer, their last gradient or their last update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSlot
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convviz.panels.filters.details import KernelDetails
from convviz.panels.filters.kernel_grid import KernelGrid, KernelPicture
from convviz.panels.filters.kernels import KernelForm, kernel_forms, owner_of
from convviz.panels.filters.kernels_in_use import kernels_in_use
from convviz.panels.panel import Panel
from convviz.plotting import ColorBar, EmptyNote, Scale, format_exact
from convviz.session import Part, Selection
from convviz.theming import ElidedLabel, Switch

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.session import Session
    from convviz.theming import Theme
    from engine.arrays import Parameters

CONTENTS = {"weights": "Weights", "gradient": "Last gradient", "update": "Last update"}
_NEEDS = {"weights": Part.NONE, "gradient": Part.BATCH_GRADIENTS, "update": Part.UPDATE}
_LETTERS = {"weights": "", "gradient": "dL/d ", "update": "Δ "}
_EMPTY = {
    "weights": "The first weights come with the network.",
    "gradient": "The gradient comes with the {which} batch: F11 runs one.",
    "update": "The update comes with the {which} batch: F11 runs one.",
}
_TIPS = {
    "weights": "The weights of this moment",
    "gradient": "dL/dw of the last batch, the mean over its samples",
    "update": "What the last update has added to the weights",
}
_DETAILS_FROM_PX = 620
_LARGE = 500_000  # weights; so many are drawn less often, to leave training its cores
_SLOW_MS = 500


class FiltersPanel(Panel):
    """Every weight of a layer as a picture; what is selected elsewhere is marked here."""

    title = "Filters"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._forms: dict[str, KernelForm] = {}
        self._picture: KernelPicture | None = None
        self._selected = (0, 0)
        self._reveal = False
        self.contents = Switch(CONTENTS, "Show", self)
        for key, tip in _TIPS.items():
            self.contents.set_tip(key, tip)
        self.layers: Switch | None = None
        self.grid = KernelGrid(theme)
        self.details = KernelDetails(theme)
        self.bar = ColorBar(theme, with_scope=False)
        self._caption, self._readout = ElidedLabel(), ElidedLabel()
        self._note = EmptyNote(theme, _EMPTY["weights"])
        self._scroll = QScrollArea()
        self._row = QHBoxLayout()
        self._pages = QStackedWidget()
        self._build(theme)
        self._connect()
        self._on_run_changed()

    def header_widgets(self) -> list[QWidget]:
        """Return the switch between weights, gradient and update."""
        return [self.contents]

    @property
    def layer(self) -> str:
        """The layer that is shown, "" before there is a network."""
        return self.layers.choice if self.layers is not None else ""

    @property
    def selected(self) -> tuple[int, int]:
        """(filter, channel) of the kernel in numbers."""
        return self._selected

    def redraw(self) -> None:
        """Show the chosen layer of the newest frame."""
        parameters = self._parameters()
        form = self._forms.get(self.layer)
        if form is None or parameters is None:
            self._show_nothing()
            return
        w, b = parameters[f"{form.layer}.w"], parameters[f"{form.layer}.b"]
        scale = Scale.of(w, "signed", "array")
        self._picture = KernelPicture(form, form.kernels(w), b, scale, Scale.of(b, "signed"))
        self._timer.setInterval(_SLOW_MS if w.size > _LARGE else 0)
        self._pages.setCurrentIndex(0)
        self._caption.set_whole(self._words(form, w.shape))
        behind = f"; each row is folded into the maps of {form.source}" if form.source else ""
        self._caption.setStatusTip(f"One row for each {form.unit_word}{behind}")
        self.bar.set_scale(scale)
        self.grid.set_room(self._scroll.maximumViewportSize())
        self.grid.set_picture(self._picture)
        self._show_in_use()
        self._show_selected()
        self.details.show_distribution(self._picture)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the kernels anew; leave the details away where there is no room."""
        super().resizeEvent(event)
        self.details.setVisible(self.width() >= _DETAILS_FROM_PX)
        self.invalidate()

    def _show_nothing(self) -> None:
        key = self.contents.choice
        which = "next" if len(self.session.history) else "first"
        self._note.set_text(_EMPTY[key].format(which=which))
        self._pages.setCurrentIndex(1)
        self._picture = None
        self._caption.set_whole("")
        self._readout.set_whole("")
        self.bar.set_scale(None)

    # -- making

    def _build(self, theme: Theme) -> None:
        self._caption.setProperty("role", "hint")
        self._readout.setFont(theme.numbers(11))
        self._readout.setProperty("role", "caption")
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self._caption)
        self._row.addStretch(1)
        self._row.addWidget(self._readout)
        self._row.addWidget(self.bar)
        self._scroll.setWidget(self.grid)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._pages.addWidget(_beside(self._scroll, self.details))
        self._pages.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._row)
        below = QVBoxLayout()
        below.setContentsMargins(12, 8, 12, 8)
        below.addWidget(self._pages)
        layout.addLayout(below, 1)

    def _connect(self) -> None:
        self.contents.chosen.connect(self._on_content_chosen)
        self.grid.kernel_chosen.connect(self._on_kernel_chosen)
        self.grid.weight_hovered.connect(self._on_weight_hovered)
        self.grid.bias_hovered.connect(self._on_bias_hovered)
        self.details.matrix.cell_hovered.connect(self._on_cell_hovered)
        self.session.frame_changed.connect(self.invalidate)
        self.session.run_changed.connect(self._on_run_changed)
        self.session.selection_changed.connect(self._on_selection_changed)
        self.session.hover_changed.connect(self._show_in_use)

    def _parameters(self) -> Parameters | None:
        frame, run = self.session.frame, self.session.run_info
        match self.contents.choice:
            case "gradient":
                return None if frame is None else frame.gradients
            case "update":
                return None if frame is None else frame.update
        if frame is not None:
            return frame.network.parameters
        return None if run is None else run.network.parameters

    def _words(self, form: KernelForm, shape: tuple[int, ...]) -> str:
        size = "×".join(map(str, shape))
        return f"{_LETTERS[self.contents.choice]}{form.layer}.w {size}"

    def _show_selected(self) -> None:
        if self._picture is None:
            return
        form = self._picture.form
        filter_ = min(self._selected[0], form.filters - 1)
        channel = min(self._selected[1], form.shape[0] - 1)
        self._selected = (filter_, channel)
        self.grid.set_selected(self._selected)
        if self._reveal and self.grid.layout_of_kernels is not None:
            self._reveal = False
            place = self.grid.layout_of_kernels.kernel(filter_, channel).center().toPoint()
            self._scroll.ensureVisible(place.x(), place.y(), 60, 40)
        self.details.show_kernel(self._picture, filter_, channel)

    # -- what happens

    @pyqtSlot()
    def _on_run_changed(self) -> None:
        run = self.session.run_info
        self._forms = {} if run is None else kernel_forms(run.network)
        if self.layers is not None:
            self._row.removeWidget(self.layers)
            self.layers.deleteLater()
            self.layers = None
        if self._forms:
            self.layers = Switch({name: name for name in self._forms}, "Layer", self)
            self.layers.chosen.connect(self._redraw_soon)
            self._row.insertWidget(0, self.layers)
        self._selected = (0, 0)
        self.invalidate()

    @pyqtSlot(str)
    def _on_content_chosen(self, key: str) -> None:
        self.needs = _NEEDS[key]
        self.session.refresh_needs()
        self.invalidate()

    @pyqtSlot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        owner = owner_of_selection(self.session)
        if owner is None or self.layers is None:
            return
        is_shown = owner == self.layer
        self.layers.choose(owner)
        if selection.channel is not None:
            self._selected = (selection.channel, self._selected[1])
            self._reveal = True
        if is_shown and self.is_seen:
            self._show_selected()  # the weights are the same
        else:
            self._redraw_soon()

    @pyqtSlot()
    def _redraw_soon(self) -> None:
        """Draw without the delay that large layers have: it is not for the hand."""
        self.invalidate()
        self.catch_up()

    @pyqtSlot()
    def _show_in_use(self) -> None:
        """Frame the weights that have to do with what is pointed at anywhere."""
        run, form = self.session.run_info, self._forms.get(self.layer)
        in_use = None
        if run is not None and form is not None:
            in_use = kernels_in_use(form, run.network, self.session.hover)
        self.grid.set_in_use(in_use)

    @pyqtSlot(object)
    def _on_kernel_chosen(self, kernel: tuple[int, int]) -> None:
        self._selected, self._reveal = kernel, True
        self.session.select(Selection(self.layer, kernel[:1]))
        self._show_selected()

    @pyqtSlot(object)
    def _on_weight_hovered(self, place: tuple[int, int, int, int] | None) -> None:
        if place is None or self._picture is None:
            self._readout.set_whole("")
            self.session.hover_at(Selection())
            return
        value = format_exact(self._picture.kernels[place])
        self._readout.set_whole(f"{self._picture.form.name_of(*place)} = {value}")
        self.session.hover_at(Selection(self.layer, place[:1]))

    @pyqtSlot(object)
    def _on_bias_hovered(self, filter_: int) -> None:
        if self._picture is not None:
            value = format_exact(self._picture.biases[filter_])
            self._readout.set_whole(f"{self.layer}.b[{filter_}] = {value}")
            self.session.hover_at(Selection(self.layer, (filter_,)))

    @pyqtSlot(object)
    def _on_cell_hovered(self, cell: tuple[int, int] | None) -> None:
        if cell is None:
            self._on_weight_hovered(None)
        else:
            self._on_weight_hovered((*self._selected, *cell))


def owner_of_selection(session: Session) -> str | None:
    """Return the layer whose weights make what is selected, or None."""
    if session.run_info is None:
        return None
    return owner_of(session.run_info.network, session.selection.layer)


def _beside(left: QWidget, right: QWidget) -> QWidget:
    both = QWidget()
    columns = QHBoxLayout(both)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(16)
    columns.addWidget(left, 1)
    columns.addWidget(right)
    return both
