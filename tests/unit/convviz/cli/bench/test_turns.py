from __future__ import annotations

import pytest

from convviz.cli.bench.turns import Spread, alternate


class Clockwork:
    """A side whose steps of 10 samples take as long as it is told, and are written down."""

    def __init__(self, name: str, seconds: float, diary: list[str]) -> None:
        self.name, self.seconds, self.diary = name, seconds, diary

    def step(self) -> tuple[int, float]:
        self.diary.append(self.name)
        return 10, self.seconds

    def close(self) -> None:
        pass


def test_costs_are_seconds_per_sample():
    sides = [Clockwork("a", 0.5, []), Clockwork("b", 0.25, [])]
    costs = alternate(sides, 4.0, turns=2, tell=lambda: None)
    assert costs == [[0.05, 0.05], [0.025, 0.025]]


def test_who_begins_a_round_ends_the_one_before():
    diary: list[str] = []
    sides = [Clockwork("a", 1.0, diary), Clockwork("b", 1.0, diary)]
    alternate(sides, 3.0, turns=3, tell=lambda: diary.append("|"))
    # One step to settle, one that counts.
    assert "".join(diary) == "aa|bb|bb|aa|aa|bb|"


def test_each_turn_is_told():
    told: list[None] = []
    alternate([Clockwork("a", 1.0, [])], 1.0, turns=5, tell=lambda: told.append(None))
    assert len(told) == 5


def test_steps_to_settle_do_not_count():
    class Slow(Clockwork):
        def step(self) -> tuple[int, float]:
            samples, _ = super().step()
            return samples, 100.0 if len(self.diary) == 1 else 1.0

    assert alternate([Slow("a", 0.0, [])], 2.0, turns=1, tell=lambda: None) == [[0.1]]


def test_spread_is_that_of_the_quartiles():
    spread = Spread.of([5.0, 1.0, 3.0, 2.0, 4.0])
    assert (spread.lower, spread.median, spread.upper) == (2.0, 3.0, 4.0)
    assert spread.values == (5.0, 1.0, 3.0, 2.0, 4.0)


def test_spread_of_one_value_is_that_value():
    spread = Spread.of([7.0])
    assert (spread.lower, spread.median, spread.upper) == (7.0, 7.0, 7.0)


def test_spread_may_be_told_in_another_unit():
    assert Spread.of([1.0, 2.0, 3.0]).scaled(10).upper == pytest.approx(25.0)
