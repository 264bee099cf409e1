"""What may be set before and while a network learns, and what is refused."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.errors import SettingError
from engine.optimizers import SGD, Adam, Momentum
from engine.schedules import linear
from engine.training import BatchDone, EpochDone, LossDone, Position


def run_to(events, kind):
    return next(event for event in events if isinstance(event, kind))


def test_learning_rate_acts_from_the_next_batch(make_trainer):
    trainer = make_trainer(optimizer=SGD(0.1))
    trainer.stepwise = True
    events = trainer.events()
    next(events)
    trainer.learning_rate = 0.2
    assert run_to(events, BatchDone).learning_rate == 0.1
    assert run_to(events, BatchDone).learning_rate == 0.2
    assert trainer.learning_rate == trainer.optimizer.learning_rate == 0.2
    events.close()


def test_batch_size_acts_from_the_next_batch_and_no_image_is_seen_twice(make_trainer):
    trainer = make_trainer(epochs=1)
    trainer.stepwise = True
    seen, positions = [], []
    for event in trainer.events():
        if isinstance(event, LossDone):
            seen.append(trainer.held.indices)
            positions.append((event.position.batch, event.position.batches))
        if isinstance(event, BatchDone) and event.step == 1:
            trainer.batch_size = 33
    assert [len(indices) for indices in seen] == [20, 33, 17]
    assert sorted(np.concatenate(seen)) == list(range(70))
    assert positions == [(1, 4), (2, 3), (3, 3)]


def test_optimizer_may_be_exchanged_at_the_same_learning_rate(make_trainer):
    trainer = make_trainer(optimizer=Adam(0.02))
    events = trainer.events()
    next(events)
    trainer.set_optimizer("momentum")
    assert isinstance(trainer.optimizer, Momentum)
    assert next(events).learning_rate == 0.02
    assert trainer.optimizer.t == 1
    events.close()


def test_optimizer_that_comes_back_has_its_options_and_fresh_memory(make_trainer):
    trainer = make_trainer(optimizer=Adam(0.02, beta1=0.5))
    events = trainer.events()
    next(events)
    trainer.set_optimizer("sgd")
    trainer.learning_rate = 0.03
    next(events)
    trainer.set_optimizer("adam")
    assert (trainer.optimizer.beta1, trainer.optimizer.t, trainer.learning_rate) == (
        0.5,
        0,
        0.03,
    )
    assert trainer.optimizer.moments == ()
    assert next(events).learning_rate == 0.03
    events.close()


def test_epochs_may_be_added_after_the_end(make_trainer):
    trainer = make_trainer(epochs=1)
    list(trainer.events())
    assert trainer.next_operation is None
    assert list(trainer.events()) == []
    trainer.epochs = 2
    assert trainer.next_operation == trainer.operations[0]
    assert [e.epoch for e in trainer.events() if isinstance(e, EpochDone)] == [2]


def test_taking_epochs_away_ends_the_training(make_trainer):
    trainer = make_trainer(epochs=3)
    events = trainer.events()
    run_to(events, EpochDone)
    trainer.epochs = 1
    assert list(events) == []
    assert trainer.position == Position(1, 4, 4, 4, 1)


def test_schedule_is_a_factor_of_the_learning_rate(make_trainer):
    trainer = make_trainer(optimizer=SGD(0.8), schedule=linear, batch_size=35, epochs=2)
    rates = [e.learning_rate for e in trainer.events() if isinstance(e, BatchDone)]
    assert rates == pytest.approx([0.8, 0.6, 0.4, 0.2])
    assert trainer.learning_rate == 0.8


@pytest.mark.parametrize("seed", [-1, 0.5, "0", None])
def test_seed_that_is_no_natural_number_is_refused(make_trainer, seed):
    with pytest.raises(SettingError, match="training: seed must be a whole number of at least"):
        make_trainer(seed=seed)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("batch_size", 0, "training: batch size must be a whole number of at least 1, got 0"),
        ("batch_size", 2.0, "training: batch size must be a whole number of at least 1, got 2"),
        ("epochs", 0, "training: epochs must be a whole number of at least 1, got 0"),
        ("batch_size", 65_537, "training: batch size must be at most 65536, got 65537"),
        ("epochs", 100_001, "training: epochs must be at most 100000, got 100001"),
        ("learning_rate", -1, "training: learning rate must be a number above 0, got -1"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused_and_the_old_one_stays(
    make_trainer, setting, value, message
):
    trainer = make_trainer()
    before = getattr(trainer, setting)
    with pytest.raises(SettingError, match=message):
        setattr(trainer, setting, value)
    assert getattr(trainer, setting) == before


def test_images_of_another_shape_are_refused(make_trainer, make_dataset):
    message = re.escape("small: images must have shape (1, 10, 10), got 'noise of (1, 8, 8)'")
    with pytest.raises(SettingError, match=message):
        make_trainer(dataset=make_dataset(shape=(1, 8, 8)))


def test_too_many_classes_are_refused(make_trainer, make_dataset):
    with pytest.raises(SettingError, match="small: there must be at most 3 classes, got 'noi"):
        make_trainer(dataset=make_dataset(classes=4))


def test_no_images_to_evaluate_are_refused(make_trainer, make_dataset):
    with pytest.raises(SettingError, match="noise: there must be images in validation, got 0"):
        make_trainer(dataset=make_dataset(validation=0))


def test_evaluations_per_epoch_must_be_at_least_1(make_trainer):
    with pytest.raises(SettingError, match="evaluations per epoch must be a whole number of"):
        make_trainer(evaluations_per_epoch=0)
