"""Penalty, clipping, drawn batches and early stopping, alone and all together."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import drawn_batch
from engine.errors import SettingError
from engine.losses import L2
from engine.optimizers import SGD, Adam
from engine.schedules import make_schedule
from engine.training import (
    BatchDone,
    DivergenceError,
    EpochDone,
    EvaluationDone,
    LossDone,
    UpdateDone,
)
from engine.training.early_stopping import EarlyStopping

ALL = {
    "l2": L2(0.05),
    "clip_norm": 0.5,
    "sampling": "with-replacement",
    "early_stopping": EarlyStopping(3, min_delta=0.001),
    "schedule": make_schedule("step", warm_up=0.1, milestones=[0.5], gamma=0.5),
    "epochs": 12,
}


def optimizer():
    return Adam(0.02, beta1=0.95, beta2=0.99)


def run_to(events, kind):
    return next(event for event in events if isinstance(event, kind))


def of_kind(trainer, kind):
    return [event for event in trainer.events() if isinstance(event, kind)]


@pytest.mark.parametrize("layers", [None, ("dense1",)])
def test_gradients_are_those_of_the_loss_with_the_penalty(make_trainer, layers):
    l2 = L2(0.7, layers)
    trainer = make_trainer(l2=l2)
    network = trainer.network.astype(np.float64)
    trainer.stepwise = True
    events = trainer.events()
    run_to(events, UpdateDone)
    held, rng = trainer.held, np.random.default_rng(0)
    direction = rng.standard_normal(network.parameters.flat.size)
    here, step = network.parameters.flat.copy(), 1e-5

    def loss(offset: float) -> float:
        network.parameters.flat[...] = here + offset * direction
        p = network.forward(held.x.astype(np.float64))
        named = layers or ("conv1", "dense1")
        squares = sum((network.parameters[f"{name}.w"] ** 2).sum() for name in named)
        return -np.log(p[np.arange(20), held.labels]).mean() + 0.7 / 2 * squares

    numeric = (loss(step) - loss(-step)) / (2 * step)
    assert trainer.gradients.flat @ direction == pytest.approx(numeric, rel=1e-3)
    assert run_to(events, BatchDone).loss == pytest.approx(loss(0), rel=1e-5)
    assert trainer.losses == [pytest.approx(loss(0), rel=1e-5)]
    events.close()


def test_penalty_is_in_the_loss_of_the_epoch_and_not_of_the_evaluation(make_trainer, dataset):
    trainer = make_trainer(l2=L2(5.0), optimizer=SGD(1e-12), epochs=1)
    penalty = L2(5.0).value(trainer.network.parameters)
    events = list(trainer.events())
    plain = list(make_trainer(optimizer=SGD(1e-12), epochs=1).events())
    for event, other in zip(events, plain, strict=True):
        if isinstance(event, EpochDone):
            assert event.train_loss == pytest.approx(other.train_loss + penalty)
        if isinstance(event, EvaluationDone):
            assert event.loss == pytest.approx(other.loss)


def test_gradients_are_clipped_after_the_penalty_and_before_the_step(make_trainer):
    free = make_trainer(l2=L2(2.0), optimizer=SGD(0.1))
    next(free.events())
    length = np.linalg.norm(free.gradients.flat)

    trainer = make_trainer(l2=L2(2.0), clip_norm=length / 4, optimizer=SGD(0.1))
    trainer.keep_update = True
    events = trainer.events()
    next(events)
    events.close()
    assert trainer.gradients.flat == pytest.approx(free.gradients.flat / 4, rel=1e-4, abs=1e-7)
    assert trainer.update.flat == pytest.approx(
        -0.1 * trainer.gradients.flat, rel=1e-3, abs=1e-6
    )


def test_limit_that_is_not_reached_changes_no_bit(make_trainer):
    one, other = make_trainer(), make_trainer(clip_norm=1e6)
    list(one.events()), list(other.events())
    assert one.network.parameters.sha256() == other.network.parameters.sha256()


@pytest.mark.parametrize("stepwise", [False, True])
def test_drawn_batches_are_those_of_seed_and_step(make_trainer, stepwise):
    trainer = make_trainer(sampling="with-replacement", epochs=2, batch_size=32)
    trainer.stepwise = stepwise
    batches = of_kind(trainer, BatchDone)
    assert [batch.samples for batch in batches] == [32, 32, 6] * 2

    again = make_trainer(sampling="with-replacement", epochs=2, batch_size=32)
    again.stepwise = True
    seen = [again.held.indices for event in again.events() if isinstance(event, LossDone)]
    for step, indices in enumerate(seen):
        size = (32, 32, 6)[step % 3]
        np.testing.assert_array_equal(indices, drawn_batch(5, step, 70, size))
    assert again.network.parameters.sha256() == trainer.network.parameters.sha256()


def test_sampling_that_there_is_not_is_refused(make_trainer):
    with pytest.raises(SettingError, match="sampling must be one of epochs, with-replacement"):
        make_trainer(sampling="random")


def test_limit_of_0_is_refused(make_trainer):
    with pytest.raises(SettingError, match="training: clip_norm must be a number above 0"):
        make_trainer(clip_norm=0.0)


def epochs_that_the_rule_allows(losses, patience: int) -> int:
    """Return after which evaluation training stops, by the definition."""
    best, best_epoch = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        if epoch - best_epoch >= patience:
            return epoch
    return len(losses)


@pytest.mark.parametrize("patience", [1, 2, 3])
def test_training_stops_early_at_the_evaluation_that_the_rule_names(make_trainer, patience):
    settings = {"epochs": 30, "optimizer": Adam(0.05)}
    losses = [e.loss for e in of_kind(make_trainer(**settings), EvaluationDone)]
    last = epochs_that_the_rule_allows(losses, patience)
    assert last < 30

    settings["optimizer"] = Adam(0.05)
    trainer = make_trainer(early_stopping=EarlyStopping(patience), **settings)
    events = list(trainer.events())
    assert [e.loss for e in events if isinstance(e, EvaluationDone)] == losses[:last]
    assert isinstance(events[-1], EpochDone)
    assert events[-1].epoch == last
    assert trainer.stopped_early
    assert trainer.next_operation is None
    assert list(trainer.events()) == []


@pytest.mark.parametrize("more", [{"evaluations_per_epoch": 4}, {"evaluate_first": True}])
def test_further_evaluations_do_not_change_where_training_stops(make_trainer, more):
    def last_epoch(**settings) -> int:
        rule = EarlyStopping(2)
        made = make_trainer(epochs=30, optimizer=Adam(0.05), early_stopping=rule, **settings)
        return of_kind(made, EpochDone)[-1].epoch

    assert last_epoch(**more) == last_epoch() < 30


def test_training_that_stopped_early_may_go_on_with_fresh_patience(make_trainer):
    trainer = make_trainer(epochs=30, optimizer=Adam(0.05), early_stopping=EarlyStopping(1))
    stopped_after = of_kind(trainer, EpochDone)[-1].epoch
    trainer.wait_again()
    assert not trainer.stopped_early
    assert of_kind(trainer, EpochDone)[0].epoch == stopped_after + 1


def hash_after(trainer, *, stepwise: bool) -> str:
    trainer.stepwise = stepwise
    for _ in trainer.events():
        pass
    return trainer.network.parameters.sha256()


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("stepwise", [False, True])
def test_all_together_are_the_same_bits_on_any_threads_and_stepped(
    make_trainer, threads, stepwise
):
    reference = hash_after(make_trainer(**ALL, optimizer=optimizer()), stepwise=False)
    trainer = make_trainer(**ALL, optimizer=optimizer(), threads=threads, batch_size=20)
    assert hash_after(trainer, stepwise=stepwise) == reference


@pytest.mark.parametrize("batches", [1, 5, 8, 13])
def test_all_together_go_on_from_a_snapshot_bit_by_bit(make_trainer, batches):
    trainer = make_trainer(**ALL, optimizer=optimizer())
    events, done = trainer.events(), 0
    while done < batches:
        done += isinstance(next(events), BatchDone)
    snapshot = trainer.snapshot()
    rest = [e.position for e in events if isinstance(e, EpochDone)]

    other = make_trainer(**ALL, optimizer=optimizer(), threads=2)
    other.restore(snapshot)
    assert [e.position for e in of_kind(other, EpochDone)] == rest
    assert other.network.parameters.sha256() == trainer.network.parameters.sha256()
    assert other.losses == trainer.losses
    assert other.stopped_early
    assert trainer.stopped_early


def test_penalty_that_overflows_is_told(make_trainer):
    trainer = make_trainer(l2=L2(1e38))
    trainer.network.parameters["dense1.w"][...] *= 1e6
    with pytest.raises(
        DivergenceError, match=r"^dense1: the gradient became infinite in step 1"
    ):
        next(trainer.events())
