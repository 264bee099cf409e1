from __future__ import annotations

import pytest

from convviz.session import pacer
from convviz.session.pacer import DRAWING_SHARE, FramePacer


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.cpu = 100.0, 10.0
        monkeypatch.setattr(pacer.time, "perf_counter", lambda: self.now)
        monkeypatch.setattr(pacer.time, "thread_time", lambda: self.cpu)


def test_the_first_frame_is_due_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    assert FramePacer().is_due


@pytest.mark.parametrize("cost_s", [0.002, 0.02, 0.2])
def test_the_next_frame_waits_until_the_last_is_paid_for(
    monkeypatch: pytest.MonkeyPatch, cost_s: float
) -> None:
    clock, pace = Clock(monkeypatch), FramePacer()
    pace.take()
    clock.cpu += cost_s
    clock.now += 0.99 * cost_s / DRAWING_SHARE
    assert not pace.is_due
    clock.now += 0.02 * cost_s / DRAWING_SHARE
    assert pace.is_due


def test_what_was_drawn_while_held_need_not_be_paid_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, pace = Clock(monkeypatch), FramePacer()
    pace.take()
    clock.cpu += 1.0
    assert not pace.is_due
    pace.restart()
    assert pace.is_due
