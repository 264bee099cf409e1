from __future__ import annotations

import pytest

from convviz.session import speed
from convviz.session.speed import SpeedMeter


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(speed.time, "perf_counter", lambda: now[0])
    return now


def test_a_steady_rate_is_that_rate(clock: list[float]) -> None:
    meter = SpeedMeter()
    for _ in range(60):
        meter.add(320)
        clock[0] += 0.1
    assert meter.samples_per_second == pytest.approx(3_200)


def test_a_pause_is_not_slowness(clock: list[float]) -> None:
    meter = SpeedMeter()
    for _ in range(30):
        meter.add(320)
        clock[0] += 0.1
    clock[0] += 60
    meter.start()
    for _ in range(5):
        meter.add(320)
        clock[0] += 0.1
    assert meter.samples_per_second == pytest.approx(3_200)


def test_nothing_is_said_before_anything_was_measured() -> None:
    assert SpeedMeter().samples_per_second == 0
