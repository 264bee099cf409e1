from __future__ import annotations

import math
import pickle

import pytest

from engine.errors import SettingError
from engine.schedules import SCHEDULES, Step, constant, cosine, linear, make_schedule


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_factor_begins_at_1_and_never_grows(schedule):
    factors = [schedule(k / 50) for k in range(50)]
    assert factors[0] == 1
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] > 0


@pytest.mark.parametrize("progress", [k / 16 for k in range(16)])
@pytest.mark.parametrize(
    ("schedule", "formula"),
    [
        (constant, lambda _: 1),
        (linear, lambda p: 1 - p),
        (cosine, lambda p: (1 + math.cos(math.pi * p)) / 2),
        (Step((0.25, 0.5), 0.2), lambda p: 0.2 ** min(2, math.floor(4 * p))),
    ],
    ids=["constant", "linear", "cosine", "step"],
)
def test_schedule_is_its_formula(schedule, formula, progress):
    assert schedule(progress) == pytest.approx(formula(progress), rel=1e-12)


def test_step_is_taken_at_the_milestone_itself():
    step = make_schedule("step", milestones=[0.5, 0.75], gamma=0.1)
    assert [step(p) for p in (0.4999, 0.5, 0.7499)] == [1, 0.1, 0.1]
    assert step(0.75) == pytest.approx(0.01)
    assert Step(())(0.9) == 1


@pytest.mark.parametrize("name", SCHEDULES)
def test_warm_up_rises_in_a_line_from_a_hundredth_and_then_the_schedule_begins(name):
    warm, plain = make_schedule(name, warm_up=0.2), SCHEDULES[name]
    assert warm(0) == 0.01
    assert warm(0.05) == pytest.approx(0.01 + 0.99 / 4)
    assert warm(0.1) == pytest.approx(0.01 + 0.99 / 2)
    assert warm(0.2) == 1
    for p in (0.0, 0.3, 0.6, 0.9):
        assert warm(0.2 + 0.8 * p) == pytest.approx(plain(p), rel=1e-9)


def test_schedule_without_options_is_the_one_of_that_name():
    assert all(make_schedule(name) is schedule for name, schedule in SCHEDULES.items())


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_made_alike_are_equal_and_so_is_one_that_was_pickled(name):
    warm = make_schedule(name, warm_up=0.1)
    assert warm == make_schedule(name, warm_up=0.1) == pickle.loads(pickle.dumps(warm))
    assert hash(warm) == hash(make_schedule(name, warm_up=0.1))
    assert warm != make_schedule(name, warm_up=0.2)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        (
            "square",
            {},
            "schedule: name must be one of constant, linear, cosine, step, got 'square'",
        ),
        ("cosine", {"gamma": 0.1}, "cosine: takes no options, got 'gamma'"),
        ("step", {"steps": 3}, "step: options must be among milestones, gamma, got 'steps'"),
        ("step", {"gamma": 0}, r"step: gamma must be in \(0, 1\], got 0"),
        ("step", {"gamma": 1.5}, r"step: gamma must be in \(0, 1\], got 1.5"),
    ],
)
def test_wrong_choice_is_refused_in_a_sentence(name, options, message):
    with pytest.raises(SettingError, match=f"^{message}$"):
        make_schedule(name, **options)


@pytest.mark.parametrize("share", [1, -0.1, "long"])
def test_warm_up_must_be_a_share_of_the_training(share):
    rule = rf"^schedule: warm_up must be a number in \[0, 1\), got {share!r}$"
    with pytest.raises(SettingError, match=rule):
        make_schedule("cosine", warm_up=share)


@pytest.mark.parametrize(
    "milestones", [[0.5, 0.5], [0.7, 0.3], [0, 0.5], [1], ["a"], 0.5, "ab"]
)
def test_milestones_must_rise_between_the_ends(milestones):
    message = "step: milestones must be rising numbers between 0 and 1, got "
    with pytest.raises(SettingError, match=message):
        make_schedule("step", milestones=milestones)
