"""Updates, line by line, against those that training makes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.inspection import (
    explain_update,
    hold_batch,
    loss_change,
    observe_update,
    plan_update,
)
from engine.layers import Conv2D, Dense, Dropout, Flatten, Pool2D, Softmax, Tanh
from engine.losses import L2, CrossEntropy
from engine.optimizers import make_optimizer, optimizer_names
from engine.training import Trainer, UpdateDone

SMOOTH = [
    (Conv2D, "conv1", {"filters": 3, "size": 3}),
    (Tanh, "tanh1", {}),
    (Pool2D, "pool1", {"pooling": "mean"}),
    (Flatten, "flatten", {}),
    (Dropout, "drop1", {"rate": 0.3}),
    (Dense, "dense1", {"units": 3}),
    (Softmax, "softmax", {}),
]
LEARNING_RATE, HALF = 0.01, 0.5
L2_OF_DENSE, LIMIT = L2(0.02, layers=("dense1",)), 0.3


@pytest.fixture
def make_trainer(build_network, make_dataset):
    """Return a function that makes trainers with everything that an update can have."""
    made = []

    def make(optimizer="adam", learning_rate=LEARNING_RATE, **settings):
        defaults = {"l2": L2_OF_DENSE, "clip_norm": LIMIT, "schedule": lambda _: HALF}
        made.append(
            Trainer(
                build_network("smooth", (1, 10, 10), *SMOOTH),
                make_dataset(),
                loss=CrossEntropy(),
                optimizer=make_optimizer(optimizer, learning_rate),
                batch_size=20,
                epochs=1,
                seed=3,
                threads=1,
                **{**defaults, **settings},
            )
        )
        made[-1].stepwise = True
        return made[-1]

    yield make
    for trainer in made:
        trainer.close()


def updates_of(trainer, count):
    """Yield for some steps the batch, the update as planned, and what training made of it."""
    events = trainer.events()
    for _ in range(count):
        while trainer.held is None or trainer.next_operation != trainer.operations[-1]:
            next(events)
        held = trainer.held
        batch = hold_batch(trainer.network, held, trainer.loss, shards=held.shards)
        planned = plan_update(
            trainer.network,
            trainer.optimizer,
            batch.parameter_gradients,
            factor=HALF,
            l2=trainer.l2,
            clip_norm=trainer.clip_norm,
        )
        while not isinstance(next(events), UpdateDone):
            pass
        yield batch, planned, trainer
    events.close()


@pytest.mark.parametrize("name", optimizer_names())
def test_a_planned_update_is_the_one_that_training_makes(make_trainer, name):
    for _, planned, trainer in updates_of(make_trainer(name), 3):
        np.testing.assert_array_equal(planned.after.flat, trainer.network.parameters.flat)
        np.testing.assert_array_equal(planned.gradients.flat, trainer.gradients.flat)
        seen = planned.observed(trainer.network.parameters, trainer.optimizer)
        np.testing.assert_array_equal(seen.after.flat, planned.after.flat)
        assert seen.changes == planned.changes
        assert seen.stepped.t == planned.stepped.t == planned.optimizer.t + 1


@pytest.mark.parametrize("name", optimizer_names())
def test_every_update_reconciles_with_what_is_stored(make_trainer, name, some_of):
    for step, (batch, update, trainer) in enumerate(updates_of(make_trainer(name), 3), 1):
        for parameter in trainer.network.trained_names:
            for index in some_of(update.before.shapes[parameter], 8):
                terms = explain_update(update, parameter, index)
                old = float(batch.network.parameters[parameter][index])
                strength = 0.02 if parameter == "dense1.w" else 0
                assert terms.old == old
                assert terms.gradient == batch.parameter_gradients[parameter][index]
                assert terms.penalty == pytest.approx(strength * old)
                assert (terms.t, terms.optimizer) == (step, name)
                assert terms.alpha == LEARNING_RATE * HALF
                assert terms.factor == pytest.approx(HALF)
                assert terms.g.stored == trainer.gradients[parameter][index]
                assert terms.result.stored == trainer.network.parameters[parameter][index]
                sums = [terms.g, terms.result, *(moment.after for moment in terms.moments)]
                assert all(one.agrees for one in sums), terms
                for moment, after in zip(terms.moments, trainer.optimizer.moments, strict=True):
                    assert moment.after.stored == after[parameter][index]
                assert terms.lines[-1].value == terms.result.computed == old + terms.step


def test_clipping_is_shown_where_it_happens(make_trainer):
    for limit in (LIMIT, 1e3, None):
        ((batch, update, trainer),) = updates_of(make_trainer(clip_norm=limit), 1)
        parts = [
            gradient + (0.02 * batch.network.parameters[name] if name == "dense1.w" else 0)
            for name, gradient in batch.parameter_gradients.items()
        ]
        norm = math.sqrt(sum(float((part.astype(float) ** 2).sum()) for part in parts))
        if limit is None:
            assert math.isnan(update.norm)
        else:
            assert update.norm == pytest.approx(norm, rel=1e-6)
        assert update.clip_scale == pytest.approx(LIMIT / norm if limit == LIMIT else 1)
        assert norm > LIMIT
        assert (trainer.clip_norm, update.l2) == (limit, L2_OF_DENSE)


def test_changes_are_lengths_of_arrays(make_trainer):
    ((_, update, trainer),) = updates_of(make_trainer(), 1)
    assert [change.parameter for change in update.changes] == list(
        trainer.network.trained_names
    )
    for change in update.changes:
        w, new = (of[change.parameter].astype(float) for of in (update.before, update.after))
        size = np.linalg.norm(w)
        assert change.size == pytest.approx(size)
        assert change.change == pytest.approx(np.linalg.norm(new - w), rel=1e-4)
        if size:
            assert change.ratio == change.change / change.size
        else:
            assert change.ratio == math.inf


def test_a_small_step_does_to_the_loss_what_the_gradient_predicts(make_trainer):
    trainer = make_trainer("sgd", 1e-3, clip_norm=None)
    ((batch, update, _),) = updates_of(trainer, 1)
    found = loss_change(update, batch)
    assert found.before == pytest.approx(batch.loss, rel=1e-5)
    assert found.measured < 0
    assert found.predicted == pytest.approx(found.measured, rel=1e-2)
    assert found.penalty_predicted == pytest.approx(found.penalty_measured, rel=1e-2)
    w = [of["dense1.w"].astype(float) for of in (update.before, update.after)]
    change = 0.01 * (float((w[1] ** 2).sum()) - float((w[0] ** 2).sum()))
    assert found.penalty_measured == pytest.approx(change, rel=1e-6)


def test_without_a_penalty_there_is_none(make_trainer):
    ((batch, update, _),) = updates_of(make_trainer(l2=None), 1)
    found = loss_change(update, batch)
    assert (found.penalty_predicted, found.penalty_measured) == (0, 0)
    assert explain_update(update, "dense1.w", (0, 0)).penalty == 0


def test_an_update_that_somebody_kept_is_observed(make_trainer):
    ((batch, planned, trainer),) = updates_of(make_trainer(), 1)

    class Kept:
        before, after = planned.before, trainer.network.parameters.frozen()
        gradients = trainer.gradients.frozen()
        optimizer, stepped = planned.optimizer, trainer.optimizer.copy()
        learning_rate = LEARNING_RATE * HALF
        l2, clip_norm = trainer.l2, trainer.clip_norm

    seen = observe_update(Kept(), batch.parameter_gradients)
    assert seen.changes == planned.changes
    assert (seen.norm, seen.clip_scale) == (planned.norm, planned.clip_scale)
    index = (1, 0, 2, 2)
    assert explain_update(seen, "conv1.w", index).lines == (
        explain_update(planned, "conv1.w", index).lines
    )


def test_an_update_without_all_gradients_is_refused(make_trainer):
    ((batch, update, trainer),) = updates_of(make_trainer(), 1)
    gradients = {"conv1.w": batch.parameter_gradients["conv1.w"]}
    with pytest.raises(ValueError, match=r"a gradient of conv1\.b, got conv1\.w"):
        plan_update(trainer.network, update.optimizer, gradients)


def test_a_parameter_that_is_not_there_is_refused(make_trainer):
    ((_, update, _),) = updates_of(make_trainer(), 1)
    with pytest.raises(ValueError, match=r"parameter must be one of .*, got conv7\.w"):
        explain_update(update, "conv7.w", (0,))
    with pytest.raises(IndexError, match=r"conv1\.b: index must lie within \(3,\), got"):
        explain_update(update, "conv1.b", (3,))
