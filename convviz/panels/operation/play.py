"""Plays: slides the selected cell over its map until anything is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QSize, Qt, QTimer, pyqtSlot
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QToolButton, QWidget

from convviz.panels.operation.moves import next_cell
from convviz.session import Selection

if TYPE_CHECKING:
    from convviz.panels.panel import Panel
    from convviz.session import Session

INTERVAL_MS = 250
ROOM_FOR_WORD_PX = 780
"""With less, tabs and controls would need a row each."""
PLAY_KEY = Qt.Key.Key_Space
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
    QEvent.Type.Wheel,
}
_TIPS = {
    True: "Stop here (Space); so does anything else that is touched",
    False: "Slide the selected cell over its map, four places a second (Space)",
}


class Play(QObject):
    """Moves the selection from cell to cell of a channel, or from unit to unit.

    It begins behind the selected cell, or anew if that is the last, and ends at the last
    cell of the channel. A key, a click, the wheel, another selection, a run or a step
    stops it, and so does hiding the panel.

    Parameters
    ----------
    panel : Panel
        Whose pictures show it.

    Attributes
    ----------
    button : QToolButton
        Starts and stops it, for the panel's header.
    """

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._expected = Selection()
        self._said: tuple[bool, bool] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._go_on)
        self.button = self._make_button()
        self._follow(panel.session)

    def _make_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("play_operation")
        button.setIconSize(QSize(14, 14))
        button.clicked.connect(self.toggle)
        return button

    def fit(self, width: int) -> None:
        """Leave the word to the tooltip where the panel is narrow."""
        style = Qt.ToolButtonStyle
        wide = width >= ROOM_FOR_WORD_PX
        self.button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if wide else style.ToolButtonIconOnly
        )

    def _follow(self, session: Session) -> None:
        session.selection_changed.connect(self._on_selection_changed)
        session.frame_changed.connect(self._show)
        session.run_changed.connect(self.stop)
        session.state_changed.connect(self.stop)
        session.pinned_changed.connect(self.stop)
        self._show()

    @property
    def is_playing(self) -> bool:
        """Whether the cell moves."""
        return self._timer.isActive()

    @pyqtSlot()
    def toggle(self) -> None:
        """Start, or stop."""
        if self.is_playing:
            self.stop()
            return
        here = self._panel.session.selection
        shape = self._shape()
        if not shape:
            return
        self._timer.start()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        if len(here.index) != len(shape) or next_cell(here, shape) is None:
            self._select(Selection(here.layer, _first(here, shape)))
        self._show()

    @pyqtSlot()
    def stop(self) -> None:
        """Stay where it is."""
        app = QApplication.instance()
        if self.is_playing and app is not None:
            self._timer.stop()
            app.removeEventFilter(self)
            self._show()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stop as soon as anything is touched but what stops it by itself, or is hidden."""
        if watched is self._panel and event is not None and event.type() is QEvent.Type.Hide:
            self.stop()  # not later: a filter must not outlive the window
        touched = (
            event is not None and event.type() in _TOUCHES and isinstance(watched, QWidget)
        )
        if touched and not self._is_own(watched, event):
            self.stop()
        return False

    def _is_own(self, watched: QObject | None, event: QEvent | None) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) else None
        return watched is self.button or (watched is self._panel and key == PLAY_KEY)

    @pyqtSlot()
    def _go_on(self) -> None:
        after = next_cell(self._panel.session.selection, self._shape())
        if after is None or not self._panel.is_seen:
            self.stop()
        else:
            self._select(after)

    def _select(self, place: Selection) -> None:
        self._expected = place
        self._panel.session.select(place)

    def _shape(self) -> tuple[int, ...]:
        """Return the shape of the selected layer; () if there is nothing to slide over."""
        frame = self._panel.session.frame
        layer = self._panel.session.selection.layer
        values = frame.trace.activations.get(layer) if frame is not None else None
        return () if values is None else values.shape

    @pyqtSlot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        if selection != self._expected:
            self.stop()
        self._show()

    @pyqtSlot()
    def _show(self) -> None:
        """Say on the button what it does now."""
        playing, can_play = self.is_playing, bool(self._shape())
        if (playing, can_play) == self._said:
            return
        self._said = playing, can_play
        self.button.setText("Stop" if playing else "Play")
        self.button.setAccessibleName("Stop sliding" if playing else "Slide over the map")
        self.button.setIcon(self._panel.theme.icon("pause" if playing else "play", "text2"))
        self.button.setEnabled(can_play)
        tip = _TIPS[playing] if can_play else "Select a layer to slide over"
        self.button.setToolTip(tip)
        self.button.setStatusTip(tip)


def _first(here: Selection, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the first cell of the selected channel, or of all."""
    if len(shape) == 1:
        return (0,)
    return (*(here.index[:1] or (0,)), 0, 0)
