"""Samples before and after reshaping."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.data import load_dataset

load_once = functools.cache(load_dataset)


@pytest.fixture(autouse=True)
def _draw_garments_once(monkeypatch):
    monkeypatch.setattr("convviz.cli.data_samples.load_dataset", load_once)


def test_row_of_numbers_and_image_are_those_of_the_data_set(convviz):
    told = convviz("data", "show", "garments", "--count", 4, "--split", "test", "--json").json
    garments = load_once("garments")
    assert (told["dataset"], told["split"], len(told["samples"])) == ("garments", "test", 4)
    for sample in told["samples"]:
        stored = garments.test.images[sample["index"]]
        assert sample["flat_shape"] == [784]
        assert sample["image_shape"] == [1, 28, 28]
        assert np.array_equal(sample["image"], stored)
        assert np.array_equal(np.reshape(sample["flat"], (1, 28, 28)), stored)
        assert sample["label"] == garments.test.labels[sample["index"]]
        assert sample["class"] == garments.classes[sample["label"]]


def test_person_reads_both_shapes_and_sees_the_image(convviz):
    told = convviz("data", "show", "garments", "--count", 1, "--json").json["samples"][0]
    head, empty, name, before, after, *picture = convviz(
        "data", "show", "garments", "--count", 1
    ).out.splitlines()
    assert head == "Garments, train: as stored (11000, 784), as images (11000, 1, 28, 28)"
    assert empty == ""
    assert name == f"#{told['index']}: {told['class']} (class {told['label']})"
    first = " ".join(map(str, told["flat"][:12]))
    assert before.startswith(f"  before (784,): {first} ... in [0, ")
    assert after == "  after (1, 28, 28):"
    assert len(picture) == 28
    assert "\x1b" not in "".join(picture)
    image = np.array(told["image"])[0]
    for line, row in zip(picture, image, strict=True):
        inked = np.array(list(line.ljust(60)))[4::2] != " "
        assert np.array_equal(inked[:28], np.rint(row / 255 * 9) > 0)


def test_choice_is_a_function_of_the_seed(convviz):
    def indices(seed: int) -> list[int]:
        options = ("--count", 5, "--seed", seed, "--json")
        samples = convviz("data", "show", "garments", *options).json["samples"]
        return [sample["index"] for sample in samples]

    assert indices(1) == indices(1) != indices(2)
    assert len(set(indices(1))) == 5


def test_no_more_are_shown_than_there_are(convviz):
    pytest.importorskip("sklearn")
    options = ("--count", 10_000, "--split", "validation", "--json")
    samples = convviz("data", "show", "digits", *options).json["samples"]
    assert sorted(sample["index"] for sample in samples) == list(range(180))
    assert samples[0]["image_shape"] == [1, 8, 8]


def test_data_set_that_is_not_here_is_refused_in_a_sentence(convviz, tmp_path):
    outcome = convviz("data", "show", "mnist", "--data-dir", tmp_path)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("convviz: ")
    assert outcome.err.count("\n") == 1


def test_real_images_are_shown(convviz, data_dir):
    told = convviz("data", "show", "fashion-mnist", "--data-dir", data_dir, "--json").json
    assert [sample["image_shape"] for sample in told["samples"]] == [[1, 28, 28]] * 3
