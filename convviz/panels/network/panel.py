"""The panel NETWORK: every layer a column, followed through the training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, QTimer, pyqtSlot
from PyQt6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from convviz.panels.network.canvas import Canvas
from convviz.panels.network.composer import Composer
from convviz.panels.network.flow import flow_of
from convviz.panels.network.header import HeaderLine
from convviz.panels.network.header_words import header_text
from convviz.panels.network.marks import (
    Marks,
    marks_of_hover,
    marks_of_place,
    marks_of_selection,
)
from convviz.panels.network.navigation import Move, moved
from convviz.panels.network.scale_controls import ScaleControls
from convviz.panels.network.style import Style
from convviz.panels.network.words import place_text, value_text
from convviz.panels.panel import Panel
from convviz.session import RunState, Selection

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.panels.network.layout import NetworkLayout
    from convviz.panels.network.scaling import Scope
    from convviz.panels.network.scene import Scene
    from convviz.session import Session
    from convviz.theming import Theme

STALE_AFTER_MS = 150


class NetworkPanel(Panel):
    """Every layer a column with the maps of the pinned sample; point, click, follow."""

    title = "Network"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._composer = Composer(session)
        self._scene: Scene | None = None
        self.header = HeaderLine(theme)
        self.scale_controls = ScaleControls(theme)
        self.canvas = Canvas(Style.of(theme), self._tip)
        self._area = self._make_area()
        self._stale_timer = QTimer(self)
        self._stale_timer.setSingleShot(True)
        self._stale_timer.setInterval(STALE_AFTER_MS)
        self._stale_timer.timeout.connect(lambda: self.canvas.set_stale(True))
        self._connect()

    def _make_area(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("NetworkArea")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setFocusProxy(self.canvas)
        return area

    def _connect(self) -> None:
        session = self.session
        session.run_changed.connect(self._on_run_changed)
        session.frame_changed.connect(self._on_frame_changed)
        session.state_changed.connect(self.invalidate)
        session.pinned_changed.connect(self._on_pinned_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.hover_changed.connect(self._on_hover_changed)
        self.canvas.pointed.connect(session.hover_at)
        self.canvas.chosen.connect(session.select)
        self.canvas.left_empty.connect(self._on_left_empty)
        self.canvas.page_turned.connect(self._on_page_turned)
        self.canvas.moved.connect(self._on_moved)
        self.scale_controls.scope_chosen.connect(self._on_scope_chosen)
        self.scale_controls.lock_toggled.connect(self._on_lock_toggled)

    def header_widgets(self) -> list[QWidget]:
        """Return the line that says what has just run, and the choice of scales."""
        return [self.header, self.scale_controls]

    def sizeHint(self) -> QSize:
        """Return the size at which every map has three pixels a cell."""
        return QSize(1440, 400)

    def redraw(self) -> None:
        """Show the newest frame."""
        self.header.show_text(header_text(self.session))
        frame, style = self.session.frame, Style.of(self.theme)
        if frame is None:
            self._scene = None
            self.canvas.show_scene(None, style)
            return
        selected = self.session.selection
        flow = flow_of(frame.network, selected, frame.trace)
        size = self._area.size()
        self._scene = self._composer.scene(frame, style, size, flow, selected)
        self.scale_controls.show_folded(self._scene.layout.folded)
        self._fit_canvas(self._scene.layout)
        self.canvas.show_scene(self._scene, style)
        self._show_marks()
        self._describe()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange the network anew."""
        super().resizeEvent(event)
        if self.is_seen:
            self.redraw()

    def _fit_canvas(self, layout: NetworkLayout) -> None:
        self.canvas.setMinimumWidth(layout.width)
        wide = layout.width > self._area.width()
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
            if wide
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self._area.setHorizontalScrollBarPolicy(policy)

    def _show_marks(self) -> None:
        if self._scene is None:
            return
        frame, layout = self._scene.frame, self._scene.layout
        selected, hover = self.session.selection, self.session.hover
        flow = flow_of(frame.network, selected, frame.trace)
        marks = marks_of_selection(layout, flow) if flow else marks_of_place(layout, selected)
        if layout.folded:
            marks = replace(marks, links=())
        pointed = flow_of(frame.network, hover)
        hovered = marks_of_hover(layout, pointed) if pointed else Marks()
        self.canvas.show_marks(marks, hovered)

    def _value(self, place: Selection) -> float | None:
        """Return the value of a cell; None for what is no cell."""
        frame = self.session.frame
        values = frame.trace.activations.get(place.layer) if frame is not None else None
        if values is None or len(place.index) != values.ndim:
            return None
        return float(values[place.index])

    def _words(self, place: Selection) -> str:
        info = self.session.run_info
        if info is None:
            return ""
        last = bool(place.index) and place.layer == info.network.layers[-1].name
        return place_text(place, info.classes, last=last)

    def _tip(self, place: Selection) -> str:
        value = self._value(place)
        return (
            self._words(place)
            if value is None
            else f"{self._words(place)}\n{value_text(place, value)}"
        )

    def _describe(self) -> None:
        """Tell those who do not see the picture what is selected in it."""
        if self.session.state is RunState.RUNNING:
            return  # a reader would never come to an end
        place = self.session.selection
        value = self._value(place)
        words = self._words(place)
        if value is not None:
            words = f"{words}: {value_text(place, value)}"
        self.canvas.setAccessibleDescription(f"Selected: {words}")

    @pyqtSlot(object)
    def _on_run_changed(self, _: object) -> None:
        self._composer.begin()
        self.scale_controls.show_locked(False)
        self.invalidate()

    @pyqtSlot(object)
    def _on_frame_changed(self, _: object) -> None:
        self._stale_timer.stop()
        self.invalidate()

    @pyqtSlot(object)
    def _on_pinned_changed(self, _: object) -> None:
        if self.session.frame is not None and self.session.frame.sample != self.session.pinned:
            self._stale_timer.start()

    @pyqtSlot(object)
    def _on_selection_changed(self, place: Selection) -> None:
        if self._scene is None or not self.is_seen:
            self.invalidate()
            return
        turned = self._composer.show_channel_of(place, self._scene.layout)
        if turned or self._scene.layout.folded:
            self.redraw()
        self._show_marks()
        self._show_place(place)
        self._describe()

    def _show_place(self, place: Selection) -> None:
        column = self._scene.layout.column(place.layer) if self._scene is not None else None
        if column is not None:
            self._area.ensureVisible(column.x + column.width // 2, 0, column.width // 2 + 12, 0)

    @pyqtSlot(object)
    def _on_hover_changed(self, _: object) -> None:
        if self.is_seen:
            self._show_marks()

    @pyqtSlot()
    def _on_left_empty(self) -> None:
        self.session.select(self.session.selection.up())

    @pyqtSlot(int, int)
    def _on_page_turned(self, channels: int, page: int) -> None:
        self._composer.pages[channels] = page
        self.redraw()

    @pyqtSlot(object)
    def _on_moved(self, move: Move) -> None:
        if self._scene is not None:
            network, layout = self._scene.frame.network, self._scene.layout
            self.session.select(moved(self.session.selection, move, network, layout))

    @pyqtSlot(object)
    def _on_scope_chosen(self, scope: Scope) -> None:
        self._composer.scales.scope = scope
        self._lock(self.scale_controls.locked)

    @pyqtSlot(bool)
    def _on_lock_toggled(self, locked: bool) -> None:
        self._lock(locked)

    def _lock(self, locked: bool) -> None:
        self._composer.scales.unlock()
        if locked and self.session.frame is not None:
            self._composer.lock(self.session.frame)
        self.redraw()
