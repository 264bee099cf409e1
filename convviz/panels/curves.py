"""CURVES: loss and accuracy of this run, training and validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSlot
from PyQt6.QtWidgets import QComboBox, QMenu, QVBoxLayout, QWidget

from convviz.panels.panel import Panel
from convviz.panels.saving import ask_where
from convviz.plotting import CurveView, LegendEntry, Timeline, format_exact

if TYPE_CHECKING:
    from PyQt6.QtGui import QContextMenuEvent, QResizeEvent

    from convviz.session import History, Session, Settings
    from convviz.theming import Theme

SMOOTHINGS = (0.0, 0.8, 0.9, 0.95, 0.98, 0.99)
_DEFAULT = 0.95
_EMPTY = "The first point comes with the first batch: F5 runs, F11 runs one batch."

_HOW_TO_READ = (
    "Pale: every batch as it was measured (raw), the smallest and the largest where several "
    "share a pixel.\nStrong: its moving average. Dashed: validation, the best one ringed.\n"
    "A triangle at an edge: a batch beyond the axis."
)
_ROOM_FOR_RAW_PX = 640


class CurvesPanel(Panel):
    """Every number that the training reported; the rules are those of `CurveView`."""

    title = "Curves"
    least_interval_ms = 250

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._drawn: History | None = None
        self.view = CurveView(theme, empty=_EMPTY)
        self.smoothing = self._smoothing_choice()
        self.raw_entry = LegendEntry(theme, "raw", "raw")
        self.raw_entry.hide()
        for widget in (self, self.view, self.raw_entry):
            widget.setToolTip(_HOW_TO_READ)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 12, 4)
        layout.addWidget(self.view)
        session.history_changed.connect(self.invalidate)
        session.run_changed.connect(self.invalidate)

    def header_widgets(self) -> list[QWidget]:
        """Return the legend, with the choice of smoothing in it."""
        return [
            self.raw_entry,
            LegendEntry(self.theme, "train", "train,"),
            self.smoothing,
            LegendEntry(self.theme, "validation", "validation"),
        ]

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Name the pale line too where the header has room for it."""
        super().resizeEvent(event)
        in_header = self.raw_entry.parentWidget() is not None
        self.raw_entry.setVisible(in_header and self.width() >= _ROOM_FOR_RAW_PX)

    def redraw(self) -> None:
        """Draw what was added since the last time."""
        history = self.session.history
        if history is not self._drawn:
            self.view.clear()
            self._drawn = history
        start = len(self.view.tracks["loss"].series)
        steps = history.steps[start:]
        if len(steps):
            values = {"loss": history.losses[start:], "accuracy": history.accuracies[start:]}
            self.view.extend(steps, values)
        points = [e for e in history.evaluations if e.split == "validation"]
        self.view.set_validation(
            [e.position.step for e in points],
            {"loss": [e.loss for e in points], "accuracy": [e.accuracy for e in points]},
        )
        ends = tuple(epoch.position.step for epoch in history.epochs)
        self.view.set_timeline(Timeline(ends, history.batches_per_epoch))
        self.view.set_changes(changes_in_words(history))
        self.view.refresh()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer the whole curve, its numbers and its picture."""
        if event is not None:
            self.make_menu().popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """Return the menu; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for text, act in (
            ("Show the whole curve", self.view.show_all),
            ("Save the numbers as CSV…", self._on_save_csv),
            ("Save the picture as SVG, PDF or PNG…", self._on_save_figure),
        ):
            action = menu.addAction(text)
            assert action is not None
            action.triggered.connect(act)
            action.setEnabled(self.view.last_step > 0)
        return menu

    def _smoothing_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setProperty("flat", True)
        for smoothing in SMOOTHINGS:
            text = f"smoothed {smoothing:g}" if smoothing else "not smoothed"
            choice.addItem(text, smoothing)
        choice.setCurrentIndex(SMOOTHINGS.index(_DEFAULT))
        choice.setAccessibleName("Smoothing of the training curve")
        choice.setToolTip(
            "Decay of the moving average over the batches. It is debiased, looks only "
            "back, and does not depend on the part in view."
        )
        choice.currentIndexChanged.connect(self._on_smoothing_chosen)
        return choice

    @pyqtSlot(int)
    def _on_smoothing_chosen(self, number: int) -> None:
        self.view.set_smoothing(SMOOTHINGS[number])
        self.view.refresh()

    @pyqtSlot()
    def _on_save_csv(self) -> None:
        ask_where(self, "Save the numbers", "curves.csv", "CSV (*.csv)", self.view.save_csv)

    @pyqtSlot()
    def _on_save_figure(self) -> None:
        kinds = "SVG (*.svg);;PDF (*.pdf);;PNG (*.png)"
        ask_where(self, "Save the picture", "curves.svg", kinds, self.view.save_figure)


def changes_in_words(history: History) -> list[tuple[int, str]]:
    """Return at which steps settings or all parameters changed, and how, one entry a step."""
    changes: dict[int, list[str]] = {}
    for step, words in history.placements:
        if step > 0:
            changes.setdefault(step, []).append(words)
    for step, before, after in history.settings_changes:
        differences = _differences(before, after)
        if differences and step > 0:
            changes.setdefault(step, []).extend(differences)
    return [(step, ", ".join(words)) for step, words in sorted(changes.items())]


def _differences(before: Settings, after: Settings) -> list[str]:
    words = []
    if before.learning_rate != after.learning_rate:
        old, new = format_exact(before.learning_rate), format_exact(after.learning_rate)
        words.append(f"lr {old} → {new}")
    if before.batch_size != after.batch_size:
        words.append(f"batch size {before.batch_size} → {after.batch_size}")
    if before.optimizer != after.optimizer:
        words.append(f"{before.optimizer} → {after.optimizer}")
    return words
