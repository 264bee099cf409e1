"""The networks that a file may be of, to choose one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import heading, plain_label, show_text
from convviz.panels.parameters.meaning.alternative_row import AlternativeRow
from convviz.panels.parameters.meaning.choices_bar import ChoicesBar
from convviz.panels.parameters.meaning.words import more_text, proposal_text, question
from engine.checkpoints.wording import counted

if TYPE_CHECKING:
    from convviz.session import Session, Trials
    from convviz.theming import Theme
    from engine.checkpoints.architectures import Alternative, Proposal

_SHOWN_AT_ONCE = 4


class AlternativesView(QWidget):
    """A question, its answers as rows, and what a person may know besides.

    As long as nobody has chosen, the one that is right most often is (see `Trials.choice`).

    Parameters
    ----------
    session : Session
    theme : Theme

    Signals
    -------
    chosen_changed
        Another network is chosen, or none.
    """

    chosen_changed = pyqtSignal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._proposal: Proposal | None = None
        self._is_of_person = False
        self.rows: list[AlternativeRow] = []
        self.question = heading(theme, "")
        self.sentence = plain_label(role="caption", wraps=True)
        self.choices = ChoicesBar()
        self.more = QPushButton()
        self.more.setToolTip("Show the networks that are less usual, too")
        self.more.clicked.connect(self._show_all_rows)
        self.rest = plain_label(role="hint", wraps=True)
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.question, self.sentence, self.choices):
            layout.addWidget(widget)
        layout.addLayout(self._column)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.rest)
        self.choices.changed.connect(self._on_choices_changed)
        session.trials_changed.connect(self._on_trials_changed)

    @property
    def chosen(self) -> Alternative | None:
        """The network whose row is chosen."""
        rows = (row.alternative for row in self.rows if row.radio.isChecked())
        return next(rows, None)

    @property
    def _is_doubtful(self) -> bool:
        return self._proposal is not None and bool(self._proposal.doubt)

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Show the networks of a file; None for none."""
        if proposal is self._proposal and proposal is not None:
            return
        self._proposal, self._is_of_person = proposal, False
        self.setVisible(proposal is not None)
        if proposal is None:
            self._make_rows(())
            return
        self.question.setText(question(proposal))
        show_text(self.rest, more_text(proposal))
        self.choices.show_choices(proposal.alternatives)
        if not proposal.unsaid:
            self.choices.hide()
        self._make_rows(proposal.alternatives)
        self._show_trials(self._session.trials.trials)

    def _make_rows(self, alternatives: tuple[Alternative, ...], place: int = 0) -> None:
        for row in self.rows:
            self._group.removeButton(row.radio)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [AlternativeRow(self._theme, each) for each in alternatives]
        for row in self.rows:
            self._group.addButton(row.radio)
            self._column.addWidget(row)
            row.chosen.connect(self._on_chosen)
            row.radio.clicked.connect(self._on_clicked)
        for row in self.rows[_SHOWN_AT_ONCE:]:
            row.hide()
        rest = len(self.rows) - _SHOWN_AT_ONCE
        self.more.setText(f"Show {counted(rest, 'more')}".removesuffix("s"))
        self.more.setVisible(rest > 0)
        if self.rows and (self._is_of_person or not self._is_doubtful):
            self.rows[place].radio.setChecked(True)
        self.chosen_changed.emit()

    def _show_trials(self, trials: Trials) -> None:
        if self._proposal is None:
            return
        self.sentence.setText(proposal_text(self._proposal, trials))
        known = {id(trial.alternative): trial for trial in trials.outcomes}
        for row in self.rows:
            row.show_trial(known.get(id(row.alternative)), is_over=trials.is_over)
        if self._is_of_person or self._is_doubtful or trials.best is None:
            return
        for row in self.rows:
            if row.alternative is trials.choice:
                row.show()
                row.radio.setChecked(True)

    @pyqtSlot()
    def _show_all_rows(self) -> None:
        for row in self.rows:
            row.show()
        self.more.hide()

    @pyqtSlot(object)
    def _on_trials_changed(self, trials: Trials) -> None:
        self._show_trials(trials)

    @pyqtSlot()
    def _on_choices_changed(self) -> None:
        assert self._proposal is not None
        place = next((i for i, row in enumerate(self.rows) if row.radio.isChecked()), 0)
        applied = map(self.choices.applied_to, self._proposal.alternatives)
        different = {(a.title, a.reason): a for a in reversed(tuple(applied))}
        changed = tuple(reversed(different.values()))
        self._make_rows(changed, min(place, len(changed) - 1))
        self._session.trials.begin(changed)

    @pyqtSlot(object)
    def _on_chosen(self, _: object) -> None:
        self.chosen_changed.emit()

    @pyqtSlot()
    def _on_clicked(self) -> None:
        self._is_of_person = True
