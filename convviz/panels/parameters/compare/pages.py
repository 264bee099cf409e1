"""PARAMETERS as it is, or the comparison in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSlot
from PyQt6.QtWidgets import QStackedWidget, QWidget

from convviz.panels.parameters.compare.page import ComparePage

if TYPE_CHECKING:
    from convviz.session import Compared, OpenedParams, Session
    from convviz.theming import Theme


class ComparePages(QStackedWidget):
    """Show one of two pages, as the session compares or not.

    Parameters
    ----------
    session : Session
    theme : Theme
    usual : QWidget
        Shown while nothing is compared.
    """

    def __init__(
        self, session: Session, theme: Theme, usual: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._usual = usual
        self.page = ComparePage(session, theme)
        self.addWidget(usual)
        self.addWidget(self.page)
        session.compared.connect(self._on_compared)
        session.params_opened.connect(self._on_params_opened)

    @pyqtSlot(object)
    def _on_compared(self, compared: Compared | None) -> None:
        if compared is not None:
            self.page.show_compared(compared)
        self.setCurrentWidget(self._usual if compared is None else self.page)

    @pyqtSlot(object)
    def _on_params_opened(self, opened: OpenedParams) -> None:
        """Show a file that was opened, rather than what was compared before."""
        if opened.error is None and not opened.again and self._session.comparing.compared:
            self._session.comparing.close()
