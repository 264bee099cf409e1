"""The docks around the panels: headers, tabs, first layout, one panel at full size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QSize, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
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
        self._title = title
        return header

    def show_header(self, *, title: bool) -> None:
        """Show the header with the controls; the title too, unless a tab has it."""
        self._title.setVisible(title)
        self._show_title_bar(self._header)
        if self.controls.parentWidget() is not self._header:
            layout = self._header.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.addWidget(self.controls, 1)
            self.controls.show()

    def hide_header(self) -> None:
        """Show no header: the tab has the title, and the controls are elsewhere."""
        self._show_title_bar(self._no_header)

    def _show_title_bar(self, bar: QWidget) -> None:
        if self.titleBarWidget() is not bar:
            self.setTitleBarWidget(bar)
            bar.show()

    def _maximise_button(self, theme: Theme) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon("maximize-2", "text2"))
        button.setIconSize(QSize(14, 14))
        button.setObjectName("maximise")
        button.setToolTip("Give this panel all the room; press again for the layout before")
        button.setAccessibleName(f"Maximise {self.panel.title}")
        button.clicked.connect(self.maximise_requested)
        return button


def _expands(widget: QWidget) -> bool:
    return widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding


def toggle_action(dock: Dock) -> QAction:
    """Return the entry of the View menu that shows and hides `dock`."""
    action = dock.toggleViewAction()
    assert action is not None
    action.setText(dock.panel.title)
    action.setIcon(QIcon())
    action.setStatusTip(f"Show or hide the panel {dock.panel.title}")
    return action
