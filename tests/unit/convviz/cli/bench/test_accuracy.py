from __future__ import annotations

import pytest

from engine.presets import load_preset

DIGITS = ("bench", "--preset", "digits", "--threads", 1)


def test_training_ends_at_the_first_look_that_is_good_enough(convviz):
    (row,) = convviz(*DIGITS, "--to-accuracy", 0.6, "--json").json["accuracy"]
    assert row["reached"] is True
    *earlier, last = row["looks"]
    assert all(look["accuracy"] < 0.6 for look in earlier)
    assert last["accuracy"] == row["accuracy"] == row["best_accuracy"] >= 0.6
    assert row["epochs"] < load_preset("digits").epochs


def test_clock_stands_still_while_the_test_images_are_looked_at(convviz):
    (row,) = convviz(*DIGITS, "--to-accuracy", 0.6, "--json").json["accuracy"]
    seconds = [look["seconds"] for look in row["looks"]]
    assert seconds == sorted(seconds)
    assert row["seconds"] == seconds[-1] > 0
    assert min(row["microseconds_per_sample"].values()) > 0


def test_accuracy_that_is_never_reached_is_told(convviz):
    (row,) = convviz(*DIGITS, "--to-accuracy", 1, "--json").json["accuracy"]
    assert row["reached"] is False
    assert row["epochs"] == load_preset("digits").epochs
    assert 0.6 < row["best_accuracy"] < 1


def test_sentence_on_what_was_not_reached(convviz):
    outcome = convviz(*DIGITS, "--to-accuracy", 1, "--batch-size", 512)
    assert "digits on " in outcome.out
    assert ": 1 not reached: " in outcome.out


@pytest.mark.parametrize("seeds", [(0, 1)])
def test_seed_changes_the_training(convviz, seeds):
    losses = []
    for seed in seeds:
        arguments = ("--to-accuracy", 0.3, "--seed", seed, "--json")
        losses.append(convviz(*DIGITS, *arguments).json["accuracy"][0]["loss"])
    assert losses[0] != losses[1]


@pytest.mark.parametrize("wrong", ["0", "1.5", "90", "nan", "much"])
def test_accuracy_is_a_share(convviz, wrong):
    outcome = convviz(*DIGITS, "--to-accuracy", wrong)
    assert outcome.code == 2
    assert "--to-accuracy" in outcome.err
