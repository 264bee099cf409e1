from __future__ import annotations

import numpy as np
import pytest


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


def test_accuracy_per_class_is_the_diagonal_over_its_row(convviz, trained):
    found = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json").json
    confusion = np.array(found["confusion"])
    assert list(found["per_class"].values()) == pytest.approx(
        (confusion.diagonal() / confusion.sum(axis=1)).tolist()
    )
    assert next(iter(found["per_class"])) == "T-shirt/top"


def test_another_split_may_be_asked_for(convviz, trained):
    arguments = ("params.pkl", "--dataset", "garments", "--split", "validation", "--json")
    found = convviz("evaluate", *arguments).json
    assert found["accuracy"] == trained["validation_accuracy"]


def test_person_reads_a_line_per_class(convviz, trained):
    lines = convviz("evaluate", "params.pkl", "--dataset", "garments").out.splitlines()
    assert lines[0].startswith("conv-net on Garments, test: accuracy ")
    assert len(lines) == 11


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
