from __future__ import annotations

import pytest

from engine.schedules import SCHEDULES, constant, cosine, linear


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_factor_begins_at_1_and_never_grows(schedule):
    factors = [schedule(k / 50) for k in range(50)]
    assert factors[0] == 1
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] > 0


@pytest.mark.parametrize(
    ("schedule", "half", "late"),
    [(constant, 1, 1), (linear, 0.5, 0.25), (cosine, 0.5, 0.146447)],
)
def test_schedule_is_its_formula(schedule, half, late):
    assert schedule(0.5) == pytest.approx(half)
    assert schedule(0.75) == pytest.approx(late, rel=1e-5)
