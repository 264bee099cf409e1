"""One network that a file may be of, as a row that can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QRadioButton, QWidget

from convviz.panels.parameters.labels import plain_label, set_role
from convviz.panels.parameters.meaning.share_bar import ShareBar
from convviz.panels.parameters.meaning.words import same_as_text, share_text

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent, QPaintEvent

    from convviz.theming import Theme
    from engine.checkpoints.architectures import Alternative
    from engine.training import Trial

_EDGE_PX = 6


class AlternativeRow(QWidget):
    """Title, reason, and how often it is right; a click anywhere chooses it.

    Parameters
    ----------
    theme : Theme
    alternative : Alternative

    Signals
    -------
    chosen : AlternativeRow
    """

    chosen = pyqtSignal(object)

    def __init__(
        self, theme: Theme, alternative: Alternative, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.alternative = alternative
        self.radio = QRadioButton()
        self.radio.setAccessibleName(f"{alternative.title}, {alternative.reason}")
        self.radio.setToolTip("Take this network for the arrays of the file")
        self.title = plain_label(alternative.title, wraps=True)
        self.title.setFont(theme.text(12, 500))
        self.reason = plain_label(alternative.reason, "caption", wraps=True)
        self.bar = ShareBar(theme)
        self.share = plain_label()
        self.share.setFont(theme.numbers(11, 500))
        self.same_as = plain_label(same_as_text(alternative), "caption")
        self.hint = plain_label(role="hint", wraps=True)
        self._lay_out()
        self.radio.toggled.connect(self._on_toggled)
        self.show_trial(None, is_over=True)

    def show_trial(self, trial: Trial | None, *, is_over: bool) -> None:
        """Show what it came to; None while that is not known."""
        is_tried = trial is not None and trial.right is not None
        for widget in (self.bar, self.share):
            widget.setVisible(is_tried)
        self.same_as.setVisible(bool(self.same_as.text()))
        if trial is not None and trial.right is not None:
            self.bar.show_share(trial.right)
            self.share.setText(share_text(trial))
            self.hint.setText("")
        elif trial is not None:
            self.hint.setText(trial.why_not)
        else:
            self.hint.setText("" if is_over else "not tried yet")
        self.hint.setVisible(bool(self.hint.text()))
        role = "" if trial is None or is_tried else "hint"
        for label, usual in ((self.title, ""), (self.reason, "caption")):
            set_role(label, role or usual)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Choose it by a click anywhere."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.radio.setChecked(True)
            self.radio.setFocus()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Lay the colour of the selection under the chosen row."""
        if self.radio.isChecked():
            QPainter(self).fillRect(self.rect(), self._theme.tokens.accentbg)

    @pyqtSlot(bool)
    def _on_toggled(self, is_chosen: bool) -> None:
        self.bar.set_chosen(is_chosen)
        self.update()
        if is_chosen:
            self.chosen.emit(self)

    def _lay_out(self) -> None:
        outcome = QHBoxLayout()
        outcome.setSpacing(8)
        outcome.addWidget(self.bar, 1)
        outcome.addWidget(self.share)
        outcome.addStretch()
        outcome.addWidget(self.same_as)
        grid = QGridLayout(self)
        grid.setContentsMargins(_EDGE_PX, 6, _EDGE_PX, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.radio, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.reason, 1, 1)
        grid.addLayout(outcome, 2, 1)
        grid.addWidget(self.hint, 3, 1)
