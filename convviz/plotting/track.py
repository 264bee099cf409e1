"""One curve with its axis: raw, smoothed and validation, and the marks of its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from convviz.plotting.series import Floats, Series, columns, visible
from convviz.plotting.track_items import TrackItems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convviz.plotting.value_axis import ValueAxis
    from convviz.theming import Theme

_TICK_EVERY_PX = 18
_TRIANGLES = 40  # at most so many at one edge
_ORDINARY = (0.005, 0.995)  # quantiles: what lies beyond may fall off the axis
_REFIT_GROWTH = 1.02


@dataclass(frozen=True, slots=True)
class TrackSpec:
    """What a track shows.

    Parameters
    ----------
    key : str
        Name of the measurement, as in `CurveView.extend`.
    label : str
        Written in a corner, with the kind of axis: "loss, log".
    axis : ValueAxis
    best : {"min", "max"}
        Which validation value is ringed.
    corner : {"top", "bottom"}, default="top"
        Where the curve is not, at the right.
    """

    key: str
    label: str
    axis: ValueAxis
    best: Literal["min", "max"] = "min"
    corner: Literal["top", "bottom"] = "top"


@dataclass(frozen=True, slots=True)
class TrackEvents:
    """What happened along the way, the same for every track.

    Attributes
    ----------
    epoch_ends : sequence of int
        Last step of every finished epoch.
    changes : sequence of (int, str)
        Step at which a setting changed, and how.
    now : int or None
        The last step.
    """

    epoch_ends: Sequence[int] = ()
    changes: Sequence[tuple[int, str]] = ()
    now: int | None = None


class Track:
    """The measurements of one kind and their picture.

    Parameters
    ----------
    spec : TrackSpec
    theme : Theme
    view_box : ViewBox
        Shares its time axis with the other tracks.

    Attributes
    ----------
    series : Series
        The training measurements.
    items : TrackItems
        What is drawn.
    ends : tuple of float
        Lower and upper end of the axis, as places.
    """

    def __init__(self, spec: TrackSpec, theme: Theme, view_box: Any) -> None:
        self.spec = spec
        self.series = Series()
        self.items = TrackItems(spec.label, theme, view_box)
        self.ends = spec.axis.range(-1.0, 0.0)
        self._view_box = view_box
        self._validation = (np.empty(0), np.empty(0))
        self._fitted_length = 0
        self._surroundings: object = None

    @property
    def validation(self) -> tuple[Floats, Floats]:
        """Steps and values of the validation points."""
        return self._validation

    def clear(self) -> None:
        """Forget every measurement."""
        self.series = Series(self.series.smoothing)
        self._validation = (np.empty(0), np.empty(0))
        self._fitted_length = 0
        self._surroundings = None

    def set_validation(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Set all validation points, `x` ascending."""
        points = (np.asarray(x, float), np.asarray(y, float))
        if all(map(np.array_equal, points, self._validation)):
            return
        self._validation = points
        self._fitted_length = 0
        self._surroundings = None

    def best(self) -> tuple[float, float] | None:
        """Return step and value of the best validation point."""
        x, y = self._validation
        finite = np.isfinite(y)
        if not finite.any():
            return None
        signed = np.where(finite, y if self.spec.best == "min" else -y, np.inf)
        i = int(signed.argmin())
        return float(x[i]), float(y[i])

    def validation_near(self, step: float, distance: float) -> float | None:
        """Return the validation value nearest to `step`, if at most `distance` away."""
        x, y = self._validation
        if not len(x):
            return None
        i = int(np.abs(x - step).argmin())
        return float(y[i]) if abs(x[i] - step) <= distance else None

    def redraw(self, left: float, right: float, events: TrackEvents, columns_px: int) -> None:
        """Draw the part of the curve in [left, right], `columns_px` device pixels wide."""
        self._fit()
        self._draw_training(left, right, columns_px)
        now = [] if events.now is None else [events.now]
        self.items.set_vertical("now", now, self.ends)
        size = (self._view_box.width(), self._view_box.height())
        surroundings = (left, right, self.ends, size, replace(events, now=None))
        if surroundings != self._surroundings:
            self._surroundings = surroundings
            self._draw_surroundings(left, right, events)

    def _draw_surroundings(self, left: float, right: float, events: TrackEvents) -> None:
        """Draw what stays as it is for many batches."""
        x, y = self._validation
        self.items.set_validation(x, self.spec.axis.place(y))
        self.items.set_vertical("epochs", events.epoch_ends, self.ends)
        self.items.set_vertical("changes", [step for step, _ in events.changes], self.ends)
        self.items.place_label(self.spec.corner)
        changes = events.changes if self.spec.corner == "top" else ()
        self.items.set_changes(changes, self.ends[1], left, right)
        most = max(2, int(self._view_box.height() / _TICK_EVERY_PX))
        self.items.set_ticks(self.spec.axis.ticks(*self.ends, most), (left, right))
        self._draw_best(left, right)

    def _place(self, y: float) -> float:
        return float(self.spec.axis.place(np.array([y]))[0])

    def _fit(self) -> None:
        """Choose the ends anew if the curve has grown enough to matter."""
        grown = len(self.series) >= self._fitted_length * _REFIT_GROWTH
        newest = self.spec.axis.place(self.series.smoothed[-1:])
        exploded = bool((newest[np.isfinite(newest)] > self.ends[1]).any())
        if self._fitted_length and not grown and not exploded:
            return
        self._fitted_length = len(self.series)
        raw = self.series.y[np.isfinite(self.series.y)]
        parts = [self._validation[1]]
        if len(raw):
            parts += [
                np.quantile(raw, _ORDINARY),
                np.nanquantile(self.series.smoothed, _ORDINARY),
                self.series.smoothed[-1:],  # a loss that explodes is no rare exception
            ]
        places = self.spec.axis.place(np.concatenate(parts))
        places = places[np.isfinite(places)]
        if len(places):
            self.ends = self.spec.axis.range(float(places.min()), float(places.max()))
        self._view_box.setYRange(*self.ends, padding=0)

    def _draw_training(self, left: float, right: float, columns_px: int) -> None:
        part = visible(self.series.x, left, right)
        x, y, smooth = self.series.x[part], self.series.y[part], self.series.smoothed[part]
        if len(x) <= columns_px:
            raw, line, pairs = (x, y), (x, smooth), "finite"
        else:
            raw = columns(x, y, left, right, columns_px).envelope()
            line, pairs = columns(x, smooth, left, right, columns_px).outline(), "pairs"
        place = self.spec.axis.place
        raw, line = (raw[0], place(raw[1])), (line[0], place(line[1]))
        low, high = self.ends
        apart = (right - left) / _TRIANGLES
        self.items.set_outside(
            _apart(raw[0][raw[1] > high], apart),
            _apart(raw[0][raw[1] < low], apart),
            self.ends,
        )
        # An infinite place could not be drawn; just outside the axis looks the same.
        self.items.set_training((raw[0], np.clip(raw[1], low - 1, high + 1)), pairs, line)

    def _draw_best(self, left: float, right: float) -> None:
        best = self.best()
        if best is None or not left <= best[0] <= right:
            self.items.set_best(None, "", (0, 0))
            return
        x, y = best[0], self._place(best[1])
        low, high = self.ends
        at = ((x - left) / (right - left), (high - y) / (high - low))
        self.items.set_best((x, y), f"best {self.spec.axis.text(best[1])}", at)


def _apart(x: Floats, distance: float) -> list[float]:
    """Return places of `x`, ascending, none nearer to the one before than `distance`."""
    kept: list[float] = []
    for at in x.tolist():
        if not kept or at - kept[-1] >= distance:
            kept.append(at)
    return kept
