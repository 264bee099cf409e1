"""The menu of the picture: copies, what else to look at, the check of a gradient."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QMenu

from convviz.panels.operation.copying import copy_table, copy_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.operation.panel import OperationPanel


class OperationMenu(QMenu):
    """Whatever the pointer can do inside the picture, for the keyboard too.

    Parameters
    ----------
    panel : OperationPanel
    """

    def __init__(self, panel: OperationPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.setAccessibleName("Operation")
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Offer what there is to do with what is shown now."""
        self.clear()
        panel, view = self._panel, self._panel.view
        self._offer("Copy as text", lambda: copy_text(panel.view))
        self._offer("Copy as CSV", lambda: copy_table(panel.view))
        if view is None or not view.details:
            return
        self.addSeparator()
        for words, detail in view.details:
            self._offer(f"Look at {words}", partial(panel.look_at, detail))
        if view.parameter is not None:
            self.addSeparator()
            self._offer("Check this gradient", panel.check)

    def _offer(self, text: str, call: Callable[[], None]) -> None:
        action = self.addAction(text)
        assert action is not None
        action.setStatusTip(text)
        action.triggered.connect(lambda _: call())
