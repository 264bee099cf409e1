from __future__ import annotations

import re
import signal
import subprocess
import sys
from importlib import resources

import numpy as np
import pytest

from engine.checkpoints import SaveError, load_params, match_params
from engine.data.catalog import GARMENT_CLASSES
from engine.presets import load_preset

SMALL = ("train", "--dataset", "garments", "--epochs", 2, "--limit", 200)


@pytest.fixture
def figures(convviz):
    outcome = convviz(*SMALL, "--json")
    assert outcome.code == 0
    return outcome.json


def test_json_has_every_figure(figures):
    assert set(figures) == {
        "preset",
        "dataset",
        "seed",
        "threads",
        "batch_size",
        "learning_rate",
        "epochs",
        "batches",
        "samples_per_second",
        "train_loss",
        "train_accuracy",
        "validation_loss",
        "validation_accuracy",
        "seconds",
        "test_loss",
        "test_accuracy",
        "test_per_class",
        "parameter_count",
        "parameters_sha256",
        "output",
        "interrupted",
        "stopped_early",
        "diverged",
    }
    assert [name for name, value in figures.items() if value is None] == ["diverged"]


def test_json_tells_what_was_done(figures):
    assert (figures["preset"], figures["dataset"], figures["seed"]) == (
        "conv-net",
        "garments",
        0,
    )
    assert (figures["epochs"], figures["batches"]) == (2, 2 * 7)
    assert figures["parameter_count"] == 105_634
    assert figures["output"] == "params.pkl"
    assert figures["interrupted"] is False


def test_person_reads_a_line_per_epoch(convviz):
    lines = convviz(*SMALL).out.splitlines()
    assert [line.partition(":")[0] for line in lines[:2]] == ["epoch 1 of 2", "epoch 2 of 2"]
    assert lines[2].endswith("parameters in params.pkl")
    assert lines[3].split() == ["class", "precision", "recall", "f1", "samples"]
    assert [line.split("  ")[1] for line in lines[4:]] == list(GARMENT_CLASSES)


def test_file_holds_the_parameters_and_the_loss_of_every_batch(convviz, tmp_path):
    outcome = convviz(*SMALL, "--output", "mine.pkl", "--json")
    params = load_params(tmp_path / "mine.pkl")
    network = load_preset("conv-net").assemble()
    network.load(match_params(params, network).assignment)
    assert network.parameters.sha256() == outcome.json["parameters_sha256"]
    assert len(params.tree.child(1)) == outcome.json["batches"]


def test_number_of_threads_changes_no_bit(convviz):
    hashes = {
        convviz(*SMALL, "--threads", threads, "--json").json["parameters_sha256"]
        for threads in (1, 2)
    }
    assert len(hashes) == 1


def test_another_seed_gives_other_parameters(convviz, figures):
    other = convviz(*SMALL, "--seed", 1, "--json").json
    assert other["parameters_sha256"] != figures["parameters_sha256"]


def test_options_override_the_preset(convviz):
    options = ("--batch-size", 100, "--learning-rate", 0.01, "--optimizer", "sgd")
    figures = convviz(*SMALL, *options, "--json").json
    assert (figures["batches"], figures["batch_size"], figures["learning_rate"]) == (
        4,
        100,
        0.01,
    )


def test_garments_stand_in_for_a_data_set_that_is_missing(convviz, tmp_path):
    arguments = ("train", "--epochs", 1, "--limit", 64, "--data-dir", tmp_path, "--json")
    outcome = convviz(*arguments)
    assert outcome.json["dataset"] == "garments"
    assert "fashion-mnist is not here (convviz data fetch fashion-mnist)" in outcome.err


def test_missing_data_set_that_was_asked_for_is_refused(convviz, tmp_path):
    outcome = convviz("train", "--dataset", "mnist", "--data-dir", tmp_path)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("convviz: ")
    assert outcome.err.count("\n") == 1


def test_images_that_the_preset_does_not_take_are_refused(convviz):
    outcome = convviz("train", "--preset", "digits", "--dataset", "garments")
    assert outcome.code == 3
    assert outcome.err == (
        "convviz: digits takes images of shape (1, 8, 8) in 10 classes, "
        "garments has (1, 28, 28) in 10\n"
    )


def test_unknown_preset_is_refused(convviz):
    outcome = convviz("train", "--preset", "resnet")
    assert outcome.code == 3
    assert "preset: the name must be one of conv-net" in outcome.err


def test_output_that_cannot_be_written_is_refused_before_training(convviz, tmp_path):
    outcome = convviz("train", "--output", tmp_path / "no" / "params.pkl")
    assert outcome.code == 3
    assert "there is no folder" in outcome.err


def test_failing_save_between_epochs_does_not_end_training(convviz, monkeypatch, tmp_path):
    saves = []

    def save_params(path, network, cost):
        saves.append(len(cost))
        if len(saves) == 1:
            raise SaveError(path, "the disk is full")

    monkeypatch.setattr("convviz.cli.training_file.save_params", save_params)
    outcome = convviz(*SMALL)
    assert outcome.code == 0
    assert outcome.err == "convviz: params.pkl could not be saved: the disk is full.\n"
    assert saves == [7, 14]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_saves_what_there_is_and_says_where(tmp_path):
    output = tmp_path / "params.pkl"
    command = [sys.executable, "-m", "convviz", *map(str, SMALL), "--output", str(output)]
    command[command.index("--epochs") + 1] = "100000"
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("epoch 1 of 100000")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.startswith("convviz: interrupted after ")
    assert err.endswith(f" batches, parameters saved in {output}\n")
    assert match_params(load_params(output), load_preset("conv-net").assemble()).fits


