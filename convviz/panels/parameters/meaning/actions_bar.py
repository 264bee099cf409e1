"""The buttons below the meaning: load, use, compare; and what they would do, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import plain_label, repolish
from convviz.panels.parameters.meaning.words import action_text

if TYPE_CHECKING:
    from engine.checkpoints import Match
    from engine.checkpoints.architectures import Alternative


class ActionsBar(QWidget):
    """What can be done with an opened file.

    Signals
    -------
    load_asked
        The arrays are to be put into the running network.
    use_asked
        The chosen network is to become the one that everything works on.
    compare_asked
        The arrays are to be compared with those of the running network.
    """

    load_asked = pyqtSignal()
    use_asked = pyqtSignal()
    compare_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = plain_label(role="caption", wraps=True)
        self.load = QPushButton("Load into the network")
        self.load.setToolTip("Put the file's arrays in the place of the parameters")
        self.load.clicked.connect(self.load_asked)
        self.use = QPushButton("Use as network")
        self.use.setToolTip("Begin a run with the chosen network and the file's arrays")
        self.use.clicked.connect(self.use_asked)
        self.compare = QPushButton("Compare with the running network")
        self.compare.setToolTip("Show the difference, array by array and filter by filter")
        self.compare.clicked.connect(self.compare_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.load)
        buttons.addWidget(self.use)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 12)
        layout.setSpacing(6)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        layout.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeft)

    def show_actions(
        self, match: Match | None, network: str, chosen: Alternative | None, doubt: str = ""
    ) -> None:
        """Enable what is possible; filled is what makes the chosen network run.

        `doubt` is why nothing is chosen by itself, if so.
        """
        fits = match is not None and match.fits
        self.note.setText(action_text(match, network, chosen, doubt))
        self.note.setVisible(bool(self.note.text()))
        self.load.setEnabled(fits)
        self.use.setEnabled(chosen is not None)
        self.compare.setEnabled(match is not None)
        is_running = chosen is None or network in (chosen.same_as, chosen.preset.name)
        load_first = fits and is_running and (chosen is None or chosen.is_as_found)
        for button, is_first in (
            (self.load, load_first),
            (self.use, not load_first and chosen is not None),
        ):
            button.setProperty("primary", is_first)
            repolish(button)
