"""A number that is NaN or infinite ends training, says where it began, and changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import Dataset, Split, load_dataset
from engine.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, ReLU, Softmax
from engine.losses import CrossEntropy
from engine.network import Network
from engine.optimizers import SGD, Adam, Momentum
from engine.presets import load_preset
from engine.training import BatchDone, DivergenceError, Trainer

REMEDY = "a smaller learning rate may help, or a limit to the gradients (clip_norm)"


def diverge(trainer: Trainer) -> DivergenceError:
    with pytest.raises(DivergenceError) as raised:
        list(trainer.events())
    return raised.value


def told(error: DivergenceError) -> tuple[str, str, str, int, int]:
    return error.layer, error.phase, error.what, error.step, error.epoch


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("stepwise", [False, True])
def test_parameters_that_are_nan_are_found_in_their_layer(make_trainer, threads, stepwise):
    trainer = make_trainer(threads=threads)
    trainer.stepwise = stepwise
    trainer.network.parameters["dense1.w"][0, 0] = np.nan
    error = diverge(trainer)
    assert told(error) == ("dense1", "forward", "parameters", 1, 1)
    assert str(error) == (
        "dense1: the parameters were already NaN in step 1 (epoch 1); "
        "load parameters that are finite, or begin again"
    )


@pytest.mark.parametrize("stepwise", [False, True])
def test_output_that_overflows_names_its_layer(make_trainer, stepwise):
    trainer = make_trainer()
    trainer.stepwise = stepwise
    trainer.network.parameters["conv1.w"][...] = 1e30
    trainer.network.parameters["dense1.w"][...] = 1e30
    error = diverge(trainer)
    assert told(error) == ("dense1", "forward", "output", 1, 1)
    assert str(error) == (f"dense1: the output became infinite in step 1 (epoch 1); {REMEDY}")


def test_loss_that_overflows_is_told_as_the_loss(make_trainer):
    trainer = make_trainer()
    trainer.network.parameters.flat[...] = 0
    trainer.network.parameters["dense1.b"][...] = [3e38, -3e38, 0]
    assert told(diverge(trainer)) == ("loss", "loss", "value", 1, 1)


def test_gradient_that_overflows_names_the_layer_that_computed_it(make_dataset):
    """dL/dw of conv1 is too large, although every activation is finite."""
    layers = [
        Conv2D("conv1", (1, 6, 6), filters=1, size=3),
        ReLU("relu1", (1, 4, 4)),
        Flatten("flatten", (1, 4, 4)),
        Dense("dense1", (16,), units=3),
        Softmax("softmax", (3,)),
    ]
    network = Network("steep", layers)
    network.parameters["conv1.b"][...] = 1e-38
    network.parameters["dense1.w"][...] = np.array([3e38, 1e38, 2e38])[:, None]
    data = make_dataset(40, shape=(1, 6, 6))
    made = {"batch_size": 20, "epochs": 1, "seed": 0, "threads": 1}
    trainer = Trainer(network, data, loss=CrossEntropy(), optimizer=SGD(0.1), **made)
    error = diverge(trainer)
    assert told(error) == ("conv1", "backward", "gradient", 1, 1)
    trainer.close()


@pytest.mark.parametrize(
    "optimizer", [SGD(1e39), Momentum(1e39), Adam(1e39)], ids=lambda o: o.name
)
def test_step_that_leads_out_of_all_numbers_is_taken_back(make_trainer, optimizer):
    trainer = make_trainer(optimizer=optimizer)
    before = trainer.network.parameters.sha256()
    error = diverge(trainer)
    assert (error.phase, error.what, error.step) == ("update", "parameters", 1)
    assert error.layer == "conv1"
    assert trainer.network.parameters.sha256() == before
    assert trainer.optimizer.t == 0
    assert all(np.isfinite(moment.flat).all() for moment in trainer.optimizer.moments)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("stepwise", [False, True])
def test_training_with_a_huge_learning_rate_stops_at_the_last_finite_state(
    make_trainer, threads, stepwise
):
    trainer = make_trainer(optimizer=SGD(1e30), epochs=30, threads=threads)
    trainer.stepwise = stepwise
    last, done = trainer.snapshot(), 0

    def train() -> None:
        nonlocal last, done
        for event in trainer.events():
            if isinstance(event, BatchDone):
                last, done = trainer.snapshot(), event.step

    with pytest.raises(DivergenceError) as raised:
        train()
    assert (raised.value.step, raised.value.epoch) == (done + 1, done // 4 + 1)
    assert np.isfinite(trainer.network.parameters.flat).all()
    assert trainer.network.parameters.sha256() == last.parameters.sha256()
    assert trainer.optimizer.t == done == len(trainer.losses)
    assert trainer.position.step == done
    assert trainer.gradients is None
    assert trainer.held is None


NORMED = [
    (Conv2D, "conv1", {"filters": 3, "size": 3}),
    (BatchNorm, "bn1", {}),
    (ReLU, "relu1", {}),
    (Flatten, "flatten", {}),
    (Dropout, "drop1", {}),
    (Dense, "dense1", {"units": 3}),
    (Softmax, "softmax", {}),
]


@pytest.mark.parametrize(
    ("rate", "scale", "layer"), [(1e39, 1, "conv1"), (0.1, 1e25, "bn1"), (1e30, 1, "bn1")]
)
@pytest.mark.parametrize("stepwise", [False, True])
def test_what_layers_have_measured_is_taken_back_too(
    make_trainer, rate, scale, layer, stepwise
):
    layers, shape = [], (1, 10, 10)
    for kind, name, options in NORMED:
        layers.append(kind(name, shape, **options))
        shape = layers[-1].output_shape
    network = Network("normed", layers)
    network.initialize(0)
    network.parameters["conv1.w"][...] *= scale
    trainer = make_trainer(network=network, optimizer=SGD(rate), threads=2)
    trainer.stepwise = stepwise
    last = trainer.snapshot()

    def train() -> None:
        nonlocal last
        for event in trainer.events():
            if isinstance(event, BatchDone):
                last = trainer.snapshot()

    with pytest.raises(DivergenceError) as raised:
        train()
    assert raised.value.layer == layer
    assert trainer.network.parameters.sha256() == last.parameters.sha256()
    assert np.isfinite(trainer.network.parameters.flat).all()


def test_error_is_the_same_on_any_threads_and_stepped(make_trainer):
    def sentence(threads: int, *, stepwise: bool) -> str:
        trainer = make_trainer(optimizer=SGD(1e30), epochs=30, threads=threads)
        trainer.stepwise = stepwise
        return str(diverge(trainer))

    assert sentence(1, stepwise=False) == sentence(3, stepwise=False)
    assert sentence(1, stepwise=False) == sentence(1, stepwise=True)


def test_training_goes_on_from_there_with_a_smaller_learning_rate(make_trainer):
    trainer = make_trainer(optimizer=SGD(1e39))
    assert diverge(trainer).step == 1
    trainer.learning_rate = 0.1
    list(trainer.events())
    other = make_trainer(optimizer=SGD(0.1))
    list(other.events())
    assert trainer.network.parameters.sha256() == other.network.parameters.sha256()
    assert trainer.losses == other.losses


def test_training_that_is_finite_is_let_go_on_however_large_its_numbers(make_trainer):
    """Gradients whose squares overflow are numbers still."""
    trainer = make_trainer(optimizer=SGD(1e-30), epochs=1)
    trainer.network.parameters["dense1.w"][...] *= 1e25
    steps = [event.step for event in trainer.events() if isinstance(event, BatchDone)]
    assert steps == [1, 2, 3, 4]
    with np.errstate(over="ignore"):
        assert np.dot(trainer.gradients.flat, trainer.gradients.flat) == np.inf


def test_real_images_and_a_rate_far_too_large_name_a_layer_of_the_network(data_dir):
    data = load_dataset("fashion-mnist", data_dir).limited(256)
    small = Split(data.validation.images[:64], data.validation.labels[:64])
    data = Dataset(data.name, data.title, data.classes, data.train, small, small)
    trainer = Trainer.from_preset(
        load_preset("conv-net"), data, seed=0, optimizer="sgd", learning_rate=1e12
    )
    error = diverge(trainer)
    assert error.layer in {layer.name for layer in trainer.network.layers}
    assert np.isfinite(trainer.network.parameters.flat).all()
    trainer.close()
