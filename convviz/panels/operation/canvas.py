"""The widget that shows a view and answers pointer and wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QPainter
from PyQt6.QtWidgets import QToolTip, QWidget

from convviz.panels.operation.areas import Areas, Target
from convviz.panels.operation.ink import Ink
from convviz.session import Selection

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from convviz.panels.operation.view import View
    from convviz.session.selection_reach import Reach
    from convviz.theming import Theme


class Canvas(QWidget):
    """Paint the view that it was given.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    pointed : Selection
        The place under the pointer; `Selection()` if there is none.
    chosen : Selection
        The place that was clicked.
    expanded : int
        The term of the sum that was clicked.
    scrolled : int
        Terms to go on by, from the wheel over a list.
    detailed : Detail
        The parameter or input that was clicked.
    check_asked
        The button that checks a gradient was clicked.
    """

    pointed = pyqtSignal(object)
    chosen = pyqtSignal(object)
    expanded = pyqtSignal(int)
    scrolled = pyqtSignal(int)
    detailed = pyqtSignal(object)
    check_asked = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: View | None = None
        self._reach: Reach | None = None
        self._areas = Areas()
        self._focus_shown = False
        self.setMouseTracking(True)
        self.setAccessibleName("Operation")

    @property
    def view(self) -> View | None:
        """What is shown."""
        return self._view

    @property
    def areas(self) -> Areas:
        """What the places of the picture last painted mean."""
        return self._areas

    def show_view(self, view: View) -> None:
        """Show another view, or the same with other numbers."""
        if self._view is None or self._view.minimum != view.minimum:
            self.setMinimumSize(view.minimum.toSize())
        if self._view is None or self._view.equation != view.equation:
            self.setAccessibleDescription(view.equation)
        self._view = view
        self.update()

    @property
    def reach(self) -> Reach | None:
        """What is framed as pointed at, wherever it is shown."""
        return self._reach

    def show_reach(self, reach: Reach | None) -> None:
        """Frame what belongs to the place that is pointed at."""
        if reach != self._reach:
            self._reach = reach
            self.update()

    def show_focus(self, *, shown: bool) -> None:
        """Frame the picture while the keyboard is here."""
        if shown != self._focus_shown:
            self._focus_shown = shown
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the view."""
        if self._view is None:
            return
        painter = QPainter(self)
        ink = Ink(painter, self._theme, self._reach)
        # Numbers of a network that has diverged are shown like all others.
        with np.errstate(all="ignore"):
            self._view.paint(ink, QRectF(self.rect()))
        self._areas = ink.areas
        if self._focus_shown:
            painter.setPen(self._theme.tokens.accent)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell what is pointed at."""
        assert event is not None
        target = self._areas.at(event.position())
        self.setCursor(_cursor(target))
        place = target.place if target is not None else None
        self.pointed.emit(place or Selection())

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that nothing is pointed at any more."""
        super().leaveEvent(event)
        self.pointed.emit(Selection())

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Select a place, or expand a term."""
        assert event is not None
        target = self._areas.at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or target is None:
            event.ignore()
            return
        if target.selects is not None:
            self.chosen.emit(target.selects)
        elif target.term is not None:
            self.expanded.emit(target.term)
        elif target.detail is not None:
            self.detailed.emit(target.detail)
        elif target.checks:
            self.check_asked.emit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Go through the terms of a sum while pointing at its list."""
        assert event is not None
        target = self._areas.at(event.position())
        if target is None or target.term is None or not event.angleDelta().y():
            event.ignore()
            return
        self.scrolled.emit(-1 if event.angleDelta().y() > 0 else 1)

    def event(self, event: QEvent | None) -> bool:
        """Answer a wish for a tooltip with the exact value."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            target = self._areas.at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), target.tip if target else "", self)
            return True
        return super().event(event)


def _cursor(target: Target | None) -> Qt.CursorShape:
    leads_somewhere = target is not None and (
        target.selects is not None or target.does_something_else
    )
    return Qt.CursorShape.PointingHandCursor if leads_somewhere else Qt.CursorShape.ArrowCursor
