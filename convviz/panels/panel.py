"""What every panel is: a widget that remembers what arrives and draws only while seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PyQt6.QtCore import QEvent, QPoint, QRect, QTimer
from PyQt6.QtWidgets import QWidget

from convviz.session.frame import Part

if TYPE_CHECKING:
    from convviz.session import Session
    from convviz.theming import Theme

PLACED = {QEvent.Type.Show, QEvent.Type.Resize}


class Panel(QWidget):
    """Base of the panels.

    A subclass connects to the session's signals, keeps what they bring, calls
    `invalidate`, and draws in `redraw`, which runs at most once per turn of the event
    loop and never while the panel is hidden.

    Parameters
    ----------
    session : Session
        The observable state; panels know it and plotting, never another panel.
    theme : Theme
        Colours and fonts; `redraw` is asked for again when they change.

    Attributes
    ----------
    title : str
        Name in the panel's header and in the View menu.
    needs : Part
        Parts of a frame this panel shows; made only while it is visible. A panel that
        changes it calls `session.refresh_needs()`.
    least_interval_ms : int
        How long to wait before a redraw, at the least: for panels that are dear to draw
        and just as clear a few times a second.
    """

    title: ClassVar[str] = ""
    needs: Part = Part.NONE
    least_interval_ms: ClassVar[int] = 0

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme = theme
        self.setObjectName(type(self).__name__)
        self._stale = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self.take_turn(0)
        self._timer.timeout.connect(self.catch_up)
        theme.changed.connect(self.invalidate)

    def redraw(self) -> None:
        """Show what is known now."""

    def header_widgets(self) -> list[QWidget]:
        """Return controls for the right end of the panel's header, made once."""
        return []

    @property
    def is_seen(self) -> bool:
        """Whether anyone can see the panel: not behind a tab, not closed, not minimised."""
        window = self.window()
        if not self.isVisible() or window is None or window.isMinimized():
            return False
        # Docks behind a tab stay "visible" for Qt: it moves them far outside of the window.
        return window.rect().intersects(QRect(self.mapTo(window, QPoint()), self.size()))

    def take_turn(self, delay_ms: int) -> None:
        """Draw `delay_ms` after being invalidated.

        Panels that are invalidated together, by a frame, and draw one after the other
        leave the event loop free in between.
        """
        self._timer.setInterval(max(delay_ms, self.least_interval_ms))

    def invalidate(self) -> None:
        """Ask for a redraw, now if visible, else when shown."""
        self._stale = True
        if self.is_seen and not self._timer.isActive():
            self._timer.start()

    def catch_up(self) -> None:
        """Draw what was missed, if the panel is seen again."""
        if self._stale and self.is_seen:
            self._stale = False
            self.redraw()

    def event(self, event: QEvent | None) -> bool:
        """Draw what was missed, once the panel has a place again."""
        if event is not None and event.type() in PLACED and self._stale:
            self._timer.start()
        return super().event(event)
