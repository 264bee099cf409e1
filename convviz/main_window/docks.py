"""The docks around the panels: headers, tabs, first layout, one panel at full size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFont, QIcon
from PyQt6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction

    from convviz.panels.panel import Panel
    from convviz.theming import Theme

HEADER_HEIGHT = 28
BAR_EVENTS = {
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.Show,
    QEvent.Type.Hide,
}


class Dock(QDockWidget):
    """A panel in a dock: the title in capitals, the panel's own controls at the right.

    While the dock is one of several tabs, the tab is its title, and the controls move to
    the right end of the row of tabs.

    Signals
    -------
    maximise_requested
        The person wants this panel to have all the room, or no longer.
    """

    maximise_requested = pyqtSignal()

    def __init__(self, panel: Panel, theme: Theme, parent: QMainWindow) -> None:
        super().__init__(panel.title.upper(), parent)
        self.setObjectName(f"{type(panel).__name__}Dock")
        self.panel = panel
        self.setWidget(panel)
        self.controls = self._make_controls(theme)
        self._header = self._make_header(theme)
        self._no_header = QWidget()
        self._no_header.setFixedHeight(0)
        self.setTitleBarWidget(self._header)

    def _make_controls(self, theme: Theme) -> QWidget:
        controls = QWidget()
        controls.setObjectName(f"{type(self.panel).__name__}Controls")
        row = QHBoxLayout(controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        widgets = self.panel.header_widgets()
        if not any(_expands(widget) for widget in widgets):
            row.addStretch(1)
        for widget in widgets:
            row.addWidget(widget)
        row.addWidget(self._maximise_button(theme))
        return controls

    def _make_header(self, theme: Theme) -> QWidget:
        header = QWidget()
        header.setFixedHeight(HEADER_HEIGHT)
        layout = QHBoxLayout(header)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.setSpacing(8)
        title = QLabel(self.panel.title.upper())
        title.setFont(theme.capitals())
        layout.addWidget(title)
        layout.addWidget(self.controls, 1)
        return header

    def show_header(self, shown: bool) -> None:
        """Show the title, or leave it to the tab."""
        wanted = self._header if shown else self._no_header
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            wanted.show()
        if shown and self.controls.parentWidget() is not self._header:
            layout = self._header.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.addWidget(self.controls, 1)
            self.controls.show()

    def _maximise_button(self, theme: Theme) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon("maximize-2", "text2"))
        button.setIconSize(QSize(14, 14))
        button.setObjectName("maximise")
        button.setToolTip("Give this panel all the room; press again for the layout before")
        button.setAccessibleName(f"Maximise {self.panel.title}")
        button.clicked.connect(self.maximise_requested)
        return button


class TabCorner(QObject):
    """Put the controls of the front dock at the right end of its row of tabs.

    `QMainWindow` makes and reuses the tab bars of docks by itself and has no place for
    anything beside the tabs, so the controls are laid over the bar's free end.
    """

    def __init__(self, window: QMainWindow, docks: list[Dock], font: QFont) -> None:
        super().__init__(window)
        self._window, self._docks, self._font = window, docks, font
        self._watched: set[QTabBar] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.arrange)
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
                dock.show_header(False)
                # Not the bar's: Qt deletes bars, with what is in them, as docks move.
                dock.controls.setParent(self._window)
                dock.controls.setVisible(dock is front)
            if front is not None:
                self._place(front.controls, bar)
        for dock in self._docks:
            if dock not in tabbed:
                dock.show_header(True)

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
        if bar in self._watched:
            return
        self._watched.add(bar)
        bar.setFont(self._font)
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.currentChanged.connect(lambda _: self._soon.start())
        bar.destroyed.connect(lambda: self._watched.discard(bar))

    def _front(self, bar: QTabBar) -> Dock | None:
        title = bar.tabText(bar.currentIndex()).replace("&", "")
        return next((dock for dock in self._docks if dock.windowTitle() == title), None)

    def _place(self, controls: QWidget, bar: QTabBar) -> None:
        size = controls.sizeHint()
        height = min(size.height(), bar.height() - 2)
        controls.setGeometry(
            bar.x() + bar.width() - size.width() - 8,
            bar.y() + (bar.height() - height) // 2,
            size.width(),
            height,
        )
        controls.raise_()


def _expands(widget: QWidget) -> bool:
    return widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding


def _titles(bar: QTabBar) -> set[str]:
    return {bar.tabText(i).replace("&", "") for i in range(bar.count())}


def toggle_action(dock: Dock) -> QAction:
    """Return the entry of the View menu that shows and hides `dock`."""
    action = dock.toggleViewAction()
    assert action is not None
    action.setText(dock.panel.title)
    action.setIcon(QIcon())
    action.setStatusTip(f"Show or hide the panel {dock.panel.title}")
    return action
