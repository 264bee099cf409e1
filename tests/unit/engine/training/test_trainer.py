"""What can be done with a training besides letting it run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError, ShapeError
from engine.optimizers import SGD, Adam
from engine.presets import load_preset
from engine.schedules import linear
from engine.training import (
    BatchDone,
    BatchInterruptedError,
    LossDone,
    Position,
    Trainer,
    UpdateDone,
)
from engine.training.shard import Shard


def run_to(events, kind):
    return next(event for event in events if isinstance(event, kind))


def test_closing_in_the_middle_of_a_batch_leaves_nothing_half_done(make_trainer):
    trainer = make_trainer()
    events = trainer.events()
    run_to(events, BatchDone)
    before = trainer.snapshot()
    gradients = trainer.gradients.flat.copy()
    trainer.stepwise = True
    for _ in range(13):  # up to the last backward
        next(events)
    events.close()
    assert trainer.network.parameters.sha256() == before.parameters.sha256()
    assert trainer.position == Position(1, 1, 4, 1, 2)
    assert trainer.held is None
    assert len(trainer.losses) == 1
    assert np.array_equal(trainer.gradients.flat, gradients)
    assert trainer.last_operation == trainer.operations[-1]
    assert trainer.optimizer.t == 1


def test_closing_after_the_update_keeps_the_batch(make_trainer):
    trainer = make_trainer()
    trainer.stepwise = True
    events = trainer.events()
    run_to(events, UpdateDone)
    events.close()
    assert trainer.position.step == 1
    assert len(trainer.losses) == 1


def test_held_batch_shows_what_is_known_so_far(make_trainer, dataset):
    trainer = make_trainer()
    trainer.stepwise = True
    events = trainer.events()
    next(events)
    held = trainer.held
    assert len(held) == len(held.indices) == 20
    assert np.array_equal(held.labels, dataset.train.labels[held.indices])
    assert np.array_equal(held.x, dataset.train.x(held.indices))
    assert list(held.activations) == ["input", "conv1"]
    assert held.activations["conv1"].shape == (20, 3, 8, 8)
    assert held.gradients == {} == held.parameter_gradients

    run_to(events, LossDone)
    assert list(held.activations) == ["input", *(n.name for n in trainer.network.layers)]
    assert list(held.gradients) == ["dense1"]
    assert held.loss > 0

    [next(events) for _ in range(6)]  # all backwards
    assert list(held.gradients) == ["conv1", "relu1", "pool1", "flatten", "dense1"]
    for name, gradient in held.gradients.items():
        assert gradient.shape == held.activations[name].shape
    assert set(held.parameter_gradients) == set(trainer.network.parameters)

    next(events)
    for name, gradient in held.parameter_gradients.items():
        assert np.array_equal(gradient, trainer.gradients[name])
    next(events)
    events.close()
    assert trainer.held is None


def test_gradients_are_those_of_the_mean_loss_of_the_batch(make_trainer):
    trainer = make_trainer()
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
        return -np.log(p[np.arange(20), held.labels]).mean()

    numeric = (loss(step) - loss(-step)) / (2 * step)
    assert trainer.gradients.flat @ direction == pytest.approx(numeric, rel=1e-3)
    events.close()


def test_update_is_what_was_added_to_the_parameters(make_trainer):
    trainer = make_trainer()
    trainer.keep_update = True
    before = trainer.network.parameters.copy()
    events = trainer.events()
    next(events)
    assert np.array_equal(trainer.update.flat, trainer.network.parameters.flat - before.flat)
    trainer.keep_update = False
    next(events)
    assert trainer.update is None
    events.close()


def test_an_evaluation_that_was_left_is_made_again(make_trainer):
    trainer = make_trainer(epochs=1)
    events = trainer.events()
    for _ in range(5):
        event = next(events)
    assert type(event).__name__ == "EvaluationProgress"
    events.close()
    rest = [type(e).__name__ for e in trainer.events()]
    assert rest == ["EvaluationProgress", "EvaluationDone", "EpochDone"]


def test_restoring_brings_everything_back(make_trainer):
    trainer = make_trainer()
    events = trainer.events()
    next(events)
    snapshot = trainer.snapshot()
    trainer.batch_size, trainer.learning_rate = 7, 0.5
    next(events)
    events.close()
    trainer.restore(snapshot)
    assert trainer.network.parameters.sha256() == snapshot.parameters.sha256()
    assert (trainer.batch_size, trainer.learning_rate, trainer.optimizer.t) == (20, 0.01, 1)
    assert trainer.position == Position(1, 1, 4, 1, 2)
    assert len(trainer.losses) == 1
    assert trainer.gradients is None


def test_snapshot_stays_as_it_is(make_trainer):
    trainer = make_trainer()
    events = trainer.events()
    next(events)
    snapshot = trainer.snapshot()
    sha, moment = snapshot.parameters.sha256(), snapshot.optimizer.moments[0].flat.copy()
    list(events)
    trainer.restore(snapshot)
    list(trainer.events())
    assert snapshot.parameters.sha256() == sha
    assert np.array_equal(snapshot.optimizer.moments[0].flat, moment)
    assert len(snapshot.losses) == 1


@pytest.mark.parametrize("change", ["restore", "load_parameters"])
def test_moments_are_not_exchanged_in_the_middle_of_a_batch(make_trainer, change):
    trainer = make_trainer()
    trainer.stepwise = True
    other = {
        "restore": trainer.snapshot(),
        "load_parameters": trainer.network.parameters.copy(),
    }
    events = trainer.events()
    next(events)
    with pytest.raises(RuntimeError, match="a batch is under way; close the generator first"):
        getattr(trainer, change)(other[change])
    events.close()


def test_snapshot_of_another_training_is_refused_and_changes_nothing(make_trainer, dataset):
    trainer = make_trainer()
    next(trainer.events())
    fewer = make_trainer(dataset=dataset.limited(30)).snapshot()
    digits = load_preset("digits").build(0).parameters
    other = replace(trainer.snapshot(), parameters=digits)
    before = trainer.network.parameters.sha256(), trainer.position
    for foreign in (fewer, other):
        with pytest.raises(ValueError, match="must be of this network and data set"):
            trainer.restore(foreign)
    assert (trainer.network.parameters.sha256(), trainer.position) == before
    trainer.restore(trainer.snapshot())


def test_only_one_generator_may_be_in_the_middle_of_a_batch(make_trainer):
    trainer = make_trainer()
    trainer.stepwise = True
    first, second = trainer.events(), trainer.events()
    next(first)
    with pytest.raises(RuntimeError, match="a batch is under way; close the generator first"):
        next(second)
    assert next(first).operation == trainer.operations[1]
    first.close()


def test_loading_parameters_makes_the_optimizer_forget(make_trainer, make_network):
    trainer = make_trainer()
    events = trainer.events()
    next(events)
    foreign = make_network(seed=9).parameters
    trainer.load_parameters(foreign)
    assert trainer.network.parameters.sha256() == foreign.sha256()
    assert trainer.optimizer.t == 0
    assert trainer.gradients is None
    next(events)
    events.close()


def test_parameters_that_do_not_fit_change_nothing(make_trainer):
    trainer = make_trainer()
    before = trainer.network.parameters.sha256()
    wrong = dict(trainer.network.parameters) | {"dense1.b": np.zeros((3, 1))}
    with pytest.raises(ShapeError, match=r"small: dense1.b must have shape \(3,\), got"):
        trainer.load_parameters(wrong)
    with pytest.raises(SettingError, match=r"must be arrays for conv1.w, .*got .conv1.w."):
        trainer.load_parameters({"conv1.w": wrong["conv1.w"]})
    assert trainer.network.parameters.sha256() == before


def test_trainer_of_a_preset_does_what_the_preset_says(garments):
    preset = load_preset("conv-net")
    trainer = Trainer.from_preset(preset, garments, seed=1, threads=1)
    assert trainer.network.parameters.sha256() == preset.build(1).parameters.sha256()
    assert isinstance(trainer.optimizer, Adam)
    settings = (trainer.learning_rate, trainer.batch_size, trainer.epochs)
    assert settings == (preset.learning_rate, preset.batch_size, preset.epochs)
    assert trainer.schedule is linear


def test_preset_may_be_overridden(garments):
    trainer = Trainer.from_preset(
        load_preset("conv-net"),
        garments,
        seed=1,
        optimizer="sgd",
        learning_rate=0.5,
        batch_size=64,
        epochs=1,
    )
    assert isinstance(trainer.optimizer, SGD)
    assert (trainer.learning_rate, trainer.batch_size, trainer.epochs) == (0.5, 64, 1)


def test_gradients_are_parameters_with_names(make_trainer):
    trainer = make_trainer()
    events = trainer.events()
    next(events)
    assert isinstance(trainer.gradients, Parameters)
    assert trainer.gradients.shapes == trainer.network.parameters.shapes
    events.close()


@pytest.mark.parametrize("stepwise", [False, True])
def test_interrupted_batch_is_left_and_has_changed_nothing(make_trainer, stepwise):
    trainer = make_trainer(threads=2)
    events = trainer.events()
    run_to(events, BatchDone)
    before = trainer.snapshot()
    trainer.stepwise = stepwise
    trainer.interrupt()
    with pytest.raises(BatchInterruptedError):
        run_to(events, BatchDone)
    assert trainer.network.parameters.sha256() == before.parameters.sha256()
    assert trainer.position.step == len(trainer.losses) == trainer.optimizer.t == 1


def test_batch_is_interrupted_between_its_shards(make_trainer, monkeypatch):
    trainer, begun, run = make_trainer(threads=1, batch_size=40), [], Shard.run

    def run_and_interrupt(shard):
        begun.append(shard)
        run(shard)
        trainer.interrupt()

    monkeypatch.setattr(Shard, "run", run_and_interrupt)
    with pytest.raises(BatchInterruptedError):
        run_to(trainer.events(), BatchDone)
    assert len(begun) == 1
    assert trainer.losses == []
