"""Which events come, in which order, and what they say."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from engine.optimizers import Adam
from engine.training import (
    BackwardDone,
    BatchDone,
    EpochDone,
    EvaluationDone,
    EvaluationProgress,
    ForwardDone,
    LossDone,
    Operation,
    OperationDone,
    Position,
    UpdateDone,
    evaluate,
)

LAYERS = ["conv1", "relu1", "pool1", "flatten", "dense1", "softmax"]


def names(events):
    return [type(event).__name__ for event in events]


def test_running_yields_batches_then_the_evaluation_then_the_epoch(make_trainer):
    trainer = make_trainer(epochs=2)
    epoch = ["BatchDone"] * 4 + ["EvaluationProgress", "EvaluationDone", "EpochDone"]
    assert names(trainer.events()) == epoch * 2


def test_stepping_yields_every_operation_and_then_the_batch(make_trainer):
    trainer = make_trainer()
    trainer.stepwise = True
    events = trainer.events()
    batch = [next(events) for _ in range(15)]
    kinds = [ForwardDone] * 6 + [LossDone] + [BackwardDone] * 6 + [UpdateDone, BatchDone]
    assert [type(event) for event in batch] == kinds
    done = [event.operation for event in batch[:-1]]
    assert done == list(trainer.operations)
    events.close()


def test_operations_are_forwards_loss_backwards_update(make_trainer):
    assert make_trainer().operations == (
        *(Operation("forward", name) for name in LAYERS),
        Operation("loss", "loss"),
        *(Operation("backward", name) for name in reversed(LAYERS)),
        Operation("update", ""),
    )


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (Operation("forward", "conv1"), "forward of conv1"),
        (Operation("backward", "conv1"), "backward of conv1"),
        (Operation("loss", "loss"), "loss"),
        (Operation("update", ""), "update"),
    ],
)
def test_operation_says_what_it_is(operation, words):
    assert str(operation) == words


def test_stepwise_is_read_at_the_start_of_a_batch(make_trainer):
    trainer = make_trainer(epochs=1)
    seen = Counter()
    for event in trainer.events():
        seen[type(event)] += 1
        trainer.stepwise = not trainer.stepwise if isinstance(event, BatchDone) else True
    assert seen[UpdateDone] == 2
    assert seen[BatchDone] == 4


def test_positions_count_epochs_batches_and_steps(make_trainer):
    trainer = make_trainer(epochs=2)
    assert trainer.position == Position(0, 0, 4, 0, 2)
    seen = [e.position for e in trainer.events() if isinstance(e, BatchDone)]
    assert seen == [Position(1, k, 4, k, 2) for k in (1, 2, 3, 4)] + [
        Position(2, k, 4, k + 4, 2) for k in (1, 2, 3, 4)
    ]
    assert trainer.position == Position(2, 4, 4, 8, 2)


def test_position_of_an_operation_is_that_of_its_batch(make_trainer):
    trainer = make_trainer(epochs=1)
    trainer.stepwise = True
    for event in trainer.events():
        assert event.position == trainer.position
        if isinstance(event, OperationDone):
            updated = isinstance(event, UpdateDone)
            assert event.position.step == event.position.batch - (not updated)


def test_last_and_next_operation_follow_one_another(make_trainer):
    trainer = make_trainer(epochs=1)
    trainer.stepwise = True
    assert trainer.last_operation is None
    assert trainer.next_operation == trainer.operations[0]
    seen = []
    for event in trainer.events():
        if isinstance(event, OperationDone):
            assert trainer.last_operation == event.operation
            seen.append((event.operation, trainer.next_operation))
    assert all(upcoming == done for (_, upcoming), (done, _) in pairwise(seen))
    assert trainer.last_operation == trainer.operations[-1]
    assert trainer.next_operation is None


def test_batch_tells_the_loss_and_accuracy_before_its_update(make_trainer, dataset):
    trainer = make_trainer()
    network = trainer.network.replica()
    events = trainer.events()
    first = next(events)
    order = trainer._progress.next_indices(trainer.seed, 70)
    assert first.samples == 20
    assert first.step == 1
    assert first.seconds > 0
    assert first.learning_rate == 0.01
    seen = np.setdiff1d(np.arange(70), order)
    p = network.predict(dataset.train.x(seen))
    labels = dataset.train.labels[seen]
    assert first.loss == pytest.approx(-np.log(p[np.arange(20), labels]).mean(), rel=1e-5)
    assert first.accuracy == pytest.approx((p.argmax(axis=1) == labels).mean())
    events.close()


def test_losses_are_kept_in_order(make_trainer):
    trainer = make_trainer()
    told = [e.loss for e in trainer.events() if isinstance(e, BatchDone)]
    assert trainer.losses == told


def test_every_image_is_seen_once_in_an_epoch_in_the_order_of_seed_and_epoch(make_trainer):
    trainer = make_trainer(epochs=2)
    trainer.stepwise = True
    seen = [trainer.held.indices for e in trainer.events() if isinstance(e, LossDone)]
    first, second = np.concatenate(seen[:4]), np.concatenate(seen[4:])
    assert sorted(first) == sorted(second) == list(range(70))
    assert not np.array_equal(first, second)


def test_epoch_tells_the_means_over_its_samples(make_trainer):
    trainer = make_trainer(epochs=1)
    *events, epoch = trainer.events()
    batches = [e for e in events if isinstance(e, BatchDone)]
    assert isinstance(epoch, EpochDone)
    assert epoch.epoch == 1
    assert epoch.train_loss == pytest.approx(sum(b.loss * b.samples for b in batches) / 70)
    right = sum(b.accuracy * b.samples for b in batches)
    assert epoch.train_accuracy == pytest.approx(right / 70)
    assert epoch.seconds == pytest.approx(sum(b.seconds for b in batches))
    assert epoch.samples_per_second == pytest.approx(70 / epoch.seconds)


def test_evaluation_is_that_of_the_network_of_this_moment(make_trainer, dataset):
    trainer = make_trainer(epochs=1)
    told = next(e for e in trainer.events() if isinstance(e, EvaluationDone))
    found = evaluate(trainer.network, dataset.validation, threads=1)
    assert (told.split, told.loss, told.accuracy) == (
        "validation",
        found.loss,
        found.accuracy,
    )
    assert np.array_equal(told.predictions, found.predictions)
    assert np.array_equal(told.confidences, found.confidences)
    assert not told.predictions.flags.writeable


def test_evaluation_reports_progress_in_between(make_trainer, make_dataset):
    data = make_dataset(20, validation=1100)
    trainer = make_trainer(dataset=data, epochs=1)
    progress = [e for e in trainer.events() if isinstance(e, EvaluationProgress)]
    assert [e.done for e in progress] == [512, 1024, 1100]
    assert {e.total for e in progress} == {1100}


def test_evaluations_are_spread_over_the_epoch(make_trainer):
    trainer = make_trainer(epochs=2, evaluations_per_epoch=2)
    at = [e.position.batch for e in trainer.events() if isinstance(e, EvaluationDone)]
    assert at == [2, 4, 2, 4]


def test_evaluation_before_the_first_batch_is_made_on_request(make_trainer):
    trainer = make_trainer(epochs=1, evaluate_first=True)
    events = list(trainer.events())
    assert names(events)[:3] == ["EvaluationProgress", "EvaluationDone", "BatchDone"]
    assert events[1].position == Position(0, 0, 4, 0, 1)
    assert names(events).count("EvaluationDone") == 2


def test_of_several_evaluations_that_are_due_after_a_batch_one_is_made(make_trainer):
    trainer = make_trainer(epochs=1, batch_size=70, evaluations_per_epoch=3)
    assert names(trainer.events()).count("EvaluationDone") == 1


def test_learning_learns_even_noise_by_heart(make_trainer):
    trainer = make_trainer(epochs=60, optimizer=Adam(0.03))
    epochs = [e for e in trainer.events() if isinstance(e, EpochDone)]
    assert epochs[-1].train_loss < 0.5 * epochs[0].train_loss
    assert epochs[-1].train_accuracy > 0.8
