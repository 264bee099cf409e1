"""What both networks predict: how many samples flip, which, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSlot
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from convviz.panels.parameters.compare.flip_list import FlipList
from convviz.panels.parameters.labels import plain_label
from convviz.plotting import EmptyNote, format_count, format_percent
from convviz.theming import Switch
from engine.checkpoints.comparing import FLIP_KINDS, flips_sentence
from engine.data import SampleRef
from engine.training import TRIAL_SPLIT

if TYPE_CHECKING:
    from convviz.session import Compared, Session
    from convviz.theming import Theme
    from engine.checkpoints.comparing import Flips

_ALL = "all"
_NAMES = {_ALL: "All", "worse": "✓→✗", "better": "✗→✓", "other": "✗→✗"}
_TIPS = {
    _ALL: "Every sample whose prediction changed",
    "worse": "Right in A, wrong in B",
    "better": "Wrong in A, right in B",
    "other": "Wrong in both, but another class",
}


class FlipsPane(QWidget):
    """Show the samples of the validation split whose prediction changed.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._compared: Compared | None = None
        self.words = plain_label(role="caption", wraps=True)
        self.switch = Switch(_NAMES, "Kind of change")
        for key, tip in _TIPS.items():
            self.switch.set_tip(key, tip)
        self.list = FlipList(theme)
        self.empty = EmptyNote(theme, "")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.setSpacing(6)
        head.addWidget(plain_label("Predictions", "title"))
        head.addWidget(self.words)
        head.addWidget(self.switch)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        self.switch.chosen.connect(self._on_kind_chosen)
        self.list.taken.connect(self._on_taken)

    def show_compared(self, compared: Compared) -> None:
        """Show the flips, or say why there are none (yet)."""
        if self._compared is not None and compared.flips is self._compared.flips is not None:
            return
        self._compared = compared
        flips = compared.flips
        self.switch.setVisible(flips is not None)
        self.words.setVisible(flips is not None)
        if flips is None:
            self._explain(compared)
            return
        self.words.setText(flips_sentence(flips, format_percent))
        for kind in FLIP_KINDS:
            count = format_count(len(flips.of_kind(kind)))
            self.switch.set_tip(kind, f"{_TIPS[kind]}: {count}")
        self._show_kind()

    def _explain(self, compared: Compared) -> None:
        self.list.flips.clear()
        if compared.reason or compared.dataset is None:
            self.empty.set_text(compared.reason, "not applicable")
        else:
            n = format_count(len(compared.dataset.split(TRIAL_SPLIT)))
            self.empty.set_text(f"Both networks are asked about {n} validation images…")
        self._pages.setCurrentWidget(self.empty)

    def _show_kind(self) -> None:
        compared = self._compared
        if compared is None or compared.flips is None or compared.dataset is None:
            return
        flips, key = compared.flips, self.switch.choice
        samples = next((flips.of_kind(k) for k in FLIP_KINDS if k == key), flips.samples)
        dataset = compared.dataset
        self.list.flips.show_flips(flips, samples, dataset.split(TRIAL_SPLIT), dataset.classes)
        self.list.scrollToTop()
        self.empty.set_text(_none_words(flips), "not applicable")
        self._pages.setCurrentWidget(self.list if len(samples) else self.empty)

    @pyqtSlot(str)
    def _on_kind_chosen(self, _: str) -> None:
        self._show_kind()

    @pyqtSlot(int)
    def _on_taken(self, sample: int) -> None:
        compared = self._compared
        if compared is not None and compared.dataset is self._session.dataset:
            self._session.pin(SampleRef(TRIAL_SPLIT, sample))


def _none_words(flips: Flips) -> str:
    if len(flips.samples):
        return "No prediction changed in this way."
    return f"Both predict the same of all {format_count(len(flips.labels))} images."
