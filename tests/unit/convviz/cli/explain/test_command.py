"""What is refused, with which exit code, and what is taken where nothing is said."""

from __future__ import annotations

import pytest

from engine.checkpoints import save_params
from engine.presets import load_preset

GARMENTS = ("--dataset", "garments")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(
            ("--layer", "conv9"),
            "--layer: conv-net has input, conv1, relu1, conv2, relu2, pool1, flatten, dense1, "
            "relu3, dense2, softmax, loss, got conv9",
            id="layer",
        ),
        pytest.param(
            ("--layer", "conv1", "--channel", 8, "--cell", "0,0"),
            "--channel: conv1 has channels 0 to 7, got 8",
            id="channel",
        ),
        pytest.param(
            ("--layer", "conv1", "--channel", 7, "--cell", "24,0"),
            "--cell: conv1 has rows 0 to 23, got 24",
            id="row",
        ),
        pytest.param(
            ("--layer", "input", "--channel", 0, "--cell", "27,28"),
            "--cell: input has columns 0 to 27, got 28",
            id="column",
        ),
        pytest.param(
            ("--layer", "conv1", "--cell", "1,2"),
            "--channel: conv1 has channels 0 to 7, choose one",
            id="no-channel",
        ),
        pytest.param(
            ("--layer", "conv1", "--channel", 1),
            "--cell: conv1 has rows 0 to 23, choose one",
            id="no-cell",
        ),
        pytest.param(
            ("--layer", "conv1", "--unit", 1),
            "--unit: conv1 has maps, choose by --channel and --cell",
            id="unit-of-maps",
        ),
        pytest.param(
            ("--layer", "dense1"), "--unit: dense1 has units 0 to 127, choose one", id="no-unit"
        ),
        pytest.param(
            ("--layer", "dense1", "--unit", 128),
            "--unit: dense1 has units 0 to 127, got 128",
            id="unit",
        ),
        pytest.param(
            ("--layer", "dense1", "--unit", 1, "--cell", "1,2"),
            "--cell: dense1 has units in a row, choose one by --unit",
            id="cell-of-vector",
        ),
        pytest.param(
            ("--layer", "dense1", "--unit", 1, "--channel", 2),
            "--channel: dense1 has units in a row, choose one by --unit",
            id="unit-and-channel",
        ),
        pytest.param(
            ("--layer", "loss", "--unit", 1), "--unit: loss is one number", id="unit-of-loss"
        ),
        pytest.param(
            ("--layer", "loss", "--sample", 2000),
            "--sample: garments has test samples 0 to 1999, got 2000",
            id="sample",
        ),
    ],
)
def test_what_is_not_there_is_a_usage_error_that_says_what_there_is(
    convviz, arguments, sentence
):
    outcome = convviz("explain", *GARMENTS, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"convviz: {sentence}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no-layer"),
        pytest.param(("--layer", "conv1", "--cell", "1"), id="one-number"),
        pytest.param(("--layer", "conv1", "--cell", "1,2,3"), id="three-numbers"),
        pytest.param(("--layer", "conv1", "--channel", "-1"), id="negative-channel"),
        pytest.param(("--layer", "loss", "--digits", "0"), id="no-digits"),
        pytest.param(("--layer", "loss", "--digits", "18"), id="more-digits-than-there-are"),
        pytest.param(("--layer", "loss", "--split", "all"), id="split"),
    ],
)
def test_wrong_arguments_end_with_2(convviz, arguments):
    outcome = convviz("explain", *GARMENTS, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert "error:" in outcome.err


def test_index_of_too_many_digits_is_told_the_indices_there_are(convviz):
    weight = f"conv1.b[{'9' * 5_000}]"
    outcome = convviz("explain", *GARMENTS, "--weight", weight)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"convviz: --weight: conv1.b has [0] to [7], got {weight}\n"


def test_cell_in_a_wrong_form_is_told_the_right_one(convviz):
    outcome = convviz("explain", "--layer", "conv1", "--cell", "3x4")
    assert "argument --cell: invalid ROW,COLUMN value: '3x4'" in outcome.err


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        pytest.param("no.pkl", "no.pkl: No such file or directory", id="missing"),
        pytest.param("bad.pkl", "bad.pkl", id="no-parameters"),
        pytest.param("own.pkl", "own.pkl does not fit any preset.", id="of-no-preset"),
    ],
)
def test_file_that_is_refused_ends_with_3(convviz, tmp_path, own, file, sentence):
    (tmp_path / "bad.pkl").write_bytes(b"no pickle")
    save_params(tmp_path / "own.pkl", own.network, [])
    outcome = convviz("explain", file, "--layer", "loss")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith(f"convviz: {sentence}")


