"""Where the docks stand: the first layout, what is remembered, one panel at full size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, Qt, QTimer

from convviz.main_window.maximiser import Maximiser
from convviz.main_window.sized import WhenSized
from convviz.main_window.tab_corner import TabCorner
from convviz.settings import LAYOUT_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QMainWindow

    from convviz.main_window.docks import Dock
    from convviz.theming import Theme

SMALL_WIDTH = 1_400
SIDES_SMALL = (152, 770, 356)
SIDES_LARGE = (212, 810, 416)


class DockLayout:
    """Arrange the docks of a window.

    Parameters
    ----------
    window : QMainWindow
    docks : dict of str to Dock
        By the class name of their panel.
    theme : Theme
    on_change : callable
        Told after every rearrangement: other panels may be visible now.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: dict[str, Dock],
        theme: Theme,
        on_change: Callable[[], None],
    ) -> None:
        self._window, self._docks, self._on_change = window, docks, on_change
        self._maximiser = Maximiser(window, docks)
        self._corner = TabCorner(window, list(docks.values()), theme.capitals())
        self._settling = QTimer(window)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)
        for dock in docks.values():
            dock.visibilityChanged.connect(self.settle_soon)
            dock.dockLocationChanged.connect(self.settle_soon)
            dock.topLevelChanged.connect(self.settle_soon)

    @property
    def maximised(self) -> Dock | None:
        """The dock that has all the room, if one has."""
        return self._maximiser.dock

    def settle_soon(self, *_: object) -> None:
        """Follow the docks once this turn of the event loop is over."""
        self._settling.start()

    def reset(self) -> None:
        """Put every dock to its first place."""
        self._maximiser.forget()
        window, docks = self._window, self._docks
        area = Qt.DockWidgetArea.TopDockWidgetArea
        network, samples = docks["NetworkPanel"], docks["SamplesPanel"]
        operation, predictions = docks["OperationPanel"], docks["PredictionsPanel"]
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(area, network)
        window.addDockWidget(area, samples)
        window.splitDockWidget(network, samples, Qt.Orientation.Vertical)
        window.splitDockWidget(samples, operation, Qt.Orientation.Horizontal)
        window.splitDockWidget(operation, predictions, Qt.Orientation.Horizontal)
        window.splitDockWidget(predictions, docks["CurvesPanel"], Qt.Orientation.Vertical)
        before = operation
        for name in ("FiltersPanel", "HistogramsPanel", "ParametersPanel", "LogPanel"):
            window.tabifyDockWidget(before, docks[name])
            before = docks[name]
        for dock in docks.values():
            dock.show()
        operation.raise_()
        self._resize()
        self.settle_soon()

    def restore(self, state: QByteArray | None) -> None:
        """Put the docks where `state` says, or to their first places."""
        self._put(state)
        if self._window.isMaximized() or self._window.isFullScreen():
            WhenSized(self._window, lambda: self._put(state))

    def _put(self, state: QByteArray | None) -> None:
        self.reset()
        if state is not None and not self._window.restoreState(state, LAYOUT_VERSION):
            self.reset()
        self.settle_soon()

    def save(self) -> QByteArray:
        """Return what `restore` wants; of a maximised panel, the layout before."""
        if self._maximiser.layout_before is not None:
            return self._maximiser.layout_before
        return self._window.saveState(LAYOUT_VERSION)

    def toggle_maximise(self, dock: Dock) -> None:
        """Give `dock` all the room beside a folded NETWORK, or go back."""
        if self._maximiser.dock is not None:
            self._maximiser.restore()
        else:
            self._maximiser.maximise(dock, LAYOUT_VERSION)
        self.settle_soon()

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, wherever it is."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        self.settle_soon()

    def _resize(self) -> None:
        window, docks = self._window, self._docks
        sides = SIDES_LARGE if window.width() >= SMALL_WIDTH else SIDES_SMALL
        rest = window.width() - sum(sides)
        window.resizeDocks(
            [docks["SamplesPanel"], docks["OperationPanel"], docks["PredictionsPanel"]],
            [sides[0], sides[1] + max(0, rest), sides[2]],
            Qt.Orientation.Horizontal,
        )
        upper = _network_height(window.height())
        lower = max(200, window.height() - upper - 90)
        window.resizeDocks(
            [docks["NetworkPanel"], docks["OperationPanel"]],
            [upper, lower],
            Qt.Orientation.Vertical,
        )
        window.resizeDocks(
            [docks["PredictionsPanel"], docks["CurvesPanel"]],
            [186, lower - 186],
            Qt.Orientation.Vertical,
        )

    def _settle(self) -> None:
        self._corner.arrange()
        for dock in self._docks.values():
            dock.panel.catch_up()
        self._on_change()


def _network_height(window_height: int) -> int:
    """Return what NETWORK wants: room for maps at a whole factor of their pixels."""
    if window_height < 860:
        return 346
    return 428 if window_height < 1_000 else 532
