"""Checkpoints of others: damaged, crafted, or none at all."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from engine.checkpoints import Corrupt, NotAPickle, load_params
from engine.checkpoints.metadata import metadata_of
from engine.errors import PresetError
from engine.training.checkpoint import (
    Checkpoint,
    RunSettings,
    SettingsChange,
    is_checkpoint,
    load_checkpoint,
    save_checkpoint,
)

CHANGE = SettingsChange(
    2, RunSettings(0.01, 20, "adam", 2), RunSettings(0.005, 20, "momentum", 3)
)
TRAINING = "convviz.training"


def evaluation(
    epoch=1, batch=4, batches=4, step=4, epochs=2, loss=1.0, accuracy=0.5
) -> np.ndarray:
    """One row of the evaluations of a checkpoint."""
    return np.array([[epoch, batch, batches, step, epochs, loss, accuracy]], np.float64)


def epoch(train_loss=1.0, train_accuracy=0.5, seconds=1.0, speed=70.0) -> np.ndarray:
    """One row of the epochs of a checkpoint."""
    return np.array([[1, 4, 4, 4, 2, train_loss, train_accuracy, seconds, speed]], np.float64)


@pytest.fixture
def saved(begin, advance, preset, tmp_path):
    """A checkpoint in the second epoch, of a training with early stopping."""
    chosen = preset.changed(early_stopping={"patience": 3, "min_delta": 0.0})
    trainer = advance(begin(chosen), 5)
    path = tmp_path / "run.safetensors"
    save_checkpoint(path, Checkpoint.of(trainer, changes=(CHANGE,), program="convviz 0.1.0"))
    return path


@pytest.fixture
def with_fields(saved):
    """Return a function that writes another value to a place of the fields."""

    def change(place: str, value: object):
        metadata = metadata_of(load_params(saved))
        fields = json.loads(metadata[TRAINING])
        *outer, last = place.split(".")
        inside = fields
        for key in outer:
            inside = inside[key]
        inside[last] = value
        save_file(load_file(saved), saved, metadata | {TRAINING: json.dumps(fields)})
        return saved

    return change


@pytest.fixture
def with_arrays(saved):
    """Return a function that writes other arrays, or takes some out."""

    def change(**arrays):
        kept = load_file(saved) | {k.replace("__", "."): a for k, a in arrays.items()}
        kept = {name: array for name, array in kept.items() if array is not None}
        save_file(kept, saved, metadata_of(load_params(saved)))
        return saved

    return change


def test_what_is_in_it_is_told(saved, preset):
    checkpoint = load_checkpoint(load_params(saved))
    assert is_checkpoint(load_params(saved))
    assert checkpoint.changes == (CHANGE,)
    assert checkpoint.program == "convviz 0.1.0"
    assert (checkpoint.preset.name, checkpoint.data.name) == ("small", "noise")
    assert (checkpoint.position.epoch, checkpoint.position.batch) == (2, 1)
    assert checkpoint.saved.tzinfo is not None


def test_a_file_of_parameters_is_no_checkpoint(tmp_path):
    path = tmp_path / "weights.safetensors"
    save_file({"w": np.zeros(3, np.float32)}, path)
    assert not is_checkpoint(load_params(path))
    with pytest.raises(NotAPickle, match=r"^weights.safetensors is no checkpoint: it does not"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("seed", 5, "seed must be text, got 5"),
        ("seed", "-1", "seed must be a whole number, got '-1'"),
        ("seed", "٣", "seed must be a whole number"),
        ("epochs", 0, "epochs must be from 1 to 100000, got 0"),
        ("epochs", True, "epochs must be a whole number, got True"),
        ("batch_size", 0, "batch_size must be at least 1, got 0"),
        ("batch_size", 65_537, "batch_size must be at most 65536, got 65537"),
        ("evaluations_per_epoch", 0, "evaluations_per_epoch must be from 1"),
        ("saved", "yesterday", "saved must be a time, got 'yesterday'"),
        ("extra", 1, "settings must be among .*, got extra"),
        ("data", [], r"data must be a table, got \[\]"),
        ("data.train", 0, "train must be from 1 to 2147483648, got 0"),
        ("data.name", None, "every entry must have a value, got null"),
        ("data.more", 1, "settings must be among .*, got more"),
        ("optimizer.name", "lion", "name must be one of adam.*got 'lion'"),
        ("optimizer.learning_rate", 0, "learning rate must be a number above 0, got 0.0"),
        ("optimizer.options", {"beta1": 2}, r"beta1 must be a number in \[0, 1\), got 2"),
        ("optimizer.options", {"a\nb": 2}, "options must be among .*"),
        ("optimizer.t", -1, "t must be from 0 to"),
        ("progress.step", 3, "step must agree with epoch 2 and batch 1, got 3|history.losses"),
        ("progress.step", 6, "history.losses must have 6 numbers, one for each batch, got 5"),
        ("progress.step", 99, "step must agree with epoch 2 and batch 1, got 99"),
        ("progress.epoch", 0, "epoch must be from 1 to 100001, got 0"),
        ("progress.epoch", 100_001, "step must agree with epoch 100001"),
        ("progress.batch", 0, "batch must agree with offset 20, got 0"),
        ("progress.batch", 21, "batch must agree with offset 20, got 21"),
        ("progress.offset", 71, "offset must be at most 70, got 71"),
        ("progress.offset", 0, "batch must agree with offset 0, got 1"),
        ("progress.right", 21, "right must be at most offset 20, got 21"),
        ("progress.evaluations", -2, "evaluations must be from -1 to"),
        ("progress.seconds", 0, "seconds must agree with batch 1, got 0.0"),
        ("progress.seconds", 5e-324, "seconds must agree with batch 1, got 5e-324"),
        ("progress.seconds", 1e308, "seconds must agree with batch 1, got 1e.308"),
        ("progress.loss_sum", -1e308, "loss_sum must be the losses of 20 samples, got -1e.308"),
        ("progress.batches_of_last_epoch", 71, "batches of an epoch must be at most 70"),
        ("progress.validation_loss", "high", "validation_loss must be a number, got 'high'"),
        ("progress.validation_loss", [], "validation_loss must be a number"),
        ("progress.loss_sum", float("nan"), "numbers must be finite, got nan"),
        ("early_stopping.patience", 0, "patience must be at least 1, got 0"),
        ("early_stopping.best_evaluation", 9, "best_evaluation must be from 0 to 1, got 9"),
        ("early_stopping.min_delta", -1, "min_delta must be a number of at least 0, got -1"),
        ("changes", [{}] * 1001, "there must be at most 1000 changes, got 1001"),
        ("changes", [3], "changes must be tables"),
        ("changes", [{}], "before and after must be tables, got nothing"),
        ("changes", [{"before": {}, "after": {}}], "step must be a whole number, got nothing"),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused_in_a_sentence(
    with_fields, place, value, message
):
    with pytest.raises(Corrupt, match=message) as caught:
        load_checkpoint(with_fields(place, value))
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"conv1__w": None}, "The checkpoint has no array conv1.w"),
        ({"optimizer__m__conv1__w": None}, "The checkpoint has no array optimizer.m.conv1.w"),
        (
            {"conv1__b": np.zeros(4, np.float32)},
            r"conv1.b must be \(3,\) float32, got \(4,\) float32",
        ),
        (
            {"optimizer__v__conv1__b": np.zeros(3)},
            r"optimizer.v.conv1.b must be \(3,\) float32, got \(3,\) float64",
        ),
        ({"history__losses": None}, "losses must have 5 numbers, one for each batch, got 0"),
        ({"history__losses": np.zeros(4)}, "losses must have 5 numbers"),
        ({"history__losses": np.zeros((5, 1))}, r"losses must have shape \(n,\), got \(5, 1\)"),
        ({"history__losses": np.full(5, np.inf)}, "losses from -1e.100 to 1e.100, got inf"),
        ({"history__losses": np.full(5, -1.7e308)}, "losses from -1e.100 to 1e.100, got -1.7e"),
        ({"history__losses": np.full(5, np.nan)}, "losses from -1e.100 to 1e.100, got nan"),
        (
            {"history__accuracies": np.full(5, 1.01)},
            "must have accuracies from 0 to 1, got 1.0",
        ),
        ({"history__accuracies": np.full(5, -1e308)}, "accuracies from 0 to 1, got -1e.308"),
        ({"history__evaluations": evaluation(epoch=3)}, "have epochs from 0 to 2, got 3"),
        ({"history__evaluations": evaluation(batches=71)}, "epoch from 0 to 70, got 71"),
        ({"history__evaluations": evaluation(batch=5)}, "no batch after the last of its epoch"),
        ({"history__evaluations": evaluation(epochs=0)}, "done from 1 to 100000, got 0"),
        ({"history__evaluations": evaluation(loss=1e300)}, "losses from .*, got 1e.300"),
        ({"history__evaluations": evaluation(accuracy=-1e308)}, "accuracies from 0 to 1"),
        ({"history__epochs": epoch(train_loss=np.nan)}, "must have losses from .*, got nan"),
        ({"history__epochs": epoch(train_accuracy=2)}, "accuracies from 0 to 1, got 2"),
        ({"history__epochs": epoch(seconds=-1)}, "seconds and speeds from 0 to 1e.12, got -1"),
        ({"history__epochs": epoch(speed=1e308)}, "speeds from 0 to 1e.12, got 1e.308"),
        ({"history__accuracies": np.zeros(5, np.float32)}, "must be float64, got float32"),
        ({"history__evaluations": np.zeros(7)}, r"shape \(n, 7\), got \(7,\)"),
        ({"history__evaluations": np.full((1, 7), 0.5)}, "must begin with five whole numbers"),
        ({"history__evaluations": np.full((1, 7), np.nan)}, "begin with five whole numbers"),
        ({"history__evaluations": np.full((1, 7), 9.0)}, "in the order of steps, up to 5"),
        ({"history__epochs": np.full((2, 9), 2.0**53)}, "begin with five whole numbers"),
    ],
)
def test_an_array_that_breaks_a_rule_is_refused_in_a_sentence(with_arrays, arrays, message):
    with pytest.raises(Corrupt, match=message):
        load_checkpoint(with_arrays(**arrays))


def test_an_evaluation_may_have_overflowed_and_a_loss_may_be_as_large_as_float32(with_arrays):
    found = load_checkpoint(
        with_arrays(
            history__evaluations=np.vstack([evaluation(loss=np.inf), evaluation(loss=3e38)]),
            history__losses=np.full(5, 3e38),
        )
    ).snapshot
    assert [e.loss for e in found.record.evaluations] == [np.inf, 3e38]
    assert found.losses == (3e38,) * 5


def test_a_network_that_breaks_a_rule_is_refused(saved):
    metadata = metadata_of(load_params(saved))
    save_file(load_file(saved), saved, metadata | {"convviz.preset": "{}"})
    with pytest.raises(PresetError, match="small: training must be a table, got nothing"):
        load_checkpoint(saved)
    del metadata["convviz.preset"]
    save_file(load_file(saved), saved, metadata)
    with pytest.raises(Corrupt, match="does not describe its network"):
        load_checkpoint(saved)


def test_every_shortened_file_is_refused(saved):
    whole = saved.read_bytes()
    for length in range(1, len(whole), 97):
        saved.write_bytes(whole[:length])
        with pytest.raises(ValueError):  # noqa: PT011  # the texts are those of other tests
            load_checkpoint(saved)


def test_more_changes_than_are_kept_leave_the_newest(begin, tmp_path):
    changes = tuple(SettingsChange(step, CHANGE.before, CHANGE.after) for step in range(1_500))
    path = tmp_path / "run.safetensors"
    save_checkpoint(path, Checkpoint.of(begin(), changes=changes))
    assert [change.step for change in load_checkpoint(path).changes] == list(range(500, 1_500))