def test_interrupted_training_reports_in_json_too(convviz, monkeypatch):
    def ask(self, event, take=None):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("convviz.cli.train.TrainingReport.take", ask)
    outcome = convviz(*SMALL, "--json")
    assert outcome.code == 130
    assert outcome.json["interrupted"] is True
    assert outcome.json["test_accuracy"] is None
    assert "parameters saved in params.pkl" in outcome.err


def test_training_that_diverges_says_where_and_what_helps(convviz, tmp_path):
    options = ("--learning-rate", 1e30, "--optimizer", "sgd", "--json")
    outcome = convviz(*SMALL, *options)
    assert outcome.code == 4
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("convviz: conv2: the output became infinite in step 2 (epoch")
    assert "a smaller learning rate may help" in outcome.err
    assert outcome.err.endswith("; parameters of before saved in params.pkl\n")
    assert outcome.json["diverged"] in outcome.err
    assert outcome.json["test_accuracy"] is None

    network = load_preset("conv-net").assemble()
    network.load(match_params(load_params(tmp_path / "params.pkl"), network).assignment)
    assert network.parameters.sha256() == outcome.json["parameters_sha256"]
    assert np.isfinite(network.parameters.flat).all()


@pytest.mark.parametrize(("every", "saved"), [(1, [7, 14, 21]), (2, [14, 21]), (9, [21])])
def test_file_is_written_every_nth_epoch_and_at_the_end(convviz, monkeypatch, every, saved):
    saves = []

    def save_params(path, network, cost):
        saves.append(len(cost))

    monkeypatch.setattr("convviz.cli.training_file.save_params", save_params)
    assert convviz(*SMALL, "--epochs", 3, "--save-every", every).code == 0
    assert saves == saved


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("--epochs", 100_001, "training: epochs must be at most 100000, got 100001"),
        ("--batch-size", 65_537, "training: batch size must be at most 65536, got 65537"),
    ],
)
def test_options_are_bound_as_presets_are(convviz, option, value, rule):
    outcome = convviz(*SMALL, option, value)
    assert (outcome.code, outcome.out, outcome.err) == (3, "", f"convviz: {rule}\n")


def own_preset(folder, name: str, **changes: str):
    """Write a preset of the program under another name, with other settings."""
    text = resources.files("resources").joinpath("presets", f"{name}.toml").read_text("utf-8")
    for key, value in changes.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        assert found == 1, key
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_preset_of_one_s_own_is_trained_and_evaluated_by_its_path(convviz, tmp_path):
    own_preset(tmp_path, "numpy-cnn", epochs='1\nl2 = 0.01\nsampling = "with-replacement"')
    options = ("--preset", "mine.toml", "--dataset", "garments")
    trained = convviz("train", *options, "--limit", 200, "--json").json
    assert (trained["preset"], trained["epochs"], trained["batches"]) == ("mine", 1, 7)
    tried = convviz("evaluate", "params.pkl", *options, "--json").json
    assert tried["parameters_sha256"] == trained["parameters_sha256"]
    assert tried["accuracy"] == trained["test_accuracy"]
    assert tried["per_class"] == trained["test_per_class"]
    assert tried["loss"] == trained["test_loss"]


def test_training_that_stops_early_says_so(convviz, tmp_path):
    stop = "50\nearly_stopping = { patience = 1, min_delta = 100.0 }"
    own_preset(tmp_path, "conv-net", epochs=stop)
    options = ("train", "--preset", "mine.toml", "--dataset", "garments", "--limit", 64)
    outcome = convviz(*options)
    assert outcome.code == 0
    assert "stopped early: the validation loss fell no more" in outcome.out.splitlines()
    figures = convviz(*options, "--json").json
    assert (figures["stopped_early"], figures["epochs"]) == (True, 2)


def test_wrong_preset_of_one_s_own_is_refused_in_a_sentence(convviz, tmp_path):
    own_preset(tmp_path, "conv-net", epochs="1\nclip_norm = -1")
    outcome = convviz("train", "--preset", "mine.toml")
    assert (outcome.code, outcome.out) == (3, "")
    rule = "mine: training: clip_norm must be a number above 0, got -1.0"
    assert outcome.err == f"convviz: {rule}\n"


def test_training_that_learns_is_not_said_to_diverge(convviz):
    assert convviz(*SMALL).err == ""


def test_output_that_is_no_regular_file_is_refused_before_training(convviz, tmp_path):
    outcome = convviz(*SMALL, "--output", tmp_path)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == f"convviz: {tmp_path} cannot be written: it is a folder\n"


@pytest.mark.parametrize("name", ["w.npz", "w.npy", "w.ONNX", "w.txt", "w", "w.pkl.gz"])
def test_a_file_that_would_not_be_what_its_name_says_is_refused_before_training(
    convviz, tmp_path, name
):
    outcome = convviz(*SMALL, "--save", name)
    got = name[name.rfind(".") :] if "." in name else "no suffix"
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"convviz: {name}: the file of a training must end in .pkl or .pickle (parameters and "
        f"costs) or .safetensors (a checkpoint), got {got}; `convviz export` makes other files "
        "of either\n"
    )
    assert list(tmp_path.iterdir()) == []
