"""Dropout and batch normalisation while a network learns."""

from __future__ import annotations

import numpy as np
import pytest

from engine.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, ReLU, Softmax
from engine.network import Network
from engine.optimizers import OPTIMIZERS, make_optimizer
from engine.training import BatchDone, ForwardDone, evaluate
from engine.training.shard import shard_samples

KINDS = [
    (Conv2D, "conv1", {"filters": 3, "size": 3}),
    (BatchNorm, "norm1", {}),
    (ReLU, "relu1", {}),
    (Dropout, "drop1", {"rate": 0.2}),
    (Flatten, "flatten", {}),
    (Dense, "dense1", {"units": 8}),
    (BatchNorm, "norm2", {"momentum": 0.5}),
    (Dropout, "drop2", {}),
    (Dense, "dense2", {"units": 3}),
    (Softmax, "softmax", {}),
]


@pytest.fixture
def trainer(make_trainer):
    """Return a function that makes a trainer of such a network."""

    def make(**settings):
        layers, shape = [], (1, 10, 10)
        for kind, name, options in KINDS:
            layers.append(kind(name, shape, **options))
            shape = layers[-1].output_shape
        network = Network("regularized", layers)
        network.initialize(0)
        return make_trainer(network=network, **settings)

    return make


def hash_after(trainer, stepwise=lambda: False):
    """Train to the end, in a way asked for anew before every event."""
    for _ in trainer.events():
        trainer.stepwise = stepwise()
    return trainer.network.parameters.sha256()


def first_batch(trainer):
    """Return the trainer after its first batch."""
    events = trainer.events()
    while not isinstance(next(events), BatchDone):
        pass
    events.close()
    return trainer


def output_of(trainer, layer, step=0):
    """Return what a layer gives in a step, from 0."""
    trainer.stepwise = True
    for event in trainer.events():
        here = isinstance(event, ForwardDone) and event.operation.layer == layer
        if here and event.position.step == step:
            return trainer.held.activations[layer]
    raise AssertionError(layer)


def shards_of(x):
    length = shard_samples(len(x))
    return np.split(x, range(length, len(x), length))


def mixed():
    rng = np.random.default_rng(7)
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
def test_threads_and_stepping_change_no_bit(trainer, threads, stepwise):
    assert hash_after(trainer(threads=threads), stepwise) == hash_after(trainer())


@pytest.mark.parametrize("stop_after", range(1, 23))
def test_a_batch_left_at_any_event_and_begun_again_changes_no_bit(trainer, stop_after):
    left = trainer()
    left.stepwise = True
    events = left.events()
    for _ in range(stop_after):
        next(events)
    events.close()
    assert hash_after(left) == hash_after(trainer())


def test_going_on_from_a_snapshot_changes_no_bit(trainer):
    first = first_batch(trainer())
    snapshot = first.snapshot()
    other = trainer(threads=2)
    other.restore(snapshot)
    assert hash_after(other) == hash_after(first)


def test_evaluating_and_predicting_in_the_middle_changes_no_bit(trainer, dataset):
    watched = trainer()
    watched.stepwise = True
    for _ in watched.events():
        watched.network.predict(dataset.test.x(slice(None)))
        evaluate(watched.network, dataset.validation)
    assert watched.network.parameters.sha256() == hash_after(trainer())


def test_another_seed_leaves_out_other_numbers(trainer):
    shares = []
    for seed in (5, 6):
        y = output_of(trainer(seed=seed, batch_size=70), "drop1")
        shares.append(sorted(np.count_nonzero(y, axis=(1, 2, 3))))
    assert shares[0] != shares[1]


def test_every_step_leaves_out_other_numbers(trainer):
    still = {"batch_size": 70, "optimizer": make_optimizer("sgd", 1e-30)}
    first, second = (output_of(trainer(**still), "drop2", step) == 0 for step in (0, 1))
    assert (first != second).mean() == pytest.approx(0.5, abs=0.1)


def test_a_shard_is_normalised_by_itself(trainer):
    for shard in shards_of(output_of(trainer(batch_size=40), "norm1")):
        assert shard.mean((0, 2, 3)) == pytest.approx(np.zeros(3), abs=1e-5)
        assert shard.std((0, 2, 3)) == pytest.approx(np.ones(3), abs=1e-3)


def test_running_values_move_once_a_batch_towards_what_the_shards_have_shown(trainer):
    x = output_of(trainer(batch_size=40), "dense1").astype(float)
    parameters = first_batch(trainer(batch_size=40)).network.parameters
    shards = shards_of(x)
    squares = sum(((s - s.mean(axis=0)) ** 2).sum(axis=0) for s in shards)
    mean, variance = 0.5 * x.mean(axis=0), 0.5 + 0.5 * squares / (40 - len(shards))
    assert parameters["norm2.mean"] == pytest.approx(mean, rel=1e-4, abs=1e-6)
    assert parameters["norm2.variance"] == pytest.approx(variance, rel=1e-4)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_optimizer_moves_what_is_not_trained(trainer, name):
    moved = first_batch(trainer(optimizer=make_optimizer(name, 0.5)))
    reference = first_batch(trainer(optimizer=make_optimizer("sgd", 1e-30)))
    for norm in ("norm1", "norm2"):
        for statistic in ("mean", "variance"):
            ours = moved.network.parameters[f"{norm}.{statistic}"]
            theirs = reference.network.parameters[f"{norm}.{statistic}"]
            assert np.array_equal(ours, theirs)
            assert not moved.gradients[f"{norm}.{statistic}"].any()


@pytest.mark.parametrize("batch_size", [1, 17])
def test_shard_of_a_single_sample_is_learned_from_without_a_warning(trainer, batch_size):
    network = first_batch(trainer(batch_size=batch_size)).network
    assert all(np.isfinite(array).all() for array in network.parameters.values())
