"""The controls of the front dock, beside the tabs of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer, pyqtSlot
from PyQt6.QtWidgets import QMainWindow, QTabBar, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QFont

    from convviz.main_window.docks import Dock

BAR_EVENTS = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
}
GAP = 16
MARGIN = 8
_WATCHED = "watchedByTabCorner"


class TabCorner(QObject):
    """Put the controls of the front dock at the right end of its row of tabs.

    `QMainWindow` makes and reuses the tab bars of docks by itself and has no place for
    anything beside the tabs, so the controls are laid over the bar's free end.
    """

    def __init__(self, window: QMainWindow, docks: list[Dock], font: QFont) -> None:
        super().__init__(window)
        self._window, self._docks, self._font = window, docks, font
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.arrange)
        self._clicked = ""
        window.installEventFilter(self)

    def arrange(self) -> None:
        """Follow the docks to wherever they are now."""
        tabbed: set[Dock] = set()
        for bar in self._tab_bars():
            self._watch(bar)
            front = self._front(bar)
            members = {dock for dock in self._docks if dock.windowTitle() in _titles(bar)}
            tabbed |= members
            for dock in members:
                self._arrange_tabbed(dock, bar, in_front=dock is front)
        for dock in self._docks:
            if dock not in tabbed:
                dock.show_header(title=True)
        self._focus_clicked()

    def _arrange_tabbed(self, dock: Dock, bar: QTabBar, *, in_front: bool) -> None:
        tabs = bar.tabRect(bar.count() - 1).right()
        if tabs + GAP + dock.controls.sizeHint().width() > bar.width() - MARGIN:
            dock.show_header(title=False)  # no room beside the tabs: a row of their own
            return
        dock.hide_header()
        # Not the bar's: Qt deletes bars, with what is in them, as docks move.
        dock.controls.setParent(self._window)
        dock.controls.setVisible(in_front)
        if in_front:
            self._place(dock.controls, bar)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Notice new bars, and bars that are shown, hidden or resized."""
        if isinstance(event, QChildEvent):
            child = event.child()
            if event.type() is QEvent.Type.ChildPolished and isinstance(child, QTabBar):
                child.installEventFilter(self)
                self._soon.start()
        elif isinstance(watched, QTabBar) and event is not None and event.type() in BAR_EVENTS:
            self._soon.start()
        return False

    def _tab_bars(self) -> list[QTabBar]:
        bars = self._window.findChildren(
            QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        return [bar for bar in bars if bar.isVisible() and bar.count() > 1]

    def _watch(self, bar: QTabBar) -> None:
        if bar.property(_WATCHED):
            return
        bar.setProperty(_WATCHED, True)
        bar.setFont(self._font)
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.currentChanged.connect(self._arrange_soon)
        bar.tabBarClicked.connect(self._on_tab_clicked)

    # A slot of this object and no lambda: bars change while the window is taken down, too.
    @pyqtSlot()
    def _arrange_soon(self) -> None:
        self._soon.start()

    @pyqtSlot(int)
    def _on_tab_clicked(self, index: int) -> None:
        bar = self.sender()
        if isinstance(bar, QTabBar):
            self._clicked = _title(bar, index)
            self._soon.start()

    def _focus_clicked(self) -> None:
        """Let the panel whose tab was clicked be the one in use: keys are for it now."""
        title, self._clicked = self._clicked, ""
        for dock in self._docks:
            if dock.windowTitle() == title and dock.panel.is_seen:
                dock.panel.setFocus(Qt.FocusReason.MouseFocusReason)

    def _front(self, bar: QTabBar) -> Dock | None:
        title = _title(bar, bar.currentIndex())
        return next((dock for dock in self._docks if dock.windowTitle() == title), None)

    def _place(self, controls: QWidget, bar: QTabBar) -> None:
        size = controls.sizeHint()
        height = min(size.height(), bar.height() - 2)
        controls.setGeometry(
            bar.x() + bar.width() - size.width() - MARGIN,
            bar.y() + (bar.height() - height) // 2,
            size.width(),
            height,
        )
        controls.raise_()


def _title(bar: QTabBar, index: int) -> str:
    return bar.tabText(index).replace("&", "")


def _titles(bar: QTabBar) -> set[str]:
    return {_title(bar, index) for index in range(bar.count())}
