"""The panel PREDICTIONS: what the network makes of the pinned sample, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convviz.panels.panel import Panel
from convviz.panels.predictions.bars import PredictionBars, Verdict
from convviz.panels.untrained import is_untrained
from convviz.plotting import format_count, format_percent
from convviz.session import RunState

if TYPE_CHECKING:
    from convviz.session import Frame, Session
    from convviz.theming import Theme


class PredictionsPanel(Panel):
    """Image, ten bars, truth and verdict; follows every frame."""

    title = "Predictions"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.bars = PredictionBars(theme)
        self._hint = QLabel()
        self._hint.setProperty("role", "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.addWidget(self.bars)
        session.frame_changed.connect(self.invalidate)
        session.state_changed.connect(self.invalidate)
        session.run_changed.connect(self.invalidate)

    def header_widgets(self) -> list[QWidget]:
        """Return the words that say whose predictions these are."""
        return [self._hint]

    def sizeHint(self) -> QSize:
        """Return room for ten classes."""
        return QSize(416, 162)

    def redraw(self) -> None:
        """Show the newest frame."""
        frame, info = self.session.frame, self.session.run_info
        if frame is None or info is None:
            self._hint.clear()
            self.bars.show_verdict(None)
            return
        untrained = is_untrained(self.session, frame)
        self._hint.setText(_hint_text(frame, len(info.classes), untrained=untrained))
        self.bars.show_verdict(Verdict(frame.trace, info.classes, untrained))
        if self.session.state is not RunState.RUNNING:  # a reader would never come to an end
            self.bars.describe()


def _hint_text(frame: Frame, classes: int, *, untrained: bool) -> str:
    if untrained:
        return f"untrained: every class near {format_percent(1 / classes, 0)}"
    sample = frame.sample
    return f"{sample.split} sample #{format_count(sample.index)}"
