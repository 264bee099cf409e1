"""`convviz train --resume`: the same bits as without a break."""

from __future__ import annotations

import itertools
import signal

import pytest

from convviz.cli.report import TrainingReport
from engine.training.checkpoint import load_checkpoint

SMALL = ("train", "--dataset", "garments", "--limit", 200, "--json")
RUN = "run.safetensors"


@pytest.fixture
def whole(convviz):
    return convviz(*SMALL, "--epochs", 2, "--output", "whole.pkl").json


def interrupt_after(monkeypatch, batches: int) -> None:
    """Let Ctrl-C come after so many events."""
    take, seen = TrainingReport.take, itertools.count(1)

    def take_and_ask(self, event):
        take(self, event)
        if next(seen) == batches:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(TrainingReport, "take", take_and_ask)


@pytest.mark.parametrize("events", [1, 4, 12])
def test_an_interrupted_training_goes_on_to_the_same_bits(convviz, monkeypatch, whole, events):
    with monkeypatch.context() as patch:
        interrupt_after(patch, events)
        assert convviz(*SMALL, "--epochs", 2, "--save", RUN).code == 130
    resumed = convviz("train", "--resume", RUN, "--json")
    assert resumed.code == 0
    same = ("parameters_sha256", "test_accuracy", "test_loss", "epochs", "batches", "preset")
    assert [resumed.json[key] for key in same] == [whole[key] for key in same]
    assert resumed.json["output"] == RUN


def test_more_epochs_may_be_asked_for(convviz, tmp_path):
    convviz(*SMALL, "--epochs", 1, "--save", RUN)
    longer = convviz("train", "--resume", RUN, "--epochs", 2, "--save", "more.safetensors")
    assert longer.code == 0
    (change,) = load_checkpoint(tmp_path / "more.safetensors").changes
    assert (change.step, change.before.epochs, change.after.epochs) == (7, 1, 2)
    assert load_checkpoint(tmp_path / RUN).position.epoch == 1


def test_other_settings_may_be_asked_for(convviz, tmp_path):
    convviz(*SMALL, "--epochs", 1, "--save", RUN)
    options = ("--epochs", 2, "--batch-size", 50, "--learning-rate", 0.1, "--optimizer", "sgd")
    figures = convviz("train", "--resume", RUN, *options, "--json").json
    assert (figures["batches"], figures["batch_size"], figures["learning_rate"]) == (
        7 + 4,
        50,
        0.1,
    )
    assert load_checkpoint(tmp_path / RUN).snapshot.optimizer.name == "sgd"


def test_where_it_goes_on_is_said(convviz, monkeypatch):
    with monkeypatch.context() as patch:
        interrupt_after(patch, 3)
        convviz(*SMALL, "--epochs", 2, "--save", RUN)
    outcome = convviz("train", "--resume", RUN)
    assert "conv-net on Garments goes on after epoch 1 of 2, batch 3 of 7" in outcome.err


def test_a_finished_training_is_said_to_be_finished(convviz):
    convviz(*SMALL, "--epochs", 2, "--save", RUN)
    resumed = convviz("train", "--resume", RUN)
    assert resumed.code == 0
    assert resumed.err == (
        f"the training in {RUN} is finished (2 of 2 epochs); --epochs 3 goes on\n"
    )
    assert resumed.out.startswith("test accuracy")


def test_a_training_that_stopped_early_is_said_to_have(convviz, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.progress.Progress.stopped_early", property(bool))
        interrupt_after(patch, 3)
        convviz(*SMALL, "--epochs", 2, "--save", RUN)
        resumed = convviz("train", "--resume", RUN)
    assert resumed.code == 0
    assert f"the training in {RUN} has stopped early (" in resumed.err


def test_parameters_may_be_written_of_a_training_that_goes_on(convviz, tmp_path):
    convviz(*SMALL, "--epochs", 1, "--save", RUN)
    convviz("train", "--resume", RUN, "--epochs", 2, "--output", "params.pkl")
    assert (tmp_path / "params.pkl").read_bytes()[:1] == b"\x80"


@pytest.mark.parametrize(
    "option", [("--preset", "digits"), ("--dataset", "mnist"), ("--limit", 9), ("--seed", 0)]
)
def test_what_the_checkpoint_says_cannot_be_chosen(convviz, option):
    outcome = convviz("train", "--resume", RUN, *option)
    assert outcome.code == 3
    assert outcome.err == (
        f"convviz: {option[0]} cannot go with --resume: the checkpoint says it\n"
    )


def test_a_file_that_is_no_checkpoint_is_refused(convviz, tmp_path):
    convviz(*SMALL, "--epochs", 1)
    before = (tmp_path / "params.pkl").read_bytes()
    outcome = convviz("train", "--resume", "params.pkl")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("convviz: params.pkl is no checkpoint: it does not say how")
    assert (tmp_path / "params.pkl").read_bytes() == before


def test_a_missing_file_is_told(convviz):
    outcome = convviz("train", "--resume", "nowhere.safetensors")
    assert (outcome.code, outcome.out) == (3, "")
    assert "No such file" in outcome.err
