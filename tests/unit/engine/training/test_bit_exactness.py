"""The same seed gives the same bits, whoever computes what, and when."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training import BatchDone, Trainer

RNG_SEED = 7


def hash_after(trainer: Trainer, stepwise) -> str:
    """Train to the end, in a way asked for anew before every event."""
    for _ in trainer.events():
        trainer.stepwise = stepwise()
    return trainer.network.parameters.sha256()


@pytest.fixture
def reference(make_trainer) -> str:
    return hash_after(make_trainer(), lambda: False)


def mixed():
    """Switch at random, often in the middle of an epoch."""
    rng = np.random.default_rng(RNG_SEED)
    return lambda: bool(rng.integers(2))


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize(
    "stepwise",
    [
        pytest.param(lambda: False, id="run"),
        pytest.param(lambda: True, id="stepped"),
        pytest.param(mixed(), id="mixed"),
    ],
)
def test_threads_and_stepping_change_no_bit(make_trainer, reference, threads, stepwise):
    assert hash_after(make_trainer(threads=threads), stepwise) == reference


def test_losses_and_evaluations_are_the_same_bits_too(make_trainer):
    def numbers(threads: int, *, stepwise: bool):
        trainer = make_trainer(threads=threads)
        trainer.stepwise = stepwise
        told = [e for e in trainer.events() if hasattr(e, "loss")]
        return [(e.loss, e.accuracy) for e in told], trainer.losses

    assert numbers(1, stepwise=False) == numbers(3, stepwise=True)


def test_another_seed_gives_other_bits(make_trainer, reference):
    assert hash_after(make_trainer(seed=6), lambda: False) != reference


@pytest.mark.parametrize("stop_after", range(1, 16))
def test_a_batch_left_at_any_event_and_begun_again_changes_no_bit(
    make_trainer, reference, stop_after
):
    trainer = make_trainer()
    trainer.stepwise = True
    events = trainer.events()
    for _ in range(stop_after):
        next(events)
    events.close()
    assert hash_after(trainer, lambda: False) == reference


def test_predicting_evaluating_and_looking_in_the_middle_changes_no_bit(
    make_trainer, reference, dataset
):
    trainer = make_trainer()
    trainer.stepwise = True
    for _ in trainer.events():
        trainer.network.predict(dataset.test.x(slice(None)))
        if trainer.held is not None:
            assert trainer.held.activations
            assert trainer.held.gradients is not None
            assert trainer.held.parameter_gradients is not None
    assert trainer.network.parameters.sha256() == reference


@pytest.mark.parametrize("batches", range(1, 9))
def test_going_on_from_a_snapshot_changes_no_bit(make_trainer, reference, batches):
    trainer = make_trainer()
    events = trainer.events()
    done = 0
    while done < batches:
        done += isinstance(next(events), BatchDone)
    snapshot = trainer.snapshot()
    hash_after(trainer, lambda: True)
    events.close()

    other = make_trainer(threads=2)
    other.restore(snapshot)
    assert hash_after(other, lambda: False) == reference
    trainer.restore(snapshot)
    assert hash_after(trainer, lambda: False) == reference
    assert other.losses == trainer.losses


def test_batch_of_any_size_is_learned_from_the_same_on_any_threads(make_trainer):
    for batch_size in (1, 15, 16, 17, 33, 70):
        one = hash_after(make_trainer(batch_size=batch_size), lambda: False)
        three = hash_after(make_trainer(batch_size=batch_size, threads=3), lambda: True)
        assert one == three, batch_size
