"""The time axis: epochs where several are in view, steps where it is less than that."""

from __future__ import annotations

import bisect
import itertools
import math
from dataclasses import dataclass

from convviz.plotting.numbers import format_count
from convviz.plotting.value_axis import LinearAxis

_EPOCH_LABEL_PX = 60
_STEP_LABEL_PX = 64
_DIGIT_PX = 6
_SMALLEST_VIEW = 64


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where epochs end.

    Parameters
    ----------
    ends : tuple of int, default=()
        Last step of every finished epoch, ascending.
    batches : int, default=0
        Batches of the epoch under way; 0 if not known.
    """

    ends: tuple[int, ...] = ()
    batches: int = 0

    def epoch(self, step: float) -> int:
        """Return the epoch to which a step belongs, from 1."""
        return bisect.bisect_left(self.ends, step) + 1

    def view(self, last_step: int) -> tuple[float, float]:
        """Return the ends of an axis that shows everything and has room for what comes.

        In the first epoch it doubles as it fills, later it grows by whole epochs.
        """
        done = self.ends[-1] if self.ends else 0
        epoch_end = done + (self.batches if last_step > done else 0)
        if done or not self.batches:
            return 0.0, float(max(epoch_end, last_step, 1))
        doubled = _SMALLEST_VIEW
        while doubled < last_step:
            doubled *= 2
        return 0.0, float(max(min(doubled, epoch_end or doubled), last_step))

    def ticks(self, left: float, right: float, width: float) -> list[tuple[float, str]]:
        """Return place and text of what is written below an axis `width` pixels wide."""
        bounds = [0, *self.ends]
        if self.batches and right > bounds[-1]:
            bounds.append(bounds[-1] + self.batches)
        inside = [e for e in bounds[1:-1] if left < e < right]
        if not inside:
            return self._step_ticks(left, right, width)
        epoch_px = width / (len(inside) + 1)
        every = max(1, math.ceil(_EPOCH_LABEL_PX / epoch_px))
        ticks = []
        for epoch, (start, end) in enumerate(itertools.pairwise(bounds), 1):
            middle = (max(start, left) + min(end, right)) / 2
            room = min(middle - left, right - middle) / (right - left) * width
            if room >= _EPOCH_LABEL_PX / 2 and epoch % every == 0:
                ticks.append((middle, f"epoch {epoch}"))
        return ticks

    def _step_ticks(self, left: float, right: float, width: float) -> list[tuple[float, str]]:
        most = max(2, int(width / _STEP_LABEL_PX))
        written = (_whole_steps(left, right, width, many) for many in range(most, most + 3))
        return next(filter(None, written), [])


def _whole_steps(left: float, right: float, width: float, most: int) -> list[tuple[float, str]]:
    """Return round steps, without those whose text the right end would cut."""
    ticks = [v for v, _ in LinearAxis().ticks(left, right, most) if v == int(v) and v > left]
    texts = [format_count(int(v)) for v in ticks]
    texts[:1] = [f"step {text}" for text in texts[:1]]
    per_step = width / (right - left)
    return [
        (v, text)
        for v, text in zip(ticks, texts, strict=True)
        if (right - v) * per_step >= len(text) * _DIGIT_PX / 2
    ]
