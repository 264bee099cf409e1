"""The picture of an array as a widget: a place pointed at, and a part chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QSizePolicy, QWidget

from convviz.plotting import draw_frame

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from convviz.panels.parameters.drawing import Drawing, Index
    from convviz.theming import Theme

_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class PictureView(QWidget):
    """Show a drawing in the width it is given and the height it needs.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    pointed : tuple of int or None
        Index of the number under the pointer.
    chosen : tuple of int
        The part that was clicked or reached by an arrow key.
    """

    pointed = pyqtSignal(object)
    chosen = pyqtSignal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._room = 300
        self._pointed: Index | None = None
        self.drawing: Drawing | None = None
        self.selected: Index = ()
        self.setAccessibleName("Picture of the array")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_drawing(self, drawing: Drawing, selected: Index | None = None) -> None:
        """Show another drawing; without `selected` its first part is chosen."""
        self.drawing = drawing
        self.selected = drawing.first() if selected is None else selected
        self._arrange()

    def set_room(self, width: int) -> None:
        """Fit into `width` pixels."""
        if width != self._room:
            self._room = width
            self._arrange()

    def select(self, part: Index) -> None:
        """Select a part and tell it."""
        self.selected = part
        self.update()
        self.chosen.emit(part)

    def point_at(self, index: Index | None) -> None:
        """Frame the part of a number as if the pointer were there; None frames nothing."""
        if index != self._pointed:
            self._pointed = index
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the picture, then the frames."""
        if self.drawing is None:
            return
        painter = QPainter(self)
        self.drawing.paint(painter, self._theme)
        draw_frame(painter, self.drawing.part_rect(self.selected), "selected", self._theme)
        if self._pointed is not None and self.drawing.part(self._pointed) != self.selected:
            rect = self.drawing.part_rect(self.drawing.part(self._pointed))
            draw_frame(painter, rect, "hovered", self._theme)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Point at a number."""
        if event is not None:
            self._point(self._hit(event.position()))

    def leaveEvent(self, event: QEvent | None) -> None:
        """Point at nothing."""
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Choose the part under the pointer."""
        if event is None or self.drawing is None:
            return
        index = self._hit(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self.select(self.drawing.part(index))
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go to a neighbour."""
        if event is None:
            return
        step = _STEPS.get(event.key())
        if step is None or self.drawing is None:
            super().keyPressEvent(event)
        else:
            self.select(self.drawing.neighbour(self.selected, *step))

    def _hit(self, at: QPointF) -> Index | None:
        return None if self.drawing is None else self.drawing.hit(at)

    def _point(self, index: Index | None) -> None:
        if index != self._pointed:
            self._pointed = index
            self.pointed.emit(index)
            self.update()

    def _arrange(self) -> None:
        if self.drawing is not None:
            self.drawing.fit(self._room, self.devicePixelRatioF())
            self.setFixedHeight(round(self.drawing.height))
            self.update()
