"""The panel SAMPLES: choose the sample that is followed through the training."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, pyqtSlot
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz.panels.panel import Panel
from convviz.panels.samples.choice import Choice, Outcome, counts
from convviz.panels.samples.class_filter import ClassFilter
from convviz.panels.samples.finder import SampleFinder
from convviz.panels.samples.gallery import Gallery
from convviz.panels.samples.model import Now, SamplesModel
from convviz.panels.samples.outcome_switch import OutcomeSwitch
from convviz.panels.samples.pixel_frames import pixel_frames
from convviz.plotting import format_count
from convviz.session import Selection
from engine.data import SampleRef
from engine.inspection import INPUT

if TYPE_CHECKING:
    from convviz.session import Predictions, Progress, Session
    from convviz.theming import Theme
    from engine.data import Split


class SamplesPanel(Panel):
    """A gallery with filters; a click pins a sample, another selects a pixel of it."""

    title = "Samples"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._choice = Choice()
        self._asked: set[str] = set()
        self._evaluating = False
        self.class_filter = ClassFilter()
        self.outcome_switch = OutcomeSwitch()
        self.finder = SampleFinder()
        self.model = SamplesModel(self)
        self.gallery = Gallery(self.model, theme)
        self._words = QLabel()
        self._words.setProperty("role", "hint")
        self._words.setToolTip(
            "What stands below the samples is from the last evaluation; only the pinned "
            "sample follows every frame."
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setContentsMargins(12, 2, 4, 4)
        filters.addWidget(self.outcome_switch)
        filters.addStretch(1)
        gallery = QHBoxLayout()
        gallery.setContentsMargins(8, 0, 0, 0)
        gallery.addWidget(self.gallery)
        self._words.setContentsMargins(12, 0, 12, 4)
        self._words.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(filters)
        layout.addWidget(self._words)
        layout.addLayout(gallery, 1)
        layout.addWidget(self.finder)
        self.setFocusProxy(self.gallery)

    def _connect(self) -> None:
        session = self.session
        session.run_changed.connect(self._on_run_changed)
        session.frame_changed.connect(self._on_frame_changed)
        session.pinned_changed.connect(self._on_pinned_changed)
        session.selection_changed.connect(self._on_place_changed)
        session.hover_changed.connect(self._on_place_changed)
        session.predictions_changed.connect(self._on_predictions_changed)
        session.progress_changed.connect(self._on_progress_changed)
        self.class_filter.chosen.connect(self._on_class_chosen)
        self.outcome_switch.chosen.connect(self._on_outcome_chosen)
        self.finder.split_chosen.connect(self._on_split_chosen)
        self.finder.index_entered.connect(self._on_index_entered)
        self.finder.random_asked.connect(self._on_random_asked)
        self.gallery.random_asked.connect(self._on_random_asked)
        self.gallery.taken.connect(self._on_index_entered)
        self.gallery.pixel_pointed.connect(self._on_pixel_pointed)
        self.gallery.pixel_chosen.connect(self._on_pixel_chosen)

    def header_widgets(self) -> list[QWidget]:
        """Return the choice of a class."""
        return [self.class_filter]

    def sizeHint(self) -> QSize:
        """Return room for three thumbnails across."""
        return QSize(212, 380)

    def redraw(self) -> None:
        """Show the samples that are chosen."""
        split, info = self._split(), self.session.run_info
        if split is None or info is None:
            return
        if self.class_filter.count() != len(info.classes) + 1:
            self.class_filter.show_classes(info.classes)
        predictions = self.session.predictions.get(self._choice.split)
        indices = self._choice.indices(split.labels, predictions)
        self.model.show_samples(split, info.classes, indices, predictions)
        self.outcome_switch.show_counts(
            counts(split.labels, self._choice.label, predictions),
            len(split),
            None if predictions is None else predictions.step,
        )
        self.finder.show_split(self._choice.split, len(split))
        self.gallery.explain_empty("" if len(indices) else self._reason(predictions))
        self._show_pinned()
        self._show_now()

    def _show_now(self) -> None:
        """Say how old the verdicts are, and give the pinned sample the one of this moment."""
        self.gallery.show_frames(pixel_frames(self.session))
        frame, choice = self.session.frame, self._choice
        now = None
        guess = None if frame is None else frame.trace.prediction
        if frame is not None and guess is not None and frame.sample.split == choice.split:
            now = Now(frame.sample.index, guess, frame.position.step)
        self.model.show_now(now)
        if self._evaluating:
            return
        predictions = self.session.predictions.get(choice.split)
        old = predictions is not None and (
            frame is not None and predictions.step < frame.position.step
        )
        self._words.setVisible(old)
        if old and predictions is not None:
            self._words.setText(f"✓ ✗ as of step {format_count(predictions.step)}")

    def _split(self) -> Split | None:
        dataset = self.session.dataset
        return dataset.split(self._choice.split) if dataset is not None else None

    def _show_pinned(self) -> None:
        pinned = self.session.pinned
        self.gallery.show_pinned(pinned.index if pinned.split == self._choice.split else None)

    def _reason(self, predictions: Predictions | None) -> str:
        """Return why no sample is shown."""
        if predictions is None:
            return "The network is being asked about every sample."
        if self._choice.outcome is Outcome.WRONG:
            return "None of them is taken for something else."
        return "None of them is recognised."

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        self._ask_if_needed()
        self.invalidate()

    def _ask_if_needed(self) -> None:
        """Have the split evaluated if right and wrong are asked for and not known."""
        split = self._choice.split
        unknown = split not in self.session.predictions and split not in self._asked
        if self._choice.outcome is not Outcome.ALL and unknown:
            self._asked.add(split)
            self.session.evaluate(split)

    @pyqtSlot(object)
    def _on_run_changed(self, _: object) -> None:
        self._asked.clear()
        self._choice = Choice(self.session.pinned.split)
        self.outcome_switch.choose("all")
        self.class_filter.clear()
        self.invalidate()

    @pyqtSlot(object)
    def _on_pinned_changed(self, pinned: SampleRef) -> None:
        split = self.session.dataset.split(pinned.split) if self.session.dataset else None
        if split is None:
            return
        shown = (
            self._choice.split == pinned.split and self.model.place_of(pinned.index).isValid()
        )
        if not shown:
            self._choice = Choice(pinned.split)
            self.outcome_switch.choose("all")
            self.class_filter.setCurrentIndex(0)
        self.invalidate()

    @pyqtSlot(object)
    def _on_place_changed(self, _: object) -> None:
        if self.is_seen:
            self.gallery.show_frames(pixel_frames(self.session))
        else:
            self.invalidate()

    @pyqtSlot(object)
    def _on_pixel_pointed(self, pixel: tuple[int, int] | None) -> None:
        self.session.hover_at(Selection() if pixel is None else Selection(INPUT, (0, *pixel)))

    @pyqtSlot(object)
    def _on_pixel_chosen(self, pixel: tuple[int, int]) -> None:
        self.session.select(Selection(INPUT, (0, *pixel)))

    @pyqtSlot(object)
    def _on_frame_changed(self, _: object) -> None:
        if self.is_seen:
            self._show_now()
        else:
            self.invalidate()

    @pyqtSlot(object)
    def _on_predictions_changed(self, predictions: Predictions) -> None:
        self._asked.discard(predictions.split)
        if predictions.split == self._choice.split:
            self.invalidate()

    @pyqtSlot(object)
    def _on_progress_changed(self, progress: Progress) -> None:
        mine = progress.label == f"Evaluating {self._choice.split}" and not progress.finished
        self._evaluating = mine
        if mine:
            self._words.show()
            done, total = format_count(progress.done), format_count(progress.total)
            self._words.setText(f"{done} of {total} asked")
        else:
            self._show_now()

    @pyqtSlot(object)
    def _on_class_chosen(self, label: int | None) -> None:
        self._choose(replace(self._choice, label=label))

    @pyqtSlot(str)
    def _on_outcome_chosen(self, key: str) -> None:
        self._choose(replace(self._choice, outcome=Outcome(key)))

    @pyqtSlot(str)
    def _on_split_chosen(self, split: str) -> None:
        self._choose(replace(self._choice, split=split))

    @pyqtSlot(int)
    def _on_index_entered(self, index: int) -> None:
        self.session.pin(SampleRef(self._choice.split, index))

    @pyqtSlot()
    def _on_random_asked(self) -> None:
        if self.model.samples:
            place = random.randrange(self.model.samples)
            self._on_index_entered(self.model.sample_at(place))
