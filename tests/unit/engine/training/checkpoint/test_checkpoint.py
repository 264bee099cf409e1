"""Training that was stopped, saved and loaded goes on as if nothing had been."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.checkpoints import load_params, match_params
from engine.data import Dataset, Split
from engine.errors import DataError
from engine.losses import L2
from engine.optimizers import optimizer_names
from engine.training import BatchDone, Trainer
from engine.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint

STEPS = 8
"""Of two epochs of four batches."""

TIMED = {"seconds", "samples_per_second"}


def facts(trainer):
    """Return all that must be the same, whatever happened in between."""
    epochs = [
        (e.position, e.epoch, e.train_loss, e.train_accuracy) for e in trainer.record.epochs
    ]
    return {
        "parameters": trainer.network.parameters.sha256(),
        "losses": trainer.losses,
        "accuracies": trainer.record.accuracies,
        "evaluations": trainer.record.evaluations,
        "epochs": epochs,
        "stopped_early": trainer.stopped_early,
        "optimizer": (trainer.optimizer.name, trainer.optimizer.t, trainer.learning_rate),
        "moments": [moment.sha256() for moment in trainer.optimizer.moments],
        "position": trainer.position,
    }


@pytest.fixture
def reopen(tmp_path, dataset):
    """Return a function that saves a trainer and makes a new one of the file."""
    made = []

    def again(trainer):
        path = tmp_path / "run.safetensors"
        save_checkpoint(path, Checkpoint.of(trainer, program="convviz 0.1.0"))
        made.append(load_checkpoint(path).trainer(dataset, threads=1))
        return made[-1]

    yield again
    for trainer in made:
        trainer.close()


@pytest.mark.parametrize("stop_after", range(STEPS + 1))
def test_after_any_step_training_goes_on_bit_by_bit(begin, advance, reopen, stop_after):
    whole = facts(advance(begin()))
    assert len(whole["losses"]) == STEPS
    again = reopen(advance(begin(), stop_after))
    assert facts(advance(again)) == whole


@pytest.mark.parametrize("optimizer", optimizer_names())
@pytest.mark.parametrize("stop_after", [0, 3, 4])
def test_every_optimizer_goes_on_bit_by_bit(
    begin, advance, reopen, preset, optimizer, stop_after
):
    chosen = preset.changed(optimizer=optimizer)
    whole = facts(advance(begin(chosen)))
    assert facts(advance(reopen(advance(begin(chosen), stop_after)))) == whole


@pytest.mark.parametrize(
    "settings",
    [
        {"sampling": "with-replacement"},
        {"l2": L2(0.1, ("dense1",)), "clip_norm": 0.5},
        {"schedule": "step", "schedule_options": {"milestones": [0.3], "warm_up": 0.2}},
        {"schedule": "cosine", "optimizer_options": {"beta1": 0.5}},
        {"early_stopping": {"patience": 1, "min_delta": 0.5}, "epochs": 9},
        {"early_stopping": {"patience": 3, "min_delta": 0.0}, "epochs": 3},
        {"loss": "mean-squared-error"},
    ],
    ids=lambda settings: next(iter(settings)),
)
@pytest.mark.parametrize("stop_after", [3, 5, 8])
def test_every_setting_goes_on_bit_by_bit(begin, advance, reopen, preset, settings, stop_after):
    chosen = preset.changed(**settings)
    whole = facts(advance(begin(chosen)))
    assert facts(advance(reopen(advance(begin(chosen), stop_after)))) == whole


@pytest.mark.parametrize("stop_after", range(0, 64, 3))
def test_between_any_two_events_training_goes_on_bit_by_bit(begin, advance, reopen, stop_after):
    whole = facts(advance(begin()))
    trainer = begin()
    trainer.stepwise = True
    list(itertools.islice(trainer.events(), stop_after))
    assert facts(advance(reopen(trainer))) == whole


@pytest.mark.parametrize(
    "settings",
    [
        {"clip_norm": 0.01},
        {"l2": L2(0.1)},
        {"loss": "mean-squared-error"},
        {"sampling": "with-replacement"},
        {"schedule": "cosine"},
        {"early_stopping": {"patience": 1}, "epochs": 9},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_what_was_to_differ_from_the_preset_goes_on_bit_by_bit(
    begin, advance, reopen, settings
):
    whole = facts(advance(begin(**settings)))
    assert facts(advance(reopen(advance(begin(**settings), 3)))) == whole


def test_a_trainer_that_was_made_of_parts_has_no_checkpoint(begin):
    made = begin()
    parts = Trainer(
        made.network,
        made.dataset,
        loss=made.loss,
        optimizer=made.optimizer,
        batch_size=20,
        epochs=1,
        seed=0,
        threads=1,
    )
    parts.close()
    with pytest.raises(ValueError, match="must be made of a preset"):
        Checkpoint.of(parts)


def test_settings_that_were_changed_meanwhile_are_kept(begin, advance, reopen):
    def changed():
        trainer = advance(begin(), 3)
        trainer.learning_rate = 0.003
        trainer.batch_size = 7
        trainer.epochs = 3
        trainer.set_optimizer("momentum")
        return advance(trainer, 5)

    whole = facts(advance(changed()))
    again = reopen(changed())
    assert (again.batch_size, again.epochs) == (7, 3)
    assert facts(advance(again)) == whole


def test_the_optimizer_of_the_beginning_comes_back_with_its_options(
    begin, advance, reopen, preset
):
    chosen = preset.changed(optimizer_options={"beta1": 0.5})
    trainer = begin(chosen)
    trainer.set_optimizer("sgd")
    again = reopen(advance(trainer, 3))
    again.set_optimizer("adam")
    assert again.optimizer.options["beta1"] == 0.5


def test_what_is_captured_does_not_move_with_the_training(begin, advance):
    trainer = advance(begin(), 3)
    checkpoint = Checkpoint.of(trainer)
    before = checkpoint.snapshot.parameters.sha256()
    advance(trainer)
    assert checkpoint.snapshot.parameters.sha256() == before
    assert len(checkpoint.snapshot.record.accuracies) == 3
    assert checkpoint.position.step == 3


def test_more_epochs_may_be_asked_for_after_the_end(begin, advance, reopen):
    again = reopen(advance(begin()))
    again.epochs = 3
    advance(again)
    assert again.position.epoch == 3


def test_the_same_moment_gives_the_same_bytes_but_for_the_time(begin, advance, tmp_path):
    checkpoint = Checkpoint.of(advance(begin(), 5))
    for name in ("a", "b"):
        save_checkpoint(tmp_path / name, checkpoint)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_others_read_the_file_as_plain_weights(begin, advance, tmp_path):
    trainer = advance(begin(), 5)
    path = tmp_path / "run.safetensors"
    save_checkpoint(path, Checkpoint.of(trainer))
    params = load_params(path)
    for name, array in trainer.network.parameters.items():
        np.testing.assert_array_equal(params.arrays[name], array)
    np.testing.assert_array_equal(params.arrays["history.losses"], trainer.losses)
    match = match_params(params, trainer.network)
    assert match.fits
    assert match.places["conv1.w"] == "conv1.w"
    assert match.reading.history_place == "history.losses"


class TestOtherData:
    @pytest.fixture
    def checkpoint(self, begin, advance):
        return Checkpoint.of(advance(begin(), 3))

    @pytest.fixture
    def resembling(self, dataset):
        def make(name="noise", train=dataset.train, validation=dataset.validation):
            return Dataset(name, "Noise", dataset.classes, train, validation, dataset.test)

        return make

    def test_another_name_is_refused(self, checkpoint, resembling):
        words = (
            "^small: training can only go on with noise of 70 training and 40 validation "
            "images, got other of 70 training and 40 validation images$"
        )
        with pytest.raises(DataError, match=words):
            checkpoint.trainer(resembling("other"))

    def test_another_number_of_images_is_refused(self, checkpoint, resembling, dataset):
        fewer = Split(dataset.train.images[:60], dataset.train.labels[:60])
        with pytest.raises(DataError, match="got noise of 60 training and 40 validation"):
            checkpoint.trainer(resembling(train=fewer))
        with pytest.raises(DataError, match="got noise of 70 training and 60 validation"):
            checkpoint.trainer(resembling(validation=fewer))

    def test_other_labels_are_refused(self, checkpoint, resembling, dataset):
        other = Split(dataset.train.images, (dataset.train.labels + 1) % 3)
        with pytest.raises(DataError, match=r"validation images with other labels$"):
            checkpoint.trainer(resembling(train=other))

    def test_of_a_larger_set_as_much_is_taken_as_was_learned(
        self, checkpoint, resembling, dataset, advance
    ):
        train = dataset.train
        twice = [np.concatenate([part, part]) for part in (train.images, train.labels)]
        trainer = checkpoint.trainer(resembling(train=Split(*twice)), threads=1)
        try:
            assert len(trainer.dataset.train) == 70
            with_events = trainer.events()
            assert any(isinstance(event, BatchDone) for event in with_events)
        finally:
            trainer.close()
