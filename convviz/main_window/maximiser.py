"""One panel at full size beside a folded NETWORK, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, Qt

if TYPE_CHECKING:
    from PyQt6.QtCore import QSize
    from PyQt6.QtWidgets import QMainWindow

    from convviz.main_window.docks import Dock

FOLDED_NETWORK_HEIGHT = 160


class Maximiser:
    """Hide what is in the way of one panel, and bring it back as it was.

    Docks are hidden and shown again rather than restored from a saved state: with that
    Qt 6.11 leaves the tab bars of before behind, lying over the panels.

    Parameters
    ----------
    window : QMainWindow
    docks : dict of str to Dock
        By the class name of their panel.

    Attributes
    ----------
    dock : Dock or None
        The one that has all the room.
    layout_before : QByteArray or None
        What `QMainWindow.saveState` said before.
    """

    def __init__(self, window: QMainWindow, docks: dict[str, Dock]) -> None:
        self._window, self._docks = window, docks
        self._hidden: list[Dock] = []
        self._sizes: dict[Dock, QSize] = {}
        self.dock: Dock | None = None
        self.layout_before: QByteArray | None = None

    def maximise(self, dock: Dock, version: int) -> None:
        """Give `dock` all the room."""
        network = self._docks["NetworkPanel"]
        beside = (
            set() if dock is network else {network, *self._window.tabifiedDockWidgets(dock)}
        )
        self.dock = dock
        self.layout_before = self._window.saveState(version)
        shown = [each for each in self._docks.values() if not each.isHidden()]
        # Docks behind a tab have no size of their own.
        self._sizes = {each: each.size() for each in shown if each.panel.is_seen}
        self._hidden = [each for each in shown if each is not dock and each not in beside]
        for each in self._hidden:
            each.hide()
        if dock is not network and not network.isHidden():
            heights = [FOLDED_NETWORK_HEIGHT, self._window.height()]
            self._window.resizeDocks([network, dock], heights, Qt.Orientation.Vertical)

    def restore(self) -> None:
        """Show again what was hidden, everything at its size of before.

        In front of its tabs comes what was there before; where tabs were left to choose
        from, what is there now.
        """
        chosen = [each for each in self._docks.values() if each.panel.is_seen]
        for each in self._hidden:
            each.show()
        before = [each for each in self._sizes if each in self._hidden]
        for each in before + chosen:
            each.raise_()
        docks = list(self._sizes)
        sizes = list(self._sizes.values())
        widths, heights = [s.width() for s in sizes], [s.height() for s in sizes]
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)
        self.forget()

    def forget(self) -> None:
        """Let things stand as they are."""
        self._hidden, self._sizes = [], {}
        self.dock = self.layout_before = None
