"""The painted network: draws a scene, tells what is pointed at, chosen and asked by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PyQt6.QtWidgets import QToolTip, QWidget

from convviz.panels.network.keys import move_of
from convviz.panels.network.marks import Marks
from convviz.panels.network.paint_marks import paint_marks
from convviz.panels.network.sheets import Sheets
from convviz.panels.network.style import CENTER
from convviz.session import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QFocusEvent

    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style

STALE_OPACITY = 0.35
KEYBOARD_REASONS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class Canvas(QWidget):
    """One widget for all columns; a frame repaints it, the mouse only its marks.

    Parameters
    ----------
    style : Style
    tip : callable
        The tooltip of a place.

    Signals
    -------
    pointed, chosen : Selection
        Under the mouse (nothing: `Selection()`); clicked.
    page_turned : int, int
        Channels of the layers concerned, and the page that is wanted.
    left_empty
        A click where nothing is.
    moved : Move
        A key.
    """

    pointed = pyqtSignal(object)
    chosen = pyqtSignal(object)
    left_empty = pyqtSignal()
    page_turned = pyqtSignal(int, int)
    moved = pyqtSignal(object)

    def __init__(
        self, style: Style, tip: Callable[[Selection], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Network")
        self.style_ = style
        self._tip = tip
        self._scene: Scene | None = None
        self._sheets = Sheets(style)
        self._selected = self._hovered = Marks()
        self._stale = False
        self._outlined = False

    # -- what is shown

    def show_scene(self, scene: Scene | None, style: Style) -> None:
        """Show another scene, or that there is none yet."""
        self._scene, self.style_ = scene, style
        self._stale = False
        self.update()

    def show_marks(self, selected: Marks, hovered: Marks) -> None:
        """Show other frames and links; only what they touch is painted again."""
        region = QRegion()
        for before, now in ((self._selected, selected), (self._hovered, hovered)):
            if before != now:
                region += extent(before) + extent(now)
        self._selected, self._hovered = selected, hovered
        self.update(region)

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown: it is being computed again."""
        if stale is not self._stale:
            self._stale = stale
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which every map has three pixels a cell."""
        return QSize(1440, 400)

    # -- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Lay the sheets on each other, and the frames of what is pointed at on top."""
        painter = QPainter(self)
        if self._scene is None:
            self._paint_nothing_yet(painter)
            return
        self._sheets.prepare(self.style_, self.size(), self.devicePixelRatioF())
        if self._stale:
            self._paint_stale(painter, self._scene)
            return
        painter.drawPixmap(0, 0, self._sheets.whole(self._scene))
        if self._selected.frames:
            painter.drawPixmap(0, 0, self._sheets.marks(self._selected))
        paint_marks(painter, self._hovered, self.style_)
        if self._outlined:
            painter.setPen(self.style_.tokens.accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_nothing_yet(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.style_.tokens.canvas)
        painter.setFont(self.style_.caption)
        painter.setPen(self.style_.tokens.text3)
        words = "Nothing yet: the network appears as soon as its data are loaded."
        painter.drawText(self.rect(), CENTER, words)

    def _paint_stale(self, painter: QPainter, scene: Scene) -> None:
        """Paint what is being computed again, dimmed, with the sign of the program at work."""
        painter.fillRect(self.rect(), self.style_.tokens.canvas)
        painter.setOpacity(STALE_OPACITY)
        painter.drawPixmap(0, 0, self._sheets.whole(scene))
        painter.setOpacity(1)
        bar = QRect(0, self.height() - 2, self.width(), 2)
        painter.fillRect(bar, self.style_.tokens.accent)

    # -- mouse and keys

    def place_at(self, point: QPoint) -> Selection:
        """Return the cell under `point`, the layer or loss that it names, or nothing."""
        if self._scene is None:
            return Selection()
        layout = self._scene.layout
        hit = layout.hit(point)
        if hit is not None:
            return Selection(*hit)
        column = layout.column_at(point.x())
        if column is None:
            return Selection()
        beside = point.y() < layout.name_height or point.y() > layout.bottom
        return Selection(column.station.name if beside or column.grid is None else "")

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Point at a cell."""
        if event is not None:
            place = self.place_at(event.position().toPoint())
            self.pointed.emit(place if place.index else Selection())

    def leaveEvent(self, event: QEvent | None) -> None:
        """Point at nothing."""
        self.pointed.emit(Selection())
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Choose a cell or a layer, turn a page, or go one level up in empty space."""
        if event is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        place = self.place_at(point)
        page = self._scene.layout.page_at(point) if self._scene is not None else None
        if page is not None:
            self.page_turned.emit(*page)
        elif place.layer:
            self.chosen.emit(place)
        elif self._scene is None or not self._scene.layout.is_between_cells(point):
            self.left_empty.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the selection; other keys belong to the window."""
        move = move_of(event) if event is not None else None
        if move is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(move)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the focus if it came by the keyboard."""
        self._outlined = event is not None and event.reason() in KEYBOARD_REASONS
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Take the outline away."""
        self._outlined = False
        self.update()
        super().focusOutEvent(event)

    def event(self, event: QEvent | None) -> bool:
        """Give each cell its own tooltip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            text = self._tip(self.place_at(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


def extent(marks: Marks) -> QRegion:
    """Return what must be painted again when marks change."""
    region = QRegion()
    for mark in marks.frames:
        region += mark.rect.adjusted(-2, -2, 2, 2)
    for link in marks.links:
        ends = QRect(link.start.toPoint(), link.end.toPoint()).normalized()
        region += ends.adjusted(-2, -2, 2, 2)
    return region
