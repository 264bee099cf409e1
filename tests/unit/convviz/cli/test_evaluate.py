from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from engine.checkpoints import load_params, match_params
from engine.presets import load_preset


@pytest.fixture
def trained(convviz):
    """What training on a few garments says; its parameters are in params.pkl."""
    return convviz(
        "train", "--dataset", "garments", "--epochs", 2, "--limit", 300, "--json"
    ).json


def test_accuracy_is_the_one_that_training_measured(convviz, trained):
    found = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json").json
    assert found["accuracy"] == trained["test_accuracy"]
    assert found["loss"] == pytest.approx(trained["test_loss"])
    assert found["parameters_sha256"] == trained["parameters_sha256"]


def test_confusion_counts_every_sample_once(convviz, trained):
    found = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json").json
    confusion = np.array(found["confusion"])
    assert confusion.sum() == found["samples"]
    assert confusion.trace() / confusion.sum() == pytest.approx(found["accuracy"])
    assert confusion.sum(axis=1).tolist() == [200] * 10


def test_figures_of_a_class_are_those_of_the_confusion(convviz, trained):
    found = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json").json
    confusion, per_class = np.array(found["confusion"]), found["per_class"]
    right = confusion.diagonal()
    assert next(iter(per_class)) == "T-shirt/top"
    for k, row in enumerate(per_class.values()):
        assert row["samples"] == 200
        assert row["recall"] == pytest.approx(right[k] / 200)
        called = confusion[:, k].sum()
        assert row["precision"] == (pytest.approx(right[k] / called) if called else None)
        assert row["f1"] == pytest.approx(2 * right[k] / (200 + called))


def test_another_split_may_be_asked_for(convviz, trained):
    arguments = ("params.pkl", "--dataset", "garments", "--split", "validation", "--json")
    found = convviz("evaluate", *arguments).json
    assert found["accuracy"] == trained["validation_accuracy"]


def test_person_reads_a_line_per_class_and_the_confusion(convviz, trained):
    found = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json").json
    lines = convviz("evaluate", "params.pkl", "--dataset", "garments").out.splitlines()
    assert lines[0].startswith("conv-net on Garments, test: accuracy ")
    assert lines[2].split() == ["class", "precision", "recall", "f1", "samples"]
    recalls = [row["recall"] for row in found["per_class"].values()]
    told = [float(line.split()[-3]) for line in lines[3:13]]
    assert told == pytest.approx(recalls, abs=5e-4)
    assert lines[14].split() == ["truth", "taken", "for"]
    matrix = [
        [int(word.replace(",", "")) for word in line.split()[-10:]] for line in lines[16:]
    ]
    assert matrix == found["confusion"]


def test_loss_is_the_one_that_the_preset_is_trained_with(convviz, trained, tmp_path):
    preset = resources.files("resources").joinpath("presets", "conv-net.toml")
    text = preset.read_text(encoding="utf-8").replace('"cross-entropy"', '"mean-squared-error"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    options = ("params.pkl", "--dataset", "garments", "--json")
    usual = convviz("evaluate", *options).json
    squared = convviz("evaluate", *options, "--preset", "mine.toml").json
    assert squared["accuracy"] == usual["accuracy"]
    assert 0 < squared["loss"] < 0.2 < usual["loss"]  # at most 2/10, where ten classes are


def test_preset_that_does_not_fit_is_told_why_not(convviz, trained):
    outcome = convviz("evaluate", "params.pkl", "--preset", "two-layer")
    assert outcome.code == 3
    assert outcome.err.startswith(
        "convviz: params.pkl does not fit the preset two-layer. two-layer: conv1.w is "
    )


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x04."])
def test_file_that_is_no_parameters_is_refused_in_a_sentence(convviz, tmp_path, content):
    (tmp_path / "x.pkl").write_bytes(content)
    outcome = convviz("evaluate", "x.pkl")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("convviz: ")
    assert "Traceback" not in outcome.err


def test_missing_file_is_named(convviz):
    outcome = convviz("evaluate", "no.pkl")
    assert (outcome.code, outcome.err) == (3, "convviz: no.pkl: No such file or directory\n")


def test_numbers_that_are_not_finite_are_told_of(convviz, trained, tmp_path):
    params = load_params(tmp_path / "params.pkl")
    arrays = dict(match_params(params, load_preset("conv-net").assemble()).assignment)
    arrays["conv2.b"] = np.full(8, np.nan, np.float32)
    np.savez(tmp_path / "nan.npz", **arrays)
    outcome = convviz("evaluate", "nan.npz", "--dataset", "garments", "--preset", "conv-net")
    assert outcome.code == 0
    assert "8 values of conv2.b" in outcome.err
