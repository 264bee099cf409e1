from __future__ import annotations

import math

import pytest

from convviz.cli.bench.operations import training_flops
from convviz.cli.bench.scaling import BASE, VARIED, Size

QUICK = ("bench", "--scaling", "--seconds", 0.01, "--threads", 1)


def flops(size: Size) -> int:
    return training_flops(size.case(threads=1).preset.assemble())


def test_one_size_is_varied_at_a_time(convviz):
    figures = convviz(*QUICK, "--json").json
    cases = [(row["varied"], row["value"]) for row in figures["scaling"]]
    assert cases == [(name, value) for name, values in VARIED.items() for value in values]
    assert figures["base"] == {
        "channels": 8,
        "filter_size": 5,
        "side": 28,
        "batch_size": 32,
    }
    assert figures["threads"] == 1


@pytest.mark.parametrize("name", VARIED)
def test_base_is_among_the_values(name):
    assert getattr(BASE, name) in VARIED[name]


def test_table_may_be_had_in_markdown(convviz, monkeypatch):
    monkeypatch.setattr("convviz.cli.bench.scaling.VARIED", {"channels": (8, 4), "side": (14,)})
    lines = convviz(*QUICK, "--markdown").out.splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert table[:2] == [
        "| varied | | µs/sample | Mflop/sample | GFLOP/s |",
        "|---|---|---|---|---|",
    ]
    assert len(table) == 2 + 3
    assert {line.count("|") for line in table} == {6}


def test_operations_do_not_depend_on_the_batch():
    assert flops(BASE) == flops(Size(batch_size=512))


def test_twice_the_channels_are_four_times_the_operations_between_them():
    assert math.isclose(flops(Size(channels=64)) / flops(Size(channels=32)), 4, rel_tol=0.05)


def test_measurements_exclude_each_other(convviz):
    outcome = convviz("bench", "--scaling", "--memory")
    assert outcome.code == 2
    assert "not allowed with argument" in outcome.err
