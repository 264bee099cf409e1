"""Curves of training: tracks below each other that share one time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QSize, pyqtSlot
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from convviz.plotting.empty import EmptyNote
from convviz.plotting.export import save_csv, save_figure
from convviz.plotting.numbers import format_count
from convviz.plotting.readout import Readout
from convviz.plotting.time_axis import Timeline
from convviz.plotting.track import Track, TrackEvents, TrackSpec
from convviz.plotting.track_stack import TrackStack
from convviz.plotting.value_axis import LogAxis, PercentAxis
from convviz.theming.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt
    from PyQt6.QtGui import QResizeEvent

    from convviz.theming import Theme, Tokens

LOSS = TrackSpec("loss", "loss, log", LogAxis(), "min", "top")
ACCURACY = TrackSpec("accuracy", "accuracy", PercentAxis(), "max", "bottom")
_NEAR_PX = 5


class CurveView(QWidget):
    """Measurements over time, by the rules that keep a curve honest.

    Raw measurements are drawn as minimum and maximum of every pixel column, never sampled;
    over them a moving average that depends on the past alone. Wheel and drag change the
    part in view; a double click or Home shows all again and follows. What is added shows
    with the next `refresh`.

    Parameters
    ----------
    theme : Theme
    specs : sequence of TrackSpec, optional
        Loss and accuracy unless given.
    empty : str
        When the first point will come.

    Attributes
    ----------
    tracks : dict of str to Track
        By the key of their specification.
    following : bool
        Whether the view grows with the curve; zooming ends it, `show_all` begins it again.
    """

    def __init__(
        self,
        theme: Theme,
        specs: Sequence[TrackSpec] = (LOSS, ACCURACY),
        empty: str = "The first point comes with the first batch",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._timeline = Timeline()
        self._changes: tuple[tuple[int, str], ...] = ()
        self._pointed: int | None = None
        self.following = True
        self._stack = TrackStack(theme, len(specs))
        self.tracks: dict[str, Track] = {}
        for number, spec in enumerate(specs):
            track = Track(spec, theme, self._stack.boxes[number])
            self._stack.add_axis(number, track.items.axis)
            self.tracks[spec.key] = track
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._readout = Readout(theme, self)
        self._empty = EmptyNote(theme, empty, parent=self)
        self.setFocusProxy(self._stack)
        self.setAccessibleName("Curves")
        self._connect()
        self._recolor(theme.tokens)

    def sizeHint(self) -> QSize:
        """Return room in which two tracks can be read."""
        return QSize(392, 190)

    # -- data

    def clear(self) -> None:
        """Forget everything and follow from the beginning."""
        for track in self.tracks.values():
            track.clear()
        self._timeline, self._changes, self.following = Timeline(), (), True
        self._point_at(None)

    def extend(self, steps: npt.ArrayLike, values: Mapping[str, npt.ArrayLike]) -> None:
        """Append measurements of training.

        Parameters
        ----------
        steps : array_like, shape (m,)
            Ascending, behind those that are there.
        values : mapping of str to array_like, shape (m,)
            By the key of a track.
        """
        for key, y in values.items():
            self.tracks[key].series.append(steps, y)

    def set_validation(
        self, steps: Sequence[int], values: Mapping[str, Sequence[float]]
    ) -> None:
        """Set all points of validation, by the keys of the tracks."""
        for key, y in values.items():
            self.tracks[key].set_validation(steps, y)

    def set_timeline(self, timeline: Timeline) -> None:
        """Say where epochs end."""
        self._timeline = timeline

    def set_changes(self, changes: Sequence[tuple[int, str]]) -> None:
        """Say at which steps settings changed, and how: (3 000, "lr 0.001 → 0.0005")."""
        self._changes = tuple(changes)

    def set_smoothing(self, smoothing: float) -> None:
        """Smooth with another decay, in [0, 1)."""
        for track in self.tracks.values():
            track.series.set_smoothing(smoothing)

    @property
    def last_step(self) -> int:
        """The newest step, 0 before the first."""
        series = self._first.series
        return int(series.x[-1]) if len(series) else 0

    # -- picture

    def refresh(self) -> None:
        """Draw what is known now."""
        last = self.last_step
        self._empty.setVisible(last == 0)
        if last == 0:
            return
        if self.following:
            self._stack.show_steps(*self._timeline.view(last))
        left, right = self._stack.steps_in_view
        events = TrackEvents(self._timeline.ends, self._changes, last)
        pixels = round(self._stack.plot_width * self.devicePixelRatioF())
        for track in self.tracks.values():
            track.redraw(left, right, events, pixels)
        self._stack.set_ticks(self._timeline.ticks(left, right, self._stack.plot_width))

    @pyqtSlot()
    def show_all(self) -> None:
        """Show the whole curve, and go on following it."""
        self.following = True
        self.refresh()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Gather into as many columns as there are now."""
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())
        self.refresh()

    # -- reading

    def describe(self, step: float) -> list[str]:
        """Return what the crosshair says at the measurement nearest to `step`."""
        i = self._first.series.nearest(step)
        if i is None:
            return []
        at = self._first.series.x[i]
        lines = [f"step {format_count(int(at))}"]
        if self._timeline != Timeline():  # else nobody said where epochs end
            lines[0] += f" · epoch {self._timeline.epoch(at)}"
        left, right = self._stack.steps_in_view
        near = _NEAR_PX * (right - left) / self._stack.plot_width
        for key, track in self.tracks.items():
            text, series = track.spec.axis.text, track.series
            lines.append(f"{key} {text(series.y[i])}, smoothed {text(series.smoothed[i])}")
            validation = track.validation_near(at, near)
            if validation is not None:
                lines.append(f"validation {key} {text(validation)}")
        return lines

    def save_figure(self, path: Path) -> None:
        """Write the picture as ``.svg``, ``.pdf`` or ``.png``, in light colours on any screen.

        Raises
        ------
        ValueError, OSError
            As `convviz.plotting.export.save_figure`.
        """
        self._point_at(None)
        self._recolor(tokens_of("light"))
        try:
            save_figure(self._stack, path, "Loss and accuracy")
        finally:
            self._recolor(self._theme.tokens)

    def save_csv(self, path: Path) -> None:
        """Write every measurement: step, epoch, and per track raw and smoothed.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        keys = [f"{key}{suffix}" for key in self.tracks for suffix in ("", "_smoothed")]
        values = [a for t in self.tracks.values() for a in (t.series.y, t.series.smoothed)]
        rows = (
            (int(step), self._timeline.epoch(step), *row)
            for step, *row in zip(
                self._first.series.x.tolist(), *(a.tolist() for a in values), strict=True
            )
        )
        save_csv(path, ("step", "epoch", *keys), rows)

    @property
    def _first(self) -> Track:
        return next(iter(self.tracks.values()))

    def _connect(self) -> None:
        self._stack.pointed.connect(self._on_pointed)
        self._stack.stepped.connect(self._on_stepped)
        self._stack.zoomed.connect(self._on_zoomed)
        self._stack.show_all_asked.connect(self.show_all)
        self._theme.changed.connect(self._on_theme_changed)

    def _recolor(self, tokens: Tokens) -> None:
        self._stack.recolor(tokens)
        for track in self.tracks.values():
            track.items.recolor(tokens)

    def _point_at(self, i: int | None) -> None:
        """Put the crosshair on measurement `i`."""
        self._pointed = i
        steps = [] if i is None else [float(self._first.series.x[i])]
        for track in self.tracks.values():
            track.items.set_vertical("pointer", steps, track.ends)
        if steps:
            x = self._stack.x_of(steps[0])
            self._readout.show_at(x, self.height() / 2, self.describe(steps[0]))
        else:
            self._readout.hide()

    @pyqtSlot(object)
    def _on_pointed(self, position: QPointF | None) -> None:
        step = None if position is None else self._stack.step_at(position)
        self._point_at(None if step is None else self._first.series.nearest(step))

    @pyqtSlot(int)
    def _on_stepped(self, far: int) -> None:
        count = len(self._first.series)
        if count:
            start = count - 1 if self._pointed is None else self._pointed + far
            self._point_at(min(max(start, 0), count - 1))

    @pyqtSlot()
    def _on_zoomed(self) -> None:
        self.following = False
        self.refresh()

    @pyqtSlot()
    def _on_theme_changed(self) -> None:
        self._recolor(self._theme.tokens)
