from __future__ import annotations

import pytest

from convviz.cli.bench_engine import sgemm_flops_per_second, training_flops
from engine.presets import load_preset

QUICK = ("bench", "--dataset", "garments", "--seconds", 0.01)


def test_every_batch_size_is_measured_on_every_number_of_threads(convviz):
    rows = convviz(*QUICK, "--json").json["training"]
    cases = [(row["batch_size"], row["threads"]) for row in rows]
    assert cases == [(32, 1), (32, 2), (128, 1), (128, 2)]


def test_one_case_may_be_chosen(convviz):
    figures = convviz(*QUICK, "--batch-size", 16, "--threads", 1, "--json").json
    (row,) = figures["training"]
    assert (row["batch_size"], row["threads"]) == (16, 1)
    assert row["samples_per_second"] * row["microseconds_per_sample"] == pytest.approx(1e6)
    assert list(figures["matrix_product_gflops"]) == ["1"]


def test_machine_is_named(convviz):
    machine = convviz(*QUICK, "--batch-size", 16, "--threads", 1, "--json").json["machine"]
    assert all(machine.values())


def test_operations_are_those_of_the_layers():
    conv1, conv2 = 8 * 25 * 24 * 24, 8 * 8 * 25 * 20 * 20
    dense1, dense2 = 800 * 128, 128 * 10
    network = load_preset("conv-net").assemble()
    assert training_flops(network) == 2 * (2 * conv1 + 3 * (conv2 + dense1 + dense2))


def test_matrix_product_is_faster_than_a_pocket_calculator():
    assert sgemm_flops_per_second(threads=1) > 1e6