def test_parameters_tell_their_preset(convviz, tmp_path):
    network = load_preset("numpy-cnn").build(4)
    save_params(tmp_path / "params.pkl", network, [])
    told = convviz("explain", "params.pkl", *GARMENTS, "--layer", "loss", "--json").json
    assert (told["preset"], told["file"], told["seed"]) == ("numpy-cnn", "params.pkl", None)
    assert told["parameters_sha256"] == network.parameters.sha256()


def test_without_parameters_the_network_is_that_of_the_seed(convviz):
    told = convviz("explain", *GARMENTS, "--seed", 6, "--layer", "loss", "--json").json
    assert (told["preset"], told["file"], told["seed"]) == ("conv-net", None, 6)
    network = load_preset("conv-net").build(6)
    assert told["parameters_sha256"] == network.parameters.sha256()


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_sample_is_of_the_split_that_was_asked_for(convviz, garments, split):
    arguments = ("--split", split, "--sample", 11, "--layer", "input", "--channel", 0)
    told = convviz("explain", *GARMENTS, *arguments, "--cell", "13,13", "--json").json
    images, label = garments.split(split).images, garments.split(split).labels[11]
    assert (told["split"], told["sample"]) == (split, 11)
    assert (told["label"], told["class"]) == (label, garments.classes[label])
    assert told["stored"] == pytest.approx(images[11, 0, 13, 13] / 255)


def test_channel_may_mean_the_unit_of_a_vector(convviz):
    arguments = (*GARMENTS, "--layer", "dense2", "--json")
    by_unit = convviz("explain", *arguments, "--unit", 3).json
    assert convviz("explain", *arguments, "--channel", 3).json == by_unit


def test_index_is_told_by_name(convviz):
    cell = ("--layer", "conv2", "--channel", 4, "--cell", "12,8", "--json")
    told = convviz("explain", *GARMENTS, *cell).json
    assert [told[name] for name in ("channel", "row", "column")] == [4, 12, 8]
    assert (told["operation"], told["layer"], told["source"]) == ("conv2d", "conv2", "relu1")


def test_numbers_that_are_none_are_null_and_no_reason_to_stop(convviz, tmp_path):
    network = load_preset("conv-net").build(0)
    network.parameters["conv1.w"][0, 0, 2, 2] = float("nan")
    network.parameters["dense2.b"][3] = float("inf")
    save_params(tmp_path / "params.pkl", network, [])
    cells = (
        ("--layer", "conv1", "--channel", 0, "--cell", "3,4"),
        ("--layer", "dense1", "--unit", 5),
        ("--layer", "pool1", "--channel", 0, "--cell", "1,1"),
        ("--layer", "relu1", "--channel", 0, "--cell", "1,1", "--backward"),
        ("--layer", "softmax", "--unit", 3),
        ("--layer", "loss"),
        ("--weight", "conv1.w[0,0,2,2]", "--update"),
    )
    for arguments in cells:
        told = convviz("explain", "params.pkl", *GARMENTS, *arguments, "--json")
        assert (told.code, told.err) == (0, "")
        assert told.json["stored"] is None
        read = convviz("explain", "params.pkl", *GARMENTS, *arguments)
        assert (read.code, read.err) == (0, "")
        assert "NaN" in read.out
