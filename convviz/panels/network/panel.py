"""The panel NETWORK: every layer a column, followed through the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, QTimer, pyqtSlot
from PyQt6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from convviz.panels.network.canvas import Canvas
from convviz.panels.network.composer import Composer
from convviz.panels.network.flow import flow_of
from convviz.panels.network.header import HeaderLine
from convviz.panels.network.header_words import header_text
from convviz.panels.network.layout import TOP
from convviz.panels.network.marks import (
    Marks,
    marks_of_hover,
    marks_of_place,
    marks_of_selection,
)
from convviz.panels.network.navigation import Move, moved
from convviz.panels.network.readout import Readout
from convviz.panels.network.scale_controls import ScaleControls
from convviz.panels.network.style import LINE, Style
from convviz.panels.panel import Panel
from convviz.session import RunState, Selection
from convviz.session.selection_reach import reach_of

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent, QWheelEvent

    from convviz.panels.network.flow import Flow
    from convviz.panels.network.layout import NetworkLayout
    from convviz.panels.network.scaling import Scope
    from convviz.panels.network.scene import Scene
    from convviz.session import Frame, Session
    from convviz.session.selection_reach import Reach
    from convviz.theming import Theme

STALE_AFTER_MS = 150
LEAST_HEIGHT = TOP + 3 * LINE
"""Pixels in which names, rail and the three lines about the sample are whole."""


class WideArea(QScrollArea):
    """An area that the wheel scrolls to the side, as it has no other way to go."""

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Hand the wheel to the horizontal bar."""
        bar = self.horizontalScrollBar()
        if event is not None and bar is not None:
            turned = event.angleDelta()
            bar.setValue(bar.value() - (turned.x() or turned.y()))
            event.accept()


class NetworkPanel(Panel):
    """Every layer a column with the maps of the pinned sample; point, click, follow."""

    title = "Network"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._composer = Composer(session)
        self._readout = Readout(session)
        self._style = Style.of(theme)
        self._scene: Scene | None = None
        self._flow: Flow | None = None
        self._followed = self._placed = Selection()
        self._pointed: Reach | None = None
        self._marked: tuple[object, ...] = ()
        self.header = HeaderLine(theme)
        self.scale_controls = ScaleControls(theme)
        self.canvas = Canvas(self._style, self._readout.tip)
        self._area = self._make_area()
        self._stale_timer = QTimer(self)
        self._stale_timer.setSingleShot(True)
        self._stale_timer.setInterval(STALE_AFTER_MS)
        self._stale_timer.timeout.connect(lambda: self.canvas.set_stale(True))
        self._connect()

    def _make_area(self) -> QScrollArea:
        area = WideArea(self)
        area.setObjectName("NetworkArea")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.canvas)
        area.setMinimumHeight(LEAST_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setFocusProxy(self.canvas)
        return area

    def _connect(self) -> None:
        session = self.session
        self.theme.changed.connect(self._on_theme_changed)
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
        frame = self.session.frame
        if frame is None:
            self._scene = None
            self.canvas.show_scene(None, self._style)
            return
        self._follow(frame)
        scene = self._composed(frame)
        if self._scene is None or scene.layout is not self._scene.layout:
            self._fit_canvas(scene.layout)
        self._scene = scene
        self.canvas.show_scene(scene, self._style)
        self._show_marks()
        self._describe()

    def _composed(self, frame: Frame) -> Scene:
        """Return the scene of a frame, on the pages with the selected channel if it is new."""
        size, selected = self._area.size(), self.session.selection
        scene = self._composer.scene(frame, self._style, size, self._flow, selected)
        if selected is not self._placed:
            self._placed = selected
            if self._composer.show_channel_of(selected, scene.layout):
                return self._composer.scene(frame, self._style, size, self._flow, selected)
        return scene

    def _follow(self, frame: Frame) -> None:
        """Find what belongs to the selected cell; while training runs, keep what was found."""
        selected = self.session.selection
        if self.session.state is RunState.RUNNING and selected == self._followed:
            return
        flow = flow_of(frame.network, selected, frame.trace)
        self._followed = selected
        if flow != self._flow:
            self._flow = flow

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange the network anew."""
        super().resizeEvent(event)
        if self.is_seen:
            self.redraw()

    def _fit_canvas(self, layout: NetworkLayout) -> None:
        self.scale_controls.show_folded(layout.folded)
        self.canvas.setMinimumWidth(layout.width)
        policy = Qt.ScrollBarPolicy
        wide = layout.width > self._area.width()
        shown = policy.ScrollBarAlwaysOn if wide else policy.ScrollBarAlwaysOff
        self._area.setHorizontalScrollBarPolicy(shown)

    def _show_marks(self) -> None:
        """Show the frames of what is selected and of what is pointed at, if they changed."""
        if self._scene is None:
            return
        layout, place = self._scene.layout, self.session.selection
        cause = (layout, self._flow, self._pointed, place)
        if all(a is b for a, b in zip(cause, self._marked, strict=False)) and self._marked:
            return
        self._marked = cause
        selected = (
            marks_of_place(layout, place)
            if self._flow is None
            else marks_of_selection(layout, self._flow)
        )
        hovered = Marks() if self._pointed is None else marks_of_hover(layout, self._pointed)
        self.canvas.show_marks(selected, hovered)

    def _describe(self) -> None:
        """Tell those who do not see the picture what is selected in it."""
        if self.session.state is not RunState.RUNNING:  # a reader would never come to an end
            self.canvas.setAccessibleDescription(self._readout.selected())

    @pyqtSlot()
    def _on_theme_changed(self) -> None:
        self._style = Style.of(self.theme)
        self.invalidate()

    @pyqtSlot(object)
    def _on_run_changed(self, _: object) -> None:
        self._composer.begin()
        self._scene = self._flow = self._pointed = None
        self._followed = Selection()
        self.scale_controls.show_locked(False)
        self.invalidate()

    @pyqtSlot(object)
    def _on_frame_changed(self, frame: Frame) -> None:
        if frame.sample == self.session.pinned:
            self._stale_timer.stop()
        self.invalidate()

    @pyqtSlot(object)
    def _on_pinned_changed(self, _: object) -> None:
        if self.session.frame is not None and self.session.frame.sample != self.session.pinned:
            self._stale_timer.start()

    @pyqtSlot(object)
    def _on_selection_changed(self, place: Selection) -> None:
        if self.is_seen:
            self.redraw()
            self._show_place(place)
        else:
            self.invalidate()

    def _show_place(self, place: Selection) -> None:
        column = self._scene.layout.column(place.layer) if self._scene is not None else None
        if column is not None:
            self._area.ensureVisible(column.x + column.width // 2, 0, column.width // 2 + 12, 0)

    @pyqtSlot(object)
    def _on_hover_changed(self, place: Selection) -> None:
        info = self.session.run_info
        self._pointed = reach_of(info.network, place) if info is not None else None
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
            frame, layout, here = self._scene.frame, self._scene.layout, self.session.selection
            self.session.select(moved(here, move, frame.network, layout, frame.trace))

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
