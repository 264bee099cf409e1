"""What the arrays of a file mean, which networks they may be of, and what to do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import heading, plain_label, set_role, show_text
from convviz.panels.parameters.meaning.actions_bar import ActionsBar
from convviz.panels.parameters.meaning.alternatives_view import AlternativesView
from convviz.panels.parameters.meaning.layers_table import LayersTable
from convviz.panels.parameters.meaning.words import changes_text, fit_text
from convviz.panels.parameters.words import meaning_title
from engine.checkpoints.not_finite import not_finite

if TYPE_CHECKING:
    from convviz.panels.parameters.shown import Shown
    from convviz.session import Session
    from convviz.theming import Theme
    from engine.checkpoints.architectures import Proposal


class MeaningPane(QWidget):
    """Say in words what a file holds, and let a network for it be chosen and used.

    Parameters
    ----------
    session : Session
    theme : Theme

    Signals
    -------
    load_asked
        The arrays are to be put into the network.
    compare_asked
        They are to be compared with those of the network.
    """

    load_asked = pyqtSignal()
    compare_asked = pyqtSignal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Shown | None = None
        self.summary = plain_label(wraps=True)
        self.summary.setFont(theme.text(11, 500))
        self.broken = plain_label(role="wrong", wraps=True)
        self.how = plain_label(role="caption", wraps=True)
        self.changes = plain_label(role="caption", wraps=True)
        self.layers = LayersTable(theme)
        self.alternatives = AlternativesView(session, theme)
        self.notes = plain_label(role="caption", wraps=True)
        self.unsaid_title = heading(theme, "What no such file says")
        self.unsaid = plain_label(role="caption", wraps=True)
        self.fit_title = heading(theme, "")
        self.verdict = plain_label(role="right", wraps=True)
        self.reasons = plain_label(role="caption", wraps=True)
        self.buttons = ActionsBar()
        self.body = QScrollArea()
        self.load_button = self.buttons.load
        self._lay_out()
        self._connect()

    @property
    def _proposal(self) -> Proposal | None:
        opened = self._session.files.opened
        is_file = self._shown is not None and self._shown.params is not None
        return opened.proposal if is_file and opened is not None else None

    def show_meaning(self, shown: Shown) -> None:
        """Say what is shown means."""
        self._shown = shown
        is_file = shown.params is not None
        show_text(self.broken, not_finite(shown.reading) if is_file else "")
        self.summary.setText(meaning_title(shown.reading))
        show_text(self.how, shown.reading.how if is_file else "")
        show_text(self.changes, changes_text(shown.reading) if is_file else "")
        self.layers.show_layers(shown.reading.layers)
        proposal = self._proposal
        self.alternatives.show_proposal(proposal)
        show_text(self.unsaid, proposal.unsaid if proposal is not None else "")
        self.unsaid_title.setVisible(bool(self.unsaid.text()))
        self._show_fit(shown)
        self.buttons.setVisible(is_file)
        self._show_chosen()

    def _show_fit(self, shown: Shown) -> None:
        match = shown.match
        for widget in (self.fit_title, self.verdict, self.reasons):
            widget.setVisible(match is not None)
        if match is None:
            return
        verdict, why = fit_text(match)
        self.fit_title.setText(f"Does it fit {shown.network}?")
        self.verdict.setText(verdict)
        set_role(self.verdict, "right" if match.fits else "wrong")
        show_text(self.reasons, why)

    @pyqtSlot()
    def _show_chosen(self) -> None:
        shown, chosen = self._shown, self.alternatives.chosen
        if shown is None:
            return
        show_text(self.notes, "\n".join(chosen.notes) if chosen is not None else "")
        doubt = self._proposal.doubt if self._proposal is not None else ""
        self.buttons.show_actions(shown.match, shown.network, chosen, doubt)

    @pyqtSlot()
    def _on_use_asked(self) -> None:
        chosen = self.alternatives.chosen
        if chosen is not None:
            self._session.files.use(chosen)

    def _connect(self) -> None:
        self.alternatives.chosen_changed.connect(self._show_chosen)
        self.buttons.load_asked.connect(self.load_asked)
        self.buttons.compare_asked.connect(self.compare_asked)
        self.buttons.use_asked.connect(self._on_use_asked)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addWidget(plain_label("What it means", "title"))
        parts: tuple[QWidget, ...] = (
            *(self.broken, self.summary, self.how, self.changes, self.layers),
            *(self.alternatives, self.notes, self.unsaid_title, self.unsaid),
            *(self.fit_title, self.verdict, self.reasons),
        )
        for part in parts:
            column.addWidget(part)
        column.addStretch()
        self.body.setWidget(content)
        self.body.setWidgetResizable(True)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.buttons)
