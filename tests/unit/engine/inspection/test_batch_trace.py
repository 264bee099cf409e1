"""A batch under way, as training holds it and as it is computed anew."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.errors import SettingError
from engine.inspection import (
    NormGradient,
    NormValue,
    SlopeProduct,
    explain,
    explain_gradient,
    explain_parameter,
    hold_batch,
    layer_names,
    trace,
    trace_batch,
)
from engine.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Softmax,
    Tanh,
    Training,
)
from engine.losses import CrossEntropy, MeanSquaredError
from engine.optimizers import Momentum
from engine.training import Trainer, UpdateDone

LEARNING = [
    (Conv2D, "conv1", {"filters": 3, "size": 3, "stride": (1, 2), "padding": ((1, 0), (0, 2))}),
    (BatchNorm, "norm1", {"eps": 0.01}),
    (LeakyReLU, "leaky1", {"slope": 0.25}),
    (Dropout, "drop1", {"rate": 0.4}),
    (Flatten, "flatten", {}),
    (Dense, "dense1", {"units": 6}),
    (BatchNorm, "norm2", {}),
    (Tanh, "tanh1", {}),
    (Dropout, "drop2", {"rate": 0.5}),
    (Dense, "dense2", {"units": 3}),
    (Softmax, "softmax", {}),
]


@pytest.fixture
def trainer(build_network, make_dataset):
    """A trainer that goes operation by operation, with batches of more than one shard."""
    made = Trainer(
        build_network("learning", (1, 10, 10), *LEARNING),
        make_dataset(),
        loss=MeanSquaredError(),
        optimizer=Momentum(0.05),
        batch_size=20,
        epochs=1,
        seed=3,
        threads=1,
    )
    made.stepwise = True
    yield made
    made.close()


@pytest.fixture
def held(trainer):
    """The first batch, held before its update."""
    events = trainer.events()
    while trainer.next_operation != trainer.operations[-1]:
        next(events)
    batch = trainer.held
    yield hold_batch(trainer.network, batch, trainer.loss, shards=batch.shards)
    events.close()


def test_a_batch_is_seen_as_far_as_it_has_come(trainer):
    events, phases = trainer.events(), []
    for event in events:
        if isinstance(event, UpdateDone):
            break
        batch = trainer.held
        view = hold_batch(trainer.network, batch, trainer.loss, shards=batch.shards)
        phases.append(view.phase)
        one = view.sample(17)
        assert (one.over, one.place, one.label) == (20, 17, batch.labels[17])
        for name, array in batch.activations.items():
            np.testing.assert_array_equal(one.activations[name], array[17])
        assert set(one.activations) == set(batch.activations)
        for name, array in batch.gradients.items():
            np.testing.assert_array_equal(one.gradients[name], array[17])
        assert set(view.parameter_gradients) == set(batch.parameter_gradients)
        assert np.isnan(view.loss) == ("dense2" not in view.activations)
    events.close()
    assert phases == sorted(phases, key=["forward", "loss", "backward"].index)
    assert set(phases) == {"forward", "loss", "backward"}


def test_what_is_held_stays_as_it_was_when_training_goes_on(trainer):
    events = trainer.events()
    while trainer.next_operation != trainer.operations[-1]:
        next(events)
    view = hold_batch(trainer.network, trainer.held, trainer.loss)
    before = {name: array.copy() for name, array in view.network.parameters.items()}
    next(events)
    assert any((trainer.network.parameters[name] != before[name]).any() for name in before)
    for name, array in before.items():
        np.testing.assert_array_equal(view.network.parameters[name], array)
    arrays = [*view.activations.values(), *view.gradients.values()]
    arrays += [*view.parameter_gradients.values(), view.losses, view.network.parameters.flat]
    assert not any(array.flags.writeable for array in arrays)
    events.close()


def test_every_number_of_a_held_batch_reconciles(held, some_of):
    for n in (0, 16, 19):
        one = held.sample(n)
        for layer in layer_names(held.network):
            for index in some_of(one.activations[layer].shape, 5):
                forward = explain(held.network, one, layer, index)
                assert forward.stored == float(one.activations[layer][index])
                if hasattr(forward, "result"):
                    assert forward.result.agrees, forward
                back = explain_gradient(held.network, one, layer, index)
                if layer == "input":  # nobody asks for dL/dx of the images
                    assert (back.stored, back.result) == (None, None)
                else:
                    assert back.result.agrees, back
                    assert back.stored == float(one.gradients[layer][index])
    for name in held.network.trained_names:
        for index in some_of(held.network.parameters.shapes[name], 4):
            given = explain_parameter(held.network, held, name, index)
            assert given.stored == held.parameter_gradients[name][index]
            assert given.result.agrees, given.equation


def test_dropout_is_explained_by_what_it_left_out(held):
    rates = {"drop1": 0.4, "drop2": 0.5}
    for layer, rate in rates.items():
        source = held.network.layers[held.network.index(layer) - 1].name
        one, slopes = held.sample(18), set()
        for index in np.ndindex(one.activations[layer].shape):
            value = explain(held.network, one, layer, index)
            back = explain_gradient(held.network, one, source, index)
            assert isinstance(back, SlopeProduct)
            assert back.is_open == (back.slope > 0)
            assert value.slope == back.slope
            assert value.stored == pytest.approx(value.slope * value.x, rel=1e-6)
            slopes.add(round(value.slope, 5))
        assert slopes == {0.0, round(1 / (1 - rate), 5)}


def test_normalisation_is_explained_by_its_shard(held):
    # The shard of sample 18 has the last 4 of the 20.
    x = held.activations["conv1"][16:, 1].astype(np.float64)
    one = held.sample(18)
    value = explain(held.network, one, "norm1", (1, 2, 3))
    assert isinstance(value, NormValue)
    assert (value.m, value.mean) == (x.size, pytest.approx(x.mean(), rel=1e-12))
    assert value.variance == pytest.approx(x.var(), rel=1e-12)
    back = explain_gradient(held.network, one, "conv1", (1, 2, 3))
    assert isinstance(back, NormGradient)
    dy = held.gradients["norm1"][16:, 1].astype(np.float64)
    x_hat = (x - x.mean()) / np.sqrt(x.var() + 0.01)
    assert back.dbeta == pytest.approx(dy.sum(), rel=1e-10)
    assert back.dgamma == pytest.approx((dy * x_hat).sum(), rel=1e-10)
    assert len(back.terms) == 3


def test_gradients_of_a_sample_are_of_the_mean_loss_or_of_its_own(network):
    rng = np.random.default_rng(0)
    x, labels = rng.random((4, *network.input_shape), np.float32), np.array([0, 3, 2, 2])
    batch = trace_batch(network, x, labels)
    assert (len(batch), batch.phase, batch.learning) == (4, "backward", False)
    assert batch.loss == pytest.approx(
        np.mean([trace(network, *s).loss for s in zip(x, labels, strict=True)])
    )
    for n in range(4):
        alone = trace(network, x[n], int(labels[n]))
        one = batch.sample(n)
        assert one.loss == pytest.approx(alone.loss, rel=1e-5)
        own = one.of_own_loss()
        assert own.of_own_loss() is own
        for name, gradient in alone.gradients.items():
            assert 4 * one.gradients[name] == pytest.approx(gradient, rel=1e-3, abs=1e-6)
            assert own.gradients[name] == pytest.approx(gradient, rel=1e-3, abs=1e-6)
            index = tuple(0 for _ in gradient.shape)
            assert explain_gradient(network, own, name, index).result.agrees


def test_gradients_of_a_batch_are_the_mean_of_those_of_its_samples(network):
    rng = np.random.default_rng(0)
    x, labels = rng.random((3, *network.input_shape), np.float32), np.array([0, 3, 2])
    batch = trace_batch(network, x, labels)
    alone = [trace(network, *s).parameter_gradients for s in zip(x, labels, strict=True)]
    for name, gradient in batch.parameter_gradients.items():
        mean = np.mean([given[name] for given in alone], axis=0)
        assert gradient == pytest.approx(mean, rel=1e-3, abs=1e-6)


def test_a_batch_computed_anew_is_the_one_that_training_holds(held):
    again = trace_batch(
        held.network, held.activations["input"], held.labels, held.criterion, shards=held.shards
    )
    assert again.learning
    for mine, theirs in (
        (again.activations, held.activations),
        (again.gradients, held.gradients),
        (again.parameter_gradients, held.parameter_gradients),
    ):
        for name, array in theirs.items():
            np.testing.assert_array_equal(mine[name], array)


def test_what_a_sample_would_come_to_by_itself_is_explained_so(trainer):
    events = trainer.events()
    next(events)
    view = hold_batch(trainer.network, trainer.held, trainer.loss, shards=trainer.held.shards)
    events.close()
    one = view.sample(2)
    alone = trace(view.network, one.activations["input"], one.label, backward=False)
    both = dataclasses.replace(one, activations={**alone.activations, **one.activations})
    assert explain(view.network, both, "drop1", (0, 1, 2)).slope == 1
    value = explain(view.network, both, "norm1", (0, 1, 2))
    assert (value.m, value.result.agrees) == (None, True)


def test_a_layer_that_has_not_run_cannot_be_explained(trainer):
    events = trainer.events()
    next(events)
    view = hold_batch(trainer.network, trainer.held, trainer.loss)
    events.close()
    words = "layer must be one that has run, input, conv1, got dense2"
    with pytest.raises(ValueError, match=words):
        explain(view.network, view.sample(0), "dense2", (0,))
    with pytest.raises(ValueError, match="layer must be one that has run"):
        explain_gradient(view.network, view.sample(0), "conv1", (0, 0, 0))
    with pytest.raises(ValueError, match="whose gradient is there, none, got"):
        explain_parameter(view.network, view, "dense2.b", (0,))


def test_what_is_no_batch_is_refused(network, sample):
    x, loss = sample[None], CrossEntropy()
    with pytest.raises(SettingError, match="x must have at least one sample, got 0"):
        trace_batch(network, x[:0], np.zeros(0, np.int64), loss)
    with pytest.raises(SettingError, match="shards must have 1 samples together, got 2"):
        trace_batch(network, x, np.array([1]), loss, shards=((2, Training(0, 0, 0)),))
    with pytest.raises(SettingError, match=r"labels must be in \[0, 4\)"):
        trace_batch(network, x, np.array([4]), loss)
    with pytest.raises(IndexError, match=r"n must be in \[0, 1\), got 1"):
        trace_batch(network, x, np.array([1]), loss).sample(1)
