from __future__ import annotations

import pytest

from engine.training.helpers.race import Race


def run(race: Race, helped: list[float], alone: list[float]) -> None:
    """Let both ways take the seconds that are left for them."""
    while not race.is_over:
        race.note((helped if race.with_helpers else alone).pop(0))


@pytest.mark.parametrize(
    ("helped", "alone", "wins"),
    [
        ([1.0, 1.0, 1.0], [2.0, 2.0, 2.0], True),
        ([2.0, 2.0, 2.0], [1.0, 1.0, 1.0], False),
        ([9.0, 1.0, 1.0], [2.0, 2.0, 2.0], True),
        ([1.0, 1.0, 1.0], [1.0, 1.0, 1.0], False),
    ],
    ids=["quicker", "slower", "late once", "no better"],
)
def test_quicker_way_is_kept(helped, alone, wins):
    race = Race(3)
    run(race, helped, alone)
    assert race.with_helpers is wins
    race.note(100.0)
    assert race.with_helpers is wins


def test_race_is_run_again_after_a_while():
    race = Race(2)
    run(race, [1.0, 1.0], [2.0, 2.0])
    for _ in range(200):
        assert race.is_over
        race.note(9.0)
    run(race, [3.0, 3.0], [2.0, 2.0])
    assert not race.with_helpers


def test_one_way_runs_after_the_other():
    race, turns = Race(3), []
    for _ in range(6):
        turns.append(race.with_helpers)
        race.note(1.0)
    assert turns == [True] * 3 + [False] * 3


def test_without_trials_helpers_always_help():
    race = Race(0)
    for _ in range(3):
        assert race.with_helpers
        race.note(9.0)
