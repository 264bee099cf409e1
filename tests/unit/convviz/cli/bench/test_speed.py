from __future__ import annotations

import sys

import pytest

from convviz.cli.bench.speed_rows import Measured
from convviz.cli.bench.turns import TURNS, Spread

QUICK = ("bench", "--dataset", "garments", "--seconds", 0.01, "--torch-adam", "none")
SMALL = ("--preset", "numpy-cnn")
ONE = ("--batch-size", 16, "--threads", 1)


def test_every_batch_size_is_measured_on_every_number_of_threads(convviz):
    rows = convviz(*QUICK, *SMALL, "--json").json["training"]
    cases = [(row["batch_size"], row["threads"]) for row in rows]
    assert cases == [(32, 1), (32, 2), (128, 1), (128, 2)]


def test_three_presets_are_measured_where_none_is_named(convviz):
    rows = convviz(*QUICK, *ONE, "--json").json["training"]
    assert [row["preset"] for row in rows] == ["conv-net", "numpy-cnn", "two-layer"]


def test_several_presets_may_be_named(convviz):
    presets = ("--preset", "cnn-from-scratch", "--preset", "numpy-cnn")
    rows = convviz(*QUICK, *ONE, *presets, "--json").json["training"]
    assert [row["preset"] for row in rows] == ["cnn-from-scratch", "numpy-cnn"]


def test_one_case_may_be_chosen(convviz):
    figures = convviz(*QUICK, *SMALL, *ONE, "--json").json
    (row,) = figures["training"]
    assert (row["batch_size"], row["threads"]) == (16, 1)
    assert row["samples_per_second"] * row["microseconds_per_sample"] == pytest.approx(1e6)
    assert list(figures["matrix_product_gflops"]) == ["1"]


def test_share_is_that_of_the_matrix_product(convviz):
    figures = convviz(*QUICK, *SMALL, *ONE, "--json").json
    (row,) = figures["training"]
    share = row["gflops"] / figures["matrix_product_gflops"]["1"]
    assert row["share_of_matrix_product"] == pytest.approx(share)


def test_machine_is_named(convviz):
    machine = convviz(*QUICK, *SMALL, *ONE, "--json").json["machine"]
    assert all(machine[name] for name in ("processor", "cores", "system", "python", "numpy"))


def test_who_leaves_pytorch_out_is_told_so(convviz):
    outcome = convviz(*QUICK, *SMALL, *ONE)
    assert "no PyTorch twin for numpy-cnn: it was left out" in outcome.out


def test_machine_without_pytorch_measures_the_engine_alone(convviz, monkeypatch):
    monkeypatch.setattr("convviz.cli.bench.speed.version_of", lambda _: None)
    arguments = ("--dataset", "garments", "--seconds", 0.01)
    (row,) = convviz("bench", *arguments, *SMALL, *ONE, "--json").json["training"]
    assert row["pytorch"] is None
    assert row["why_no_ratio"] == "no PyTorch twin for numpy-cnn: PyTorch is not installed"


def test_pytorch_that_cannot_be_loaded_is_told(convviz, monkeypatch):
    monkeypatch.setattr("convviz.cli.bench.speed.version_of", lambda _: "0")
    monkeypatch.setitem(sys.modules, "convviz.cli.bench.torch_training", None)
    arguments = ("--dataset", "garments", "--seconds", 0.01)
    (row,) = convviz("bench", *arguments, *SMALL, *ONE, "--json").json["training"]
    assert "numpy-cnn: PyTorch cannot be loaded (" in row["why_no_ratio"]


def test_what_has_no_twin_is_measured_alone(convviz, tmp_path):
    pytest.importorskip("torch")
    preset = tmp_path / "least.toml"
    preset.write_text(
        """
        title = "least"
        article = "none"
        dataset = "garments"
        input_shape = [1, 28, 28]
        classes = 10
        [training]
        loss = "cross-entropy"
        optimizer = "sgd"
        learning_rate = 0.1
        schedule = "constant"
        batch_size = 16
        epochs = 1
        [[layers]]
        kind = "pool2d"
        name = "pool1"
        pooling = "min"
        [[layers]]
        kind = "flatten"
        name = "flatten"
        [[layers]]
        kind = "dense"
        name = "dense1"
        units = 10
        [[layers]]
        kind = "softmax"
        name = "softmax"
        """,
        encoding="utf-8",
    )
    arguments = ("--dataset", "garments", "--seconds", 0.01, "--preset", preset)
    (row,) = convviz("bench", *arguments, *ONE, "--json").json["training"]
    assert row["microseconds_per_sample"] > 0
    assert row["ratio"] is None
    assert row["why_no_ratio"] == "no PyTorch twin for pool1: a min pooling"


def test_pytorch_takes_as_many_turns(convviz):
    pytest.importorskip("torch")
    arguments = ("--dataset", "garments", "--seconds", 0.01)
    (row,) = convviz("bench", *arguments, *SMALL, *ONE, "--json").json["training"]
    assert len(row["ours"]["turns"]) == len(row["pytorch"]["turns"]) == TURNS
    low, high = row["ratio_quartiles"]
    assert low <= row["ratio"] <= high
    assert row["why_no_ratio"] == ""


def test_ratio_is_pytorchs_time_over_ours_turn_by_turn():
    measured = Measured(Spread.of([1.0, 2.0, 4.0]), Spread.of([3.0, 4.0, 4.0]))
    assert measured.ratio is not None
    assert measured.ratio.values == (3.0, 2.0, 1.0)
    assert measured.ratio.median == 2.0


def test_articles_loops_are_told_in_times(convviz):
    figures = convviz(*QUICK, *ONE, "--preset", "conv-net", "--json").json
    (row,) = figures["training"]
    loops, ours = row["loops"], row["microseconds_per_sample"]
    assert loops["times"] == pytest.approx(loops["microseconds_per_sample"] / ours)
    assert loops["times"] > 1


def test_sentence_on_loops_names_the_best_case(convviz):
    outcome = convviz(*QUICK, *ONE, "--preset", "conv-net")
    assert "times as long as batch 16 on 1 thread\n" in outcome.out


def test_what_loops_cannot_do_is_measured_without(convviz):
    (row,) = convviz(*QUICK, *ONE, *SMALL, "--json").json["training"]
    assert row["loops"] is None
