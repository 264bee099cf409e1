"""The state in words, progress, and the value under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from convviz.plotting import format_count, format_value
from convviz.session import Progress, RunState, Selection, Session
from convviz.theming import ElidedLabel

if TYPE_CHECKING:
    from engine.training import Operation, Position

SEPARATOR = "   ·   "
BYTES_FROM = 1_000_000


class StatusBar(QStatusBar):
    """Follow a session in one line.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("StatusBar")
        self.setSizeGripEnabled(False)
        self._session = session
        self._speed = 0.0
        self._progress: Progress | None = None
        self.state_label = _label("StatusState", left=12)
        self.detail_label = _label("StatusDetail")
        self.detail_label.setProperty("role", "caption")
        self.tip_label = ElidedLabel()
        self.tip_label.setProperty("role", "hint")
        self.value_label = _label("StatusValue", right=12)
        self.addWidget(self.state_label)
        self.addWidget(self.detail_label)
        self.addWidget(self.tip_label, 1)
        self._add_progress()
        self.addPermanentWidget(self.value_label)
        self._follow(session)
        self._show_state()

    def _add_progress(self) -> None:
        self.progress_label = _label("StatusProgress")
        self.progress_bar = QProgressBar()
        self.progress_bar.setTextVisible(False)
        self.progress_bar.setFixedSize(120, 4)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setFlat(True)
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        for widget in (self.progress_label, self.progress_bar, self.cancel_button):
            self.addPermanentWidget(widget)
            widget.hide()

    def show_tip(self, tip: str) -> None:
        """Show what a control does beside the state, never in its place."""
        self.tip_label.setText(SEPARATOR + tip if tip else "")

    def _follow(self, session: Session) -> None:
        session.state_changed.connect(self._show_state)
        session.settings_changed.connect(self._show_state)
        session.history_changed.connect(self._show_state)
        session.run_changed.connect(self._on_run_changed)
        session.frame_changed.connect(self._on_frame_changed)
        session.hover_changed.connect(self._show_value)
        session.selection_changed.connect(self._show_value)
        session.speed_changed.connect(self._on_speed_changed)
        session.progress_changed.connect(self._on_progress_changed)

    def _on_run_changed(self, _: object) -> None:
        self._speed = 0.0
        self._show_state()
        self._show_value()

    def _on_frame_changed(self, _: object) -> None:
        self._show_state()
        self._show_value()

    def _on_speed_changed(self, speed: float) -> None:
        self._speed = speed

    def _show_state(self, _: object = None) -> None:
        state, *details = self._words()
        self.state_label.setText(state)
        self.detail_label.setText("".join(SEPARATOR + word for word in details))

    def _words(self) -> list[str]:
        session = self._session
        if session.frame is None or session.settings is None:
            return [session.state.value]
        position = session.frame.position
        words = [_state_words(session.state, session.frame.operation, position)]
        words.append(f"epoch {position.epoch} of {session.settings.epochs}")
        if position.step == 0 and session.frame.operation is None:
            return [*words, "nothing has run"]
        words.append(
            f"batch {format_count(position.batch)} of {format_count(position.batches)}"
        )
        words.append(f"step {format_count(position.step)}")
        if self._speed:
            running = "" if session.state.is_moving else " when running"
            words.append(f"{format_count(_rounded(self._speed))} samples/s{running}")
        for name in sorted(session.settings.pending):
            words.append(f"{name.replace('_', ' ')} from the next batch")
        return words

    def _show_value(self, _: object = None) -> None:
        session = self._session
        place = session.hover if session.hover.layer else session.selection
        words = [w for w in (_value_at(session, place), _seed(session)) if w]
        self.value_label.setText(SEPARATOR.join(words))

    def _on_progress_changed(self, progress: Progress) -> None:
        self._progress = None if progress.finished else progress
        shown = self._progress is not None
        for widget in (self.progress_label, self.progress_bar):
            widget.setVisible(shown)
        self.cancel_button.setVisible(shown and progress.cancel is not None)
        if shown:
            self.progress_label.setText(f"{progress.label}  {_amount(progress)}")
            self.progress_bar.setMaximum(1000)
            self.progress_bar.setValue(1000 * progress.done // progress.total)

    def _on_cancel_clicked(self) -> None:
        if self._progress is not None and self._progress.cancel is not None:
            self._progress.cancel()
            self.progress_label.setText(f"Cancelling {self._progress.label.lower()}…")


def _label(name: str, left: int = 0, right: int = 0) -> QLabel:
    label = QLabel()
    label.setContentsMargins(left, 0, right, 0)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _state_words(state: RunState, operation: Operation | None, position: Position) -> str:
    if state is RunState.HELD and operation is not None and position.step + 1 > 0:
        return f"paused after {_operation_words(operation)}"
    return state.value


def _operation_words(operation: Operation) -> str:
    if operation.phase in {"loss", "update"}:
        return f"the {operation.phase}"
    return f"{operation.phase} of {operation.layer}"


def _value_at(session: Session, place: Selection) -> str:
    frame = session.frame
    if frame is None or not place.layer or place.layer not in frame.trace.activations:
        return place.layer
    values = frame.trace.activations[place.layer]
    if len(place.index) != values.ndim:
        return str(place)
    if any(i >= n for i, n in zip(place.index, values.shape, strict=True)):
        return str(place)
    return f"{place} = {format_value(float(values[place.index]), 7, sign=True)}"


def _seed(session: Session) -> str:
    return f"seed {session.run_info.seed}" if session.run_info is not None else ""


def _rounded(speed: float) -> int:
    """Return `speed` to three figures: the rest changes with every look."""
    digits = max(0, len(str(int(speed))) - 3)
    return int(round(speed, -digits))


def _amount(progress: Progress) -> str:
    if progress.total >= BYTES_FROM:
        return f"{progress.done / 1e6:.1f} of {progress.total / 1e6:.1f} MB"
    return f"{format_count(progress.done)} of {format_count(progress.total)}"
